"""Who is asking: the access token's signature is verified at every request, with keys kept."""

import os
from functools import cache
from typing import Annotated

import jwt
from fastapi import Depends, Header


@cache
def keys() -> jwt.PyJWKClient:
    """The issuer's public keys, fetched once an hour."""
    return jwt.PyJWKClient(os.environ["JWKS_URL"], cache_keys=True, lifespan=3600)


async def viewer(authorization: Annotated[str | None, Header()] = None) -> str | None:
    """The id of whoever is signed in; None for a guest."""
    if authorization is None:
        return None
    token = authorization.removeprefix("Bearer ")
    key = keys().get_signing_key_from_jwt(token)
    claims = jwt.decode(
        token, key, algorithms=["RS256"], audience="commerce", issuer="users", leeway=10
    )
    return str(claims["sub"])


Viewer = Annotated[str | None, Depends(viewer)]
