"""Nothing a client writes becomes source: only response keys, as literals, and those are names."""

import builtins
import io
import keyword
import re
import tokenize
from collections import Counter
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSyntaxError,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.compiled.documents import WORDS, Request
from tests.compiled.literals import HARD
from tests.compiled.stages import Stage, torture_stages
from tests.compiled.world import World

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*", re.ASCII)
LITERAL = re.compile(rf"'{NAME.pattern}'", re.ASCII)
PYTHON = sorted(
    each
    for each in {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *dir(object), *WORDS}
    # GraphQL's own word, which is no name of a fragment.
    if NAME.fullmatch(each) and each != "on"
)
# As no schema and no generated code has it.
MARK = "Zq7Mark"
ENOUGH = 60


@pytest.fixture(scope="module")
def stage() -> Stage:
    """The torture schema, whose operations are compiled at first sight."""
    return torture_stages()[0]


def skeleton(source: str) -> tuple[list[str], list[str]]:
    """The source's tokens without its texts, and its texts as they stand there."""
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    texts = [each.string for each in tokens if each.type == tokenize.STRING]
    return ["text" if each.type == tokenize.STRING else each.string for each in tokens], texts


def assert_same_code(stage: Stage, hostile: str, harmless: str) -> None:
    """Two documents that differ in what the client named differ in texts alone, which are names."""
    sources = stage.executing.sources(hostile)
    assert sources
    for one, other in zip(sources, stage.executing.sources(harmless), strict=True):
        (code, texts), (expected, _) = skeleton(one), skeleton(other)
        assert code == expected
        assert all(LITERAL.fullmatch(each) for each in texts), texts


async def assert_equal(stage: Stage, request: Request, seeds: int = 3) -> None:
    """Compiled, and the same answer as ever."""
    stage.outcomes.clear()
    for seed in range(seeds):
        assert not await stage.differences(request, seed)
    assert stage.outcomes == Counter(compiled=seeds)


@pytest.mark.parametrize("offset", range(0, len(PYTHON), ENOUGH))
async def test_names_that_mean_something_to_python(stage: Stage, offset: int) -> None:
    """Keywords, builtins and dunders name aliases, operations, fragments and variables."""
    words = PYTHON[offset : offset + ENOUGH]
    hostile, harmless = (_named(names) for names in (words, [f"a{n}" for n in range(len(words))]))
    await assert_equal(stage, Request(hostile, {words[0]: 1, words[1]: "x"}, words[2]))
    await assert_equal(stage, Request(harmless, {"a0": 1, "a1": "x"}, "a2"))
    assert_same_code(stage, hostile, harmless)


def _named(names: list[str]) -> str:
    first, second, third, fourth, *_ = names
    fields = " ".join(
        f"{each}: echo(needed: ${first}, text: ${second})"
        if number % 3
        else f"{each}: plain {{ {each}: text }}"
        for number, each in enumerate(names)
    )
    return (
        f"query {third}(${first}: Int!, ${second}: String!) {{ {fields} ...{fourth} }}"
        f" fragment {fourth} on Query {{ {fourth}{MARK}: title }}"
    )


@pytest.mark.parametrize(
    "text", [*HARD, f'{MARK}"); import os; os.abort() #', f"{MARK}\n    raise SystemExit"]
)
async def test_values_stay_values(stage: Stage, text: str) -> None:
    """Strings, block strings, enums, objects and variables are nowhere in the source."""
    quoted = _quoted(f"{MARK}{text}")
    block = '"""' + f"{MARK}{text}".replace("\\", "").replace('"', "'").replace("\x7f", "") + '"""'
    literal = (
        f"{{ one: echo(needed: 1234567891, text: {quoted}) two: echo(needed: 2, text: {block}) "
        f"three: echo(needed: 3, colours: [AZURE], input: {{needed: 4,"
        f" odd: {{{MARK}: {quoted}}}}}) }}"
    )
    sent = (
        f"query ($text: String!, $odd: Odd = {quoted})"
        " { one: echo(needed: 1, text: $text, odd: $odd) }"
    )
    for document, variables in ((literal, {}), (sent, {"text": text})):
        await assert_equal(stage, Request(document, variables))
        sources = "".join(stage.executing.sources(document))
        assert sources
        assert MARK not in sources
        assert "1234567891" not in sources


def _quoted(text: str) -> str:
    escaped = "".join(
        each if each.isascii() and each.isprintable() and each not in '"\\' else _escaped(each)
        for each in text
    )
    return f'"{escaped}"'


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


async def test_a_name_of_ten_thousand_letters(stage: Stage) -> None:
    """It is a name like any other."""
    name = f"{MARK}{'x' * 10_000}"
    document = f"query {name} {{ {name}: number other: plain {{ {name}: text }} }}"
    await assert_equal(stage, Request(document, {}, name))
    harmless = "{ a: number other: plain { a: text } }"
    await assert_equal(stage, Request(harmless, {}))
    assert_same_code(stage, document, harmless)


@pytest.mark.parametrize("depth", [30, 90, 180])
async def test_deep_documents_are_answered(stage: Stage, depth: int) -> None:
    """However deep, the answer is the ordinary one's, compiled or not."""
    document = "{ " + "node { " * depth + "number" + " }" * depth + " }"
    for seed in range(3):
        assert not await stage.differences(Request(document, {}), seed)


@pytest.mark.parametrize(
    "name", ["a'", 'a"', "a\\", "a\nb", "a b", "", "1a", "é", "a}", "a: 1, 'b", "ａ", "a\u0000"]
)
async def test_what_is_no_name_is_never_compiled(name: str) -> None:
    """A tree that was not made by the parser may have any text for a name; it is not compiled."""
    (_, stage) = torture_stages()
    field = FieldNode(
        alias=NameNode(value=name),
        name=NameNode(value="int0"),
        arguments=(),
        directives=(),
        selection_set=None,
    )
    tree = DocumentNode(
        definitions=(
            OperationDefinitionNode(
                operation=OperationType.QUERY,
                name=None,
                variable_definitions=(),
                directives=(),
                selection_set=SelectionSetNode(selections=(field,)),
            ),
        )
    )
    world = World("good", trouble=0, slow=0)
    answer = await stage.executing.execute(tree, {}, world)
    assert stage.outcomes == Counter(unsupported=1)
    assert list(answer.data or ()) == [name]


async def test_what_the_grammar_refuses_is_refused(stage: Stage) -> None:
    """Letters beyond ASCII are no names, and nothing is compiled of such a document."""
    for name in ("é", "ａ", "a-b", "1", "__ⅰ"):
        answer = await stage.executing.execute(f"{{ {name}: number }}", {}, World.of(1))
        assert answer.data is None
        assert [type(each) for each in answer.errors or ()] == [GraphQLSyntaxError]


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(
    names=st.lists(st.from_regex(NAME, fullmatch=True), min_size=4, max_size=12, unique=True),
    text=st.text(max_size=40),
)
async def test_any_names_and_any_text(names: list[str], text: str) -> None:
    """Whatever names and values there are, they change nothing but the texts that are keys."""
    stage = _shared()
    names = [each for each in names if each != "on" and not each.startswith("__")]
    if len(names) < 4:
        return
    usable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    hostile = _named(names)
    harmless = _named([f"a{number}" for number in range(len(names))])
    await assert_equal(stage, Request(hostile, {names[0]: 1, names[1]: usable}, names[2]), 1)
    await assert_equal(stage, Request(harmless, {"a0": 1, "a1": usable}, "a2"), 1)
    assert_same_code(stage, hostile, harmless)
    written = f"{{ one: echo(needed: 1, text: {_quoted(MARK + usable)}) }}"
    await assert_equal(stage, Request(written, {}), 1)
    assert MARK not in "".join(stage.executing.sources(written))


_kept: list[Any] = []


def _shared() -> Stage:
    if not _kept:
        _kept.append(torture_stages()[0])
    kept: Stage = _kept[0]
    return kept
