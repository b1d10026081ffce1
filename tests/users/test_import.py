"""People from another shop keep their passwords; every bad row is told, and nobody comes twice."""

import io
from collections.abc import AsyncIterator
from typing import Any

import bcrypt
import pytest
from argon2.low_level import Type, hash_secret
from pwdlib.hashers.argon2 import Argon2Hasher

from devstack.stack import Stack
from subgraphs.common.settings import load
from subgraphs.users.parts import Parts
from subgraphs.users.service import Imported
from subgraphs.users.service.table_files import UnreadableFile
from subgraphs.users.settings import Settings
from tests.shop import Subgraph
from tests.users.people import LOGIN, sql

PASSWORD = "what they always used"
BCRYPT = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
WEAK_ARGON2 = Argon2Hasher(time_cost=1, memory_cost=64).hash(PASSWORD)
# As argon2 wrote them before it told its version.
OLD_ARGON2 = (
    hash_secret(PASSWORD.encode(), b"saltsalt", 2, 512, 2, 16, Type.I, version=16)
    .decode()
    .replace("$v=16", "")
)
HEAD = "email,display_name,password_hash,roles\n"


@pytest.fixture
async def parts(users: Subgraph, stack: Stack) -> AsyncIterator[Parts]:
    """What the command is made of, over the test's own database."""
    parts = Parts(load(Settings))
    yield parts
    await parts.close()


async def take(parts: Parts, text: str, *, strict: bool = False) -> Imported:
    """What came of importing a file with this text."""
    return await parts.importing.take(io.StringIO(text, newline=""), strict=strict)


async def login(users: Subgraph, email: str, password: str = PASSWORD) -> Any:
    """The payload of a login."""
    given = {"email": email, "password": password}
    return (await users.ask(LOGIN, {"input": given})).data["login"]


async def test_the_good_rows_are_taken_and_the_bad_ones_told(users: Subgraph, parts: Parts) -> None:
    """Each bad one with its row and its reason; the good ones may sign in."""
    rows = [
        f"ann@example.com,Ann,{BCRYPT},",
        f"not an address,Bob,{BCRYPT},",
        f"cy@example.com,,{BCRYPT},",
        "dee@example.com,Dee,password123,",
        f"ANN@example.com,Ann again,{BCRYPT},",
        f"eve@example.com,Eve,{BCRYPT},SUPPORT;QUEEN",
        f"fay@example.com,Fay,{BCRYPT},support; fulfilment",
        f"gus@example.com,Gus,{BCRYPT},,too much",
        f"hal@example.com,Hal,{BCRYPT.replace('$04$', '$31$')},",
    ]
    imported = await take(parts, HEAD + "\n".join(rows))
    assert (imported.added, imported.known) == (2, 0)
    said = {each.row: each.reason for each in imported.bad}
    assert list(said) == [3, 4, 5, 6, 7, 9, 10]
    assert "not an address is not an e-mail address" in said[3]
    assert said[4].startswith("display_name:")
    assert "no bcrypt or argon2 hash" in said[5]
    assert "the same address as in row 2" in said[6]
    assert "QUEEN is none of CUSTOMER, SUPPORT" in said[7]
    assert "more values" in said[9]
    assert "cost too much" in said[10]
    assert (await login(users, "ann@example.com"))["session"] is not None
    assert "users:read:any" in (await login(users, "fay@example.com"))["session"]["scopes"]


async def test_strict_takes_nobody_when_a_row_is_bad(users: Subgraph, parts: Parts) -> None:
    """And everybody when none is."""
    good, bad = f"ann@example.com,Ann,{BCRYPT},\n", "nobody,Bob,x,\n"
    refused = await take(parts, HEAD + good + bad, strict=True)
    assert (refused.added, len(refused.bad)) == (0, 1)
    assert (await login(users, "ann@example.com"))["session"] is None
    assert (await take(parts, HEAD + good, strict=True)).added == 1


async def test_the_same_file_may_be_taken_again(users: Subgraph, parts: Parts) -> None:
    """Whoever is known by their address stays as they are."""
    file = HEAD + f"ann@example.com,Ann,{BCRYPT},\n"
    assert (await take(parts, file)).added == 1
    again = await take(parts, file.replace("ann@", "ANN@").replace(",Ann,", ",Other,"))
    assert (again.added, again.known, again.bad) == (0, 1, [])
    session = (await login(users, "ann@example.com"))["session"]
    me = await users.ask("{ me { displayName email } }", token=session["accessToken"])
    assert me.data["me"] == {"displayName": "Ann", "email": "ann@example.com"}


@pytest.mark.parametrize(
    "hashed",
    [BCRYPT, BCRYPT.replace("$2b$", "$2y$"), WEAK_ARGON2, OLD_ARGON2],
    ids=["bcrypt", "bcrypt of PHP", "weak argon2", "argon2 without its version"],
)
async def test_an_old_hash_is_replaced_by_whoever_knows_the_password(
    users: Subgraph, parts: Parts, users_database: str, hashed: str
) -> None:
    """Taken once; then argon2id of today's strength, for the same password."""
    await take(parts, HEAD + f'ann@example.com,Ann,"{hashed}",\n')
    assert (await login(users, "ann@example.com", "wrong"))["session"] is None
    for _ in range(2):
        assert (await login(users, "ann@example.com"))["session"] is not None
        (row,) = await sql(users_database, "select password_hash from users")
        assert row.password_hash.startswith("$argon2id$")
        assert "m=65536" in row.password_hash


async def test_a_long_password_of_bcrypt_still_opens(users: Subgraph, parts: Parts) -> None:
    """bcrypt looked at 72 bytes; from then on all of it counts."""
    long = "long " * 20
    hashed = bcrypt.hashpw(long.encode()[:72], bcrypt.gensalt(4)).decode()
    await take(parts, HEAD + f"ann@example.com,Ann,{hashed},\n")
    assert (await login(users, "ann@example.com", long))["session"] is not None
    assert (await login(users, "ann@example.com", long[:72]))["session"] is None


@pytest.mark.parametrize(
    "text",
    ["", "name,mail\n", "email,display_name\n", HEAD.replace("roles", "is_admin")],
)
async def test_what_is_no_table_of_people_is_refused(parts: Parts, text: str) -> None:
    """With the columns that are missing or unknown, before anybody is taken."""
    with pytest.raises(UnreadableFile, match="names the columns"):
        await take(parts, text)


async def test_a_column_named_twice_is_refused(parts: Parts) -> None:
    """Which of the two counts would be a guess."""
    with pytest.raises(UnreadableFile, match="Named twice: email"):
        await take(parts, f"email,{HEAD}ann@example.com,bob@example.com,Ann,{BCRYPT},\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f'{HEAD}\nann@example.com,Ann,{BCRYPT},\nbob@example.com,"Bob,{BCRYPT},\n,,,\n', 4),
        (f'{HEAD}ann@example.com,"Ann" of Cleves,{BCRYPT},\n', 2),
        ('email,"display_name,password_hash\n', 1),
    ],
    ids=["never closed", "closed too early", "in the first line"],
)
async def test_a_quote_that_is_wrong_is_told_with_its_line(
    users: Subgraph, parts: Parts, text: str, line: int
) -> None:
    """It would swallow whoever comes after it; so nobody is taken."""
    with pytest.raises(UnreadableFile, match=f"^Line {line} is no CSV: "):
        await take(parts, text)
    assert (await login(users, "ann@example.com"))["session"] is None


async def test_a_row_is_told_by_its_first_line(parts: Parts) -> None:
    """Quoted values may have several lines, and empty lines are no rows."""
    two_lines = f'ann@example.com,"Ann\nof Cleves",{BCRYPT},\n'
    imported = await take(parts, f"{HEAD}\n{two_lines}  \n\nbob,Bob,{BCRYPT},\n\n")
    assert [each.row for each in imported.bad] == [3, 7]


@pytest.mark.parametrize("column", range(4))
async def test_a_nul_makes_a_bad_row(parts: Parts, column: int) -> None:
    """No text column could store it; the other rows are taken."""
    values = ["ann@example.com", "Ann", BCRYPT, "SUPPORT"]
    values[column] = "\0" + values[column]
    imported = await take(parts, f"{HEAD}{','.join(values)}\nbob@example.com,Bob,{BCRYPT},\n")
    assert (imported.added, [each.row for each in imported.bad]) == (1, [2])


@pytest.mark.parametrize(
    "hashed",
    [
        "$argon2id$v=19$m=64,t=1,p=1",
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ",
        f"$argon2id$v=19$m={'9' * 5000},t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ",
        "$argon2i$m=64$c2FsdHNhbHQ$c2FsdHNhbHQ",
        "$2b$99$" + "a" * 53,
    ],
)
async def test_a_hash_that_cannot_be_read_is_a_bad_row(parts: Parts, hashed: str) -> None:
    """With its reason; it never ends the import of the others."""
    imported = await take(
        parts, f'{HEAD}ann@example.com,Ann,"{hashed}",\nbob@example.com,Bob,{BCRYPT},\n'
    )
    (bad,) = imported.bad
    assert (imported.added, bad.row, bad.reason[:15]) == (1, 2, "password_hash: ")
