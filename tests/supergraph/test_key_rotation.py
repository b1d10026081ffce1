"""The keys of the running shop turn, and nobody notices."""

import asyncio
from datetime import timedelta

import jwt

from devstack.keys import key_ring
from subgraphs.common.jwks import REFETCH_SECONDS
from subgraphs.common.keyring import rotate
from tests.shop import LOGIN, Answer, Shop, a_person

REGISTER = """mutation ($input: RegisterUserInput!) {
  registerUser(input: $input) { session { accessToken } } }"""
# A field of each subgraph that needs a viewer; the last is for staff, who Grace is not.
MINE = """{ me { id } viewer { orders(first: 1) { nodes { id } } }
  products(first: 1) { nodes { inventory { available } } } }"""


async def sign_in(shop: Shop, person: dict[str, str]) -> str:
    """A token that was signed just now."""
    input = {"email": person["email"], "password": person["password"]}
    answer = await shop.ask(LOGIN, {"input": input})
    return str(answer.data["login"]["session"]["accessToken"])


async def known_everywhere(shop: Shop, token: str) -> Answer:
    """The answer once every verifier may have asked for a key that was not announced."""
    ends = asyncio.get_running_loop().time() + 2 * REFETCH_SECONDS
    while True:
        answer = await shop.ask(MINE, token=token)
        if "UNAUTHENTICATED" not in answer.codes or asyncio.get_running_loop().time() > ends:
            return answer
        await asyncio.sleep(0.5)


async def test_turning_signs_nobody_out(first_shop: Shop) -> None:
    """An emergency turn, without notice: no restart, old and new tokens count side by side."""
    shop, grace = first_shop, a_person()
    await shop.ask(REGISTER, {"input": grace})
    old = await sign_in(shop, grace)
    made = rotate(key_ring(shop.stack.layout, "users"), ahead=timedelta())
    new = await sign_in(shop, grace)
    assert jwt.get_unverified_header(new)["kid"] == f"users:{made}"
    assert jwt.get_unverified_header(old)["kid"] != f"users:{made}"
    for token in (new, old):
        answer = await known_everywhere(shop, token)
        assert answer.codes == ["FORBIDDEN"]
        assert answer.partial["me"] is not None
        assert answer.partial["viewer"] is not None
