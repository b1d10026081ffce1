"""The public router answers registered operations alone, by hash, and gives nothing else away."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import httpx2
import pytest

from devstack.contract import safelist
from devstack.contract.manifests import living
from devstack.contract.warm import warm
from devstack.layout import ROOT
from devstack.refusal import Refusal
from devstack.router import Role
from tests.conftest import routers_of
from tests.shop import Answer, Shop

OPERATIONS = {
    f"{manifest.client} {each.name}": each for manifest in living() for each in manifest.operations
}
BROWSE = OPERATIONS["ios ProductList"]
LOGIN = OPERATIONS["ios Login"]


def persisted(id: str) -> dict[str, Any]:
    """What stands for a text."""
    return {"persistedQuery": {"version": 1, "sha256Hash": id}}


async def send(url: str, body: Any, **headers: str) -> tuple[httpx2.Response, Answer]:
    """Post a body; the response, and the answer in it."""
    async with httpx2.AsyncClient(timeout=12) as client:
        response = await client.post(url, json=body, headers=headers)
    return response, Answer(response.status_code, response.json())


async def test_a_hash_is_enough_for_a_client_that_never_sent_a_text(shop: Shop) -> None:
    """By POST and by GET, because the routers are warm; for every living operation."""
    for each in OPERATIONS.values():
        body = {"operationName": "nothing is run", "extensions": persisted(each.id)}
        _, answer = await send(shop.public_url, body)
        assert answer.codes == ["GRAPHQL_UNKNOWN_OPERATION_NAME"], each.name
    _, answer = await send(
        shop.public_url, {"extensions": persisted(BROWSE.id), "variables": {"first": 2}}
    )
    assert len(answer.data["products"]["nodes"]) == 2
    parameters = {"extensions": json.dumps(persisted(BROWSE.id)), "variables": '{"first": 2}'}
    headers = {"apollo-require-preflight": "true"}
    async with httpx2.AsyncClient() as client:
        by_get = await client.get(shop.public_url, params=parameters, headers=headers)
    assert by_get.json() == answer.body


async def test_a_text_that_is_registered_may_be_sent(shop: Shop) -> None:
    """The fallback of every client: text and hash together, and the text alone."""
    variables = {"first": 1}
    for body in (
        {"query": BROWSE.text, "variables": variables, "extensions": persisted(BROWSE.id)},
        {"query": BROWSE.text, "variables": variables},
    ):
        _, answer = await send(shop.public_url, body)
        assert len(answer.data["products"]["nodes"]) == 1


ATTACKS: dict[str, tuple[dict[str, Any], int, str]] = {
    "another operation": ({"query": "{ me { id } }"}, 400, "DOCUMENT_NOT_ALLOWED"),
    "a space more": ({"query": BROWSE.text + " "}, 400, "DOCUMENT_NOT_ALLOWED"),
    "a comment more": ({"query": "# mine\n" + BROWSE.text}, 400, "DOCUMENT_NOT_ALLOWED"),
    "two operations, one registered": (
        {"query": BROWSE.text + "\nquery Mine { me { id } }", "operationName": "Mine"},
        400,
        "DOCUMENT_NOT_ALLOWED",
    ),
    "introspection": (
        {"query": "{ __schema { queryType { name } } }"},
        400,
        "DOCUMENT_NOT_ALLOWED",
    ),
    "the smallest of all": ({"query": "{ __typename }"}, 400, "DOCUMENT_NOT_ALLOWED"),
    "the hash of a registered one with a text of one's own": (
        {"query": "{ me { id } }", "extensions": persisted(BROWSE.id)},
        400,
        "PERSISTED_QUERY_HASH_MISMATCH",
    ),
    "a text of one's own under its own hash": (
        {
            "query": "query Own { me { id } }",
            "extensions": persisted(sha256(b"query Own { me { id } }").hexdigest()),
        },
        400,
        "DOCUMENT_NOT_ALLOWED",
    ),
    "a hidden field": (
        {"query": 'mutation { releaseReservation(reservationId: "x") { state } }'},
        400,
        "UNKNOWN_ERROR",
    ),
    "entities": (
        {"query": "query($r: [_Any!]!) { _entities(representations: $r) { __typename } }"},
        400,
        "UNKNOWN_ERROR",
    ),
    "an unknown hash": ({"extensions": persisted("0" * 64)}, 200, "PERSISTED_QUERY_NOT_FOUND"),
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_is_not_registered_is_refused(shop: Shop, attack: str) -> None:
    """Refused with a code, without data, not to be kept, and without a word on the schema."""
    body, status, code = ATTACKS[attack]
    response, answer = await send(shop.public_url, body)
    assert (answer.status, answer.codes) == (status, [code])
    assert answer.partial is None
    assert "public" not in response.headers.get("cache-control", "")
    assert "Did you mean" not in response.text
    if "query" in body:
        # What was refused with its text is refused by its hash, which the router now knows.
        id = sha256(body["query"].encode()).hexdigest()
        _, again = await send(shop.public_url, {"extensions": persisted(id)})
        assert again.status != 200 or again.codes == ["PERSISTED_QUERY_NOT_FOUND"]
        assert again.partial is None


async def test_a_wrong_field_is_not_explained(shop: Shop) -> None:
    """Suggestions would tell the schema, word by word."""
    response, answer = await send(shop.public_url, {"query": "{ products { nodes { nam } } }"})
    assert answer.status == 400
    assert answer.errors[0]["message"] == "invalid query"
    assert "name" not in response.text


async def test_a_deferred_operation_is_answered_in_public(shop: Shop) -> None:
    """Part by part, without an error, and with nothing for a CDN to keep."""
    text = "query Parts { categories { id ... @defer { name } } }"
    folder = shop.stack.layout.graph / "rhai"
    listed = {**safelist.table(), sha256(text.encode()).hexdigest(): "no-store"}
    accept = "multipart/mixed;deferSpec=20220824, application/json"

    async def answer() -> httpx2.Response:
        async with httpx2.AsyncClient(timeout=12) as client:
            return await client.post(
                shop.public_url, json={"query": text}, headers={"accept": accept}
            )

    async def answered() -> bool:
        return (await answer()).status_code == 200

    try:
        safelist.write_tables(listed, folder)
        assert await eventually(answered)
        told = await answer()
    finally:
        safelist.write_tables(safelist.table(), folder)
    assert "errors" not in told.text
    assert "Kettles" in told.text or '"name"' in told.text
    assert told.headers["cache-control"] == "no-store"


async def test_the_plan_is_told_inside_only(shop: Shop) -> None:
    """The same header: the internal router answers with a plan, the public one with data alone."""
    body = {"query": BROWSE.text, "variables": {"first": 1}}
    headers = {"apollo-expose-query-plan": "true"}
    _, inside = await send(shop.url, body, **headers)
    assert inside.body["extensions"]["apolloQueryPlan"]["object"]["node"]["kind"] == "Fetch"
    _, outside = await send(shop.public_url, body, **headers)
    assert "extensions" not in outside.body
    assert outside.data == inside.data
    _, dry = await send(shop.url, body, **{"apollo-expose-query-plan": "dry-run"})
    assert "data" not in dry.body


async def test_a_batch_and_a_form_are_refused(shop: Shop) -> None:
    """One operation a request, and none that a foreign page could send unasked."""
    _, batch = await send(shop.public_url, [{"query": BROWSE.text}])
    assert batch.status == 400
    async with httpx2.AsyncClient() as client:
        form = await client.post(shop.public_url, data={"query": BROWSE.text})
        bare = await client.get(shop.public_url, params={"query": BROWSE.text})
    assert [form.status_code, bare.status_code] == [400, 400]


async def test_only_the_shop_s_pages_may_ask_from_a_browser(shop: Shop) -> None:
    """A page of another origin gets no permission, asked beforehand or not."""
    # The pages' ports are counted from the router's.
    public = int(shop.public_url.split(":")[2].partition("/")[0])
    ours = f"http://127.0.0.1:{public + 20}"
    wanted = {
        "access-control-request-method": "GET",
        "access-control-request-headers": "apollo-require-preflight",
    }
    async with httpx2.AsyncClient() as client:
        for origin, allowed in ((ours, ours), ("http://evil.example", None)):
            headers = {"origin": origin, **wanted}
            asked = await client.options(shop.public_url, headers=headers)
            assert asked.headers.get("access-control-allow-origin") == allowed
            body = {"extensions": persisted(LOGIN.id)}
            told = await client.post(shop.public_url, json=body, headers={"origin": origin})
            assert told.headers.get("access-control-allow-origin") == allowed


def test_warming_says_which_router_cannot_be_warmed(shop: Shop) -> None:
    """All living operations are known to a public one; one that does not answer is named."""
    assert warm([shop.public_url]) == len({each.id for each in OPERATIONS.values()})
    with pytest.raises(Refusal, match=r"127\.0\.0\.1:9/graphql does not answer"):
        warm(["http://127.0.0.1:9/graphql", shop.public_url])


async def test_a_restarted_router_learns_from_its_clients(shop: Shop) -> None:
    """Its memory is empty: the hash is unknown, the text is taken, then the hash is enough."""
    name = f"public-{shop.router}"
    supervisor = shop.stack.supervisor
    service = routers_of(shop.stack, shop.router)[Role.PUBLIC]
    supervisor.stop(name)
    supervisor.ensure(service)
    hash_only = {"extensions": persisted(BROWSE.id), "variables": {"first": 1}}
    _, forgotten = await send(shop.public_url, hash_only)
    # Apollo iOS goes by the message, to the letter.
    assert (forgotten.status, forgotten.errors[0]["message"]) == (200, "PersistedQueryNotFound")
    _, told = await send(shop.public_url, {**hash_only, "query": BROWSE.text})
    _, again = await send(shop.public_url, hash_only)
    assert told.data == again.data
    assert warm([shop.public_url]) > 0


async def test_a_deployment_keeps_its_routers_warm(shop: Shop) -> None:
    """`warm --every` outlives the router, and tells the new one what the old one knew."""
    argv = [sys.executable, "-m", "devstack.contract.warm", "--every", "0.2", shop.public_url]
    keeping = await asyncio.create_subprocess_exec(*argv, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        shop.stack.supervisor.stop(f"public-{shop.router}")
        shop.stack.supervisor.ensure(routers_of(shop.stack, shop.router)[Role.PUBLIC])

        async def known() -> bool:
            body = {"extensions": persisted(BROWSE.id), "variables": {"first": 1}}
            _, answer = await send(shop.public_url, body)
            return answer.errors == []

        assert await eventually(known)
        assert keeping.returncode is None
    finally:
        keeping.terminate()
        await keeping.wait()


async def test_a_new_table_is_followed_without_a_restart(shop: Shop) -> None:
    """An operation registered now is answered within seconds, one that is retired refused."""
    text = "query JustRegistered { categories { id } }"
    folder = shop.stack.layout.graph / "rhai"
    pid = shop.stack.supervisor.running()[f"public-{shop.router}"].pid

    async def answered() -> bool:
        _, answer = await send(shop.public_url, {"query": text})
        return answer.status == 200

    assert not await answered()
    id = sha256(text.encode()).hexdigest()
    try:
        safelist.write_tables({**safelist.table(), id: "no-store"}, folder)
        assert await eventually(answered)
    finally:
        safelist.write_tables(safelist.table(), folder)
    assert await eventually(lambda: refused(answered))
    assert shop.stack.supervisor.running()[f"public-{shop.router}"].pid == pid


async def refused(answered: Callable[[], Awaitable[bool]]) -> bool:
    """The opposite."""
    return not await answered()


async def eventually(condition: Callable[[], Awaitable[bool]]) -> bool:
    """Whether it becomes true within ten seconds; routers look at their files every few."""
    for _ in range(50):
        if await condition():
            return True
        await asyncio.sleep(0.2)
    return False
