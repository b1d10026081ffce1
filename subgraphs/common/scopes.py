"""What a field or a type needs, declared once: enforced on every path to it and told in the SDL."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from strawberry import Schema
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver, SyncExtensionResolver
from strawberry.types import Info
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from subgraphs.common.auth import SERVICE, Viewer
from subgraphs.common.caching import NEVER_CACHED
from subgraphs.common.context import RequestContext
from subgraphs.common.errors import Forbidden

Owner = Callable[[Any], str]
Declared = TypeVar("Declared")
# Where a class keeps what its objects need; a class made of a guarded one is guarded too.
_KEPT_AT = "__requirement__"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A viewer with one of the scopes, or the owner; with neither named, any person."""

    any_of: tuple[str, ...] = ()
    owner: Owner | None = None

    @property
    def sentence(self) -> str:
        """The requirement as the SDL tells it."""
        scopes = " or ".join(f"`{scope}`" for scope in self.any_of)
        if self.owner is None:
            return f"Requires {scopes or 'a signed-in viewer'}."
        return f"Requires {scopes}, or the owner." if scopes else "Requires the owner."

    def is_met(self, viewer: Viewer, thing: Any) -> bool:
        """Whether *viewer* may: by a scope, by owning *thing*, or by being somebody."""
        if self.owner is not None and self.owner(thing) == viewer.id:
            return True
        if self.any_of:
            return not viewer.scopes.isdisjoint(self.any_of)
        # A service has no account, cart or profile.
        return self.owner is None and not viewer.id.startswith(SERVICE)


def requires_scopes(*any_of: str, owner: Owner | None = None) -> Callable[[Declared], Declared]:
    """A field refuses who does not meet the requirement; an object of such a type is null to them.

    On a type it stands above `@strawberry.federation.type(...)` and holds for every field, list,
    payload and entity that gives such an object, also for those written later.
    """
    requirement = Requirement(any_of, owner)

    def declare(declared: Declared) -> Declared:
        if isinstance(declared, StrawberryField):
            _guard_field(declared, requirement)
        else:
            _guard_type(declared, requirement)
        return declared

    return declare


def requirement_of(declared: type) -> Requirement | None:
    """What reading an object of this class needs; None when everybody may."""
    requirement: Requirement | None = getattr(declared, _KEPT_AT, None)
    return requirement


def requirements(schema: Schema) -> Mapping[str, Requirement]:
    """All that a schema declares, by coordinate: `Type.field`, or `Type` for a guarded type."""
    return dict(sorted(_declared_in(schema)))


class ScopeGuard(FieldExtension):
    """Stands before the resolver; the same for root fields, nested fields and entities."""

    def __init__(self, requirement: Requirement) -> None:
        self.requirement = requirement

    def check(self, source: Any, info: Info[RequestContext, Any]) -> None:
        """UNAUTHENTICATED without a viewer, FORBIDDEN when the viewer may not."""
        viewer = info.context.require_viewer()
        if self.requirement.is_met(viewer, source):
            return
        if self.requirement.any_of:
            raise Forbidden(f"This needs the scope {' or '.join(self.requirement.any_of)}.")
        whose = "the owner" if self.requirement.owner else "people"
        raise Forbidden(f"This is for {whose} alone.")

    def resolve(self, next_: SyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        self.check(source, info)
        return next_(source, info, **kwargs)

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any
    ) -> Any:
        self.check(source, info)
        return await next_(source, info, **kwargs)


def _guard_field(field: StrawberryField, requirement: Requirement) -> None:
    field.extensions = [*field.extensions, ScopeGuard(requirement)]
    field.directives = [*field.directives, NEVER_CACHED]
    field.description = f"{field.description or ''} {requirement.sentence}".strip()


def _guard_type(declared: Any, requirement: Requirement) -> None:
    definition = getattr(declared, "__strawberry_definition__", None)
    if not isinstance(definition, StrawberryObjectDefinition) or (
        definition.is_input or definition.is_interface
    ):
        raise TypeError(f"{declared!r} is neither a field nor an object type: nothing to guard")
    setattr(declared, _KEPT_AT, requirement)
    told = requirement.sentence.removesuffix(".")
    definition.description = f"{definition.description or ''} {told}; else it is null.".strip()
    definition.directives = [*(definition.directives or ()), NEVER_CACHED]


def _declared_in(schema: Schema) -> Iterator[tuple[str, Requirement]]:
    for type_ in schema._schema.type_map.values():
        definition = type_.extensions.get("strawberry-definition")
        if not isinstance(definition, StrawberryObjectDefinition):
            continue
        if (requirement := requirement_of(definition.origin)) is not None:
            yield type_.name, requirement
        for name, field in getattr(type_, "fields", {}).items():
            declared = field.extensions.get("strawberry-definition")
            for extension in getattr(declared, "extensions", ()):
                if isinstance(extension, ScopeGuard):
                    yield f"{type_.name}.{name}", extension.requirement
