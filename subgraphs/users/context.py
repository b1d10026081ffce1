"""What resolvers of one request may reach."""

from dataclasses import dataclass, replace
from typing import TypeAlias

import strawberry

from subgraphs.common.auth import Viewer
from subgraphs.common.context import RequestContext
from subgraphs.users.domain.outcomes import LoginOutcome, RegisterOutcome, SignedIn
from subgraphs.users.loaders import Loaders
from subgraphs.users.service import (
    AccountService,
    AddressService,
    DeletionService,
    ListService,
    PeopleService,
    SessionService,
)


@dataclass(kw_only=True, slots=True)
class Context(RequestContext):
    """Who is asking, the loaders, and the use cases."""

    loaders: Loaders
    accounts: AccountService
    signing_in: SessionService
    addresses: AddressService
    people: PeopleService
    lists: ListService
    deletions: DeletionService

    def act_as(self, outcome: RegisterOutcome | LoginOutcome) -> None:
        """Whoever has just proved who they are may read their own account in the same answer."""
        if isinstance(outcome, SignedIn):
            viewer = Viewer(
                id=outcome.user.id,
                scopes=frozenset(outcome.session.scopes),
                session=outcome.session.id,
            )
            self.caller = replace(self.caller, viewer=viewer, refusal=None)
            self.loaders.renew(outcome.user)


Info: TypeAlias = strawberry.Info[Context, None]
