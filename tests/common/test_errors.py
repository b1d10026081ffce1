"""Every error has a code of the closed list; what is unexpected is masked."""

import pytest

from subgraphs.common.ids import new_id
from subgraphs.users.store import UserStore
from tests.shop import Subgraph, token_for

SECRET = "password=hunter2 at db.internal:5432"


async def test_an_unexpected_failure_is_masked_and_logged(
    users: Subgraph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The client sees a correlation id and nothing of the cause; the log has both."""

    async def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(UserStore, "users_by_id", broken)
    token = token_for(users.stack, "usr_01m7xzyextekbvegmcqfc3xaep")
    answer = await users.ask("{ me { id } }", token=token)
    (error,) = answer.errors
    assert error["extensions"]["code"] == "INTERNAL"
    assert SECRET not in str(answer.body)
    logged = capsys.readouterr().out
    assert error["extensions"]["correlationId"] in logged
    assert SECRET in logged


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{ nope }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("{", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query ($id: ID!) { node(id: $id) { id } }", {"id": {"$ne": 1}}, "BAD_USER_INPUT"),
        ("{ user(id: 1) { id } }", {}, "UNAUTHENTICATED"),
    ],
)
async def test_a_clients_mistake_has_its_code(
    users: Subgraph, query: str, variables: dict[str, object], code: str
) -> None:
    """A wrong document, a wrong variable and a missing token are told apart."""
    assert (await users.ask(query, variables)).codes == [code]


async def test_no_token_password_or_variable_is_logged(
    users: Subgraph, capsys: pytest.CaptureFixture[str]
) -> None:
    """The request line has an id, an operation and a duration, and no secret."""
    token = token_for(users.stack, "usr_01m7xzyextekbvegmcqfc3xaep")
    login = "mutation Enter($i: LoginInput!) { login(input: $i) { errors { __typename } } }"
    credentials = {"email": "ada@example.com", "password": "a very secret passphrase"}
    await users.ask(login, {"i": credentials}, token=token)
    logged = capsys.readouterr().out
    assert '"operation": "Enter"' in logged
    assert "request_id" in logged
    for secret in (token, *credentials.values()):
        assert secret not in logged


@pytest.mark.parametrize(
    "body", [b"null", b'"x"', b"[]", b'{"query":"{me{id}}\xff"}', b"[" * 20_000, b"{"]
)
async def test_an_unreadable_body_is_a_400(users: Subgraph, body: bytes) -> None:
    """What is no JSON object is the sender's mistake; it is never a 500."""
    headers = {"content-type": "application/json"}
    response = await users.http.post("/graphql", content=body, headers=headers)
    assert response.status_code == 400


async def test_lists_inside_lists_are_limited(orders: Subgraph) -> None:
    """A hundred of a hundred is refused with a code before anything is fetched for it."""
    viewer = new_id("usr")
    pages = " ".join(f"p{number}: orders(first: 100) {{ nodes {{ id }} }}" for number in range(51))
    token = token_for(orders.stack, viewer, "orders:write")
    answer = await orders.ask(f"{{ viewer {{ {pages} }} }}", token=token)
    assert answer.codes == ["COST_LIMIT_EXCEEDED"]
    assert answer.partial["viewer"]["p0"] == {"nodes": []}
