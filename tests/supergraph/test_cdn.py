"""A public operation by GET is answered by a CDN; nobody's own data ever is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from devstack.contract.manifests import Operation, living
from devstack.ports import is_free
from tests.shop import Shop
from tests.supergraph.nginx import cdn


def operation(client: str, name: str) -> Operation:
    """A registered operation."""
    (manifest,) = [each for each in living() if each.client == client][-1:]
    return next(each for each in manifest.operations if each.name == name)


BROWSE = operation("ios", "ProductList")
HISTORY = operation("ios", "OrderHistory")


@pytest.fixture
def cache(shop: Shop, tmp_path: Path) -> Iterator[str]:
    """nginx before the public router."""
    port = next(port for port in range(18_100, 18_200) if is_free(port))
    with cdn(shop.public_url.split("/")[2], port, tmp_path) as url:
        yield url


async def get(url: str, asked: Operation, variables: Any, **headers: str) -> httpx2.Response:
    """Hash only, by GET, as a mobile client sends it."""
    parameters = {
        "operationName": asked.name,
        "variables": json.dumps(variables),
        "extensions": json.dumps({"persistedQuery": {"version": 1, "sha256Hash": asked.id}}),
    }
    async with httpx2.AsyncClient(timeout=12) as client:
        return await client.get(
            url, params=parameters, headers={"apollo-require-preflight": "true", **headers}
        )


async def test_a_public_answer_is_kept_and_shared(cache: str) -> None:
    """The second visitor's answer comes from the cache; other variables are another answer."""
    first = await get(cache, BROWSE, {"first": 3})
    assert first.headers["cache-control"].startswith("public, max-age=60")
    again = await get(cache, BROWSE, {"first": 3})
    other = await get(cache, BROWSE, {"first": 4})
    states = [each.headers["x-cache"] for each in (first, again, other)]
    assert states == ["MISS", "HIT", "MISS"]
    assert first.json() == again.json()
    assert len(other.json()["data"]["products"]["nodes"]) == 4


async def test_nobody_s_own_data_is_kept(cache: str, shop: Shop) -> None:
    """A viewer's answer is not stored, and no stored answer is given to a viewer."""
    bearer = f"Bearer {await shop.token()}"
    for asked, variables in ((HISTORY, {"first": 3}), (BROWSE, {"first": 5})):
        for _ in range(2):
            answer = await get(cache, asked, variables, authorization=bearer)
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-cache"] == "BYPASS"
    guest = await get(cache, HISTORY, {"first": 3})
    assert guest.json()["data"] == {"viewer": None}
    assert guest.headers["x-cache"] == "MISS"


async def test_an_answer_with_an_error_is_not_kept(cache: str) -> None:
    """What failed a moment ago may be well now."""
    for _ in range(2):
        answer = await get(cache, BROWSE, {"first": 1000})
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert (answer.headers["cache-control"], answer.headers["x-cache"]) == ("no-store", "MISS")


async def test_an_unknown_hash_is_not_kept(cache: str) -> None:
    """After the client has sent its text, the same URL is the answer."""
    unknown = Operation(name="Nobody", kind="query", text="query Nobody { me { id } }")
    for _ in range(2):
        answer = await get(cache, unknown, {})
        assert answer.json()["errors"][0]["message"] == "PersistedQueryNotFound"
        assert "no-cache" in answer.headers["cache-control"]
        assert answer.headers["x-cache"] == "MISS"
