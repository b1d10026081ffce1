"""How long an answer may be kept by whoever carries it, told in the SDL (`@cacheControl`)."""

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT],
    name="cacheControl",
    description="Seconds a shared cache may keep it; 0 is not at all. Fields below inherit it; "
    "on a type it is meant for each of its fields.",
)
class CacheControl:
    """Read by `devstack.contract.caching`, which makes each operation's `Cache-Control` of it."""

    max_age: int


# What depends on who is asking.
NEVER_CACHED = CacheControl(max_age=0)
