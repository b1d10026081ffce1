"""What a field needs, declared once: enforced on every path to it and told in the SDL."""

from collections.abc import Callable
from typing import Any

from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver, SyncExtensionResolver
from strawberry.types import Info
from strawberry.types.field import StrawberryField

from subgraphs.common.auth import Viewer
from subgraphs.common.caching import NEVER_CACHED
from subgraphs.common.context import RequestContext
from subgraphs.common.errors import Forbidden

Owner = Callable[[Any], str]


def requires_scopes(*any_of: str, owner: Owner | None = None) -> Callable[[Any], Any]:
    """The field needs a viewer with one of the scopes (none named: any viewer), or its *owner*."""

    def declare(declared: StrawberryField) -> StrawberryField:
        guard = ScopeGuard(any_of, owner)
        declared.extensions = [*declared.extensions, guard]
        declared.directives = [*declared.directives, NEVER_CACHED]
        declared.description = f"{declared.description or ''} {guard.sentence}".strip()
        return declared

    return declare


class ScopeGuard(FieldExtension):
    """Stands before the resolver; the same for root fields, nested fields and entities."""

    def __init__(self, any_of: tuple[str, ...], owner: Owner | None) -> None:
        self.any_of = any_of
        self.owner = owner

    @property
    def sentence(self) -> str:
        """The requirement as the SDL tells it."""
        needs = " or ".join(f"`{scope}`" for scope in self.any_of) or "a signed-in viewer"
        return f"Requires {needs}{', or the owner' if self.owner else ''}."

    def check(self, source: Any, info: Info[RequestContext, Any]) -> None:
        """UNAUTHENTICATED without a viewer, FORBIDDEN when the viewer may not."""
        viewer: Viewer = info.context.require_viewer()
        if self.owner is not None and self.owner(source) == viewer.id:
            return
        if self.any_of and viewer.scopes.isdisjoint(self.any_of):
            raise Forbidden(f"This needs the scope {' or '.join(self.any_of)}.")
        if self.owner is not None and not self.any_of:
            raise Forbidden("Only the owner may see this.")

    def resolve(self, next_: SyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        self.check(source, info)
        return next_(source, info, **kwargs)

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any
    ) -> Any:
        self.check(source, info)
        return await next_(source, info, **kwargs)
