"""Every error has a code of the closed list; what is unexpected is masked."""

import pytest

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
