"""What resolvers of one request may reach."""

from dataclasses import dataclass
from typing import TypeAlias

import strawberry

from subgraphs.common.context import RequestContext
from subgraphs.users.loaders import Loaders
from subgraphs.users.service import AccountService


@dataclass(kw_only=True, slots=True)
class Context(RequestContext):
    """Who is asking, the loaders, and the use cases."""

    loaders: Loaders
    accounts: AccountService


Info: TypeAlias = strawberry.Info[Context, None]
