"""The part of a request's context that is the same in every subgraph."""

from dataclasses import dataclass

from subgraphs.common.auth import Viewer
from subgraphs.common.errors import ServiceError, TooExpensive, Unauthenticated

# A page of 100 with 20 things in each, and room; a nested hundred of hundreds is far above it.
MAX_NODES = 5_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """Who sent the request: perhaps a viewer, perhaps through the router."""

    request_id: str
    is_router: bool
    viewer: Viewer | None = None
    # The network address of the client, where a trusted proxy tells it; see common.addresses.
    address: str | None = None
    # Why the token that was sent does not count; told only where a viewer is needed, so that an
    # expired token does not take the public catalogue away.
    refusal: ServiceError | None = None


@dataclass(kw_only=True, slots=True)
class RequestContext:
    """What resolvers may reach; a subgraph adds its loaders and its service. Never a session."""

    caller: Caller
    nodes_left: int = MAX_NODES

    def spend(self, nodes: int) -> None:
        """Count list items before they are fetched; lists inside lists multiply."""
        self.nodes_left -= nodes
        if self.nodes_left < 0:
            raise TooExpensive(
                f"One request may ask a subgraph for {MAX_NODES} list items; ask for smaller pages."
            )

    @property
    def viewer(self) -> Viewer | None:
        """Whoever is signed in, None for a guest; raises for a token that does not count."""
        if self.caller.refusal is not None:
            raise self.caller.refusal
        return self.caller.viewer

    def require_viewer(self) -> Viewer:
        """Whoever is signed in; UNAUTHENTICATED for a guest."""
        if self.viewer is None:
            raise Unauthenticated("Sign in first: this needs an access token.")
        return self.viewer
