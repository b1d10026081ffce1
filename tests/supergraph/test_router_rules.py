"""What every router enforces: persisted queries, preflight, limits, hidden fields, headers."""

import hashlib
import json
from typing import Any

import httpx2
import pytest

from tests.shop import Shop

QUERY = "query Browse { products(first: 1) { nodes { name } } }"
HASH = hashlib.sha256(QUERY.encode()).hexdigest()


def persisted(hash: str) -> dict[str, Any]:
    """The extension that names a persisted query."""
    return {"persistedQuery": {"version": 1, "sha256Hash": hash}}


async def post(http: httpx2.AsyncClient, shop: Shop, body: dict[str, Any]) -> Any:
    """The body of one answer."""
    return (await http.post(shop.url, json=body)).json()


async def test_a_query_is_registered_once_and_then_named(
    http: httpx2.AsyncClient, shop: Shop
) -> None:
    """Hash alone: not found; text and hash: kept; then hash alone, by POST and GET: answered."""
    marked = QUERY.replace("Browse", f"Browse{shop.router.replace('-', '')}")
    hash = hashlib.sha256(marked.encode()).hexdigest()
    unknown = await post(http, shop, {"extensions": persisted(hash)})
    assert unknown["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    full = await post(http, shop, {"query": marked, "extensions": persisted(hash)})
    named = await post(http, shop, {"extensions": persisted(hash)})
    got = await http.get(
        shop.url,
        params={"extensions": json.dumps(persisted(hash))},
        headers={"apollo-require-preflight": "1"},
    )
    assert full["data"] == named["data"] == got.json()["data"]


async def test_a_hash_of_another_text_is_refused(http: httpx2.AsyncClient, shop: Shop) -> None:
    """Nobody can put a text under somebody else's hash."""
    body = {"query": QUERY + " ", "extensions": persisted(HASH)}
    answer = await post(http, shop, body)
    assert answer["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_HASH_MISMATCH"


async def test_a_get_without_preflight_is_refused(http: httpx2.AsyncClient, shop: Shop) -> None:
    """A page of another site cannot make a browser ask in its user's name."""
    response = await http.get(shop.url, params={"query": QUERY})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "{ " + "me { id } " * 1500 + "}",
        "{ me " + "{ orders { nodes { user " * 20 + "{ id }" + "} } }" * 20 + "}",
    ],
    ids=["too many tokens", "too deep"],
)
async def test_an_oversized_document_is_refused(shop: Shop, query: str) -> None:
    """Tokens and nesting are limited before anything is planned."""
    answer = await shop.ask(query)
    assert answer.partial is None
    assert answer.errors


async def test_an_oversized_body_is_refused(http: httpx2.AsyncClient, shop: Shop) -> None:
    """Over 200,000 bytes nothing is read."""
    body = {"query": QUERY, "variables": {"filler": "x" * 250_000}}
    response = await http.post(shop.url, json=body)
    assert response.status_code == 413


async def test_what_the_saga_uses_is_not_in_the_api(shop: Shop) -> None:
    """Hidden mutations, types and federation's own fields are absent from the client schema."""
    introspection = "{ __schema { types { name fields { name } } } }"
    types = (await shop.ask(introspection)).data["__schema"]["types"]
    names = {each["name"] for each in types}
    fields = {field["name"] for each in types for field in each["fields"] or ()}
    assert {"Product", "Order", "User", "PlaceOrderPayload"} <= names
    assert not {"ReserveStockInput", "StockReservation", "ReservationState", "_Entity"} & names
    assert not {"reserveStock", "commitReservation", "releaseReservation", "_entities"} & fields


async def test_the_request_id_reaches_the_subgraphs(shop: Shop) -> None:
    """A client's x-request-id is in the subgraph's log line, so a request can be followed."""
    given = f"follow-me-{shop.router}"
    await shop.ask(QUERY, headers={"x-request-id": given})
    assert given in shop.stack.supervisor.log("products").read_text()
