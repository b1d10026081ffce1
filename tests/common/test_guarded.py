"""An object of a guarded type reaches nobody who may not read it, whatever gives it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from inspect import isawaitable
from typing import Annotated, Any, TypeAlias

import pytest
import strawberry
from graphql import GraphQLObjectType
from strawberry.types import Info

from subgraphs.common.auth import Viewer
from subgraphs.common.context import Caller, RequestContext
from subgraphs.common.errors import Unauthenticated
from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.scopes import requirements, requires_scopes
from subgraphs.common.types import Node


@requires_scopes("letters:read:any", owner=lambda letter: letter.writer)
@strawberry.federation.type(keys=["id"], description="A letter.")
class Letter(Node):
    writer: strawberry.Private[str]
    text: str

    @strawberry.field
    def answer(self) -> "Letter | None":
        return letter("bob")

    @requires_scopes("letters:stamp")
    @strawberry.field
    def stamp(self) -> str | None:
        return "1 ct"

    @classmethod
    async def resolve_reference(cls, id: strawberry.ID) -> "Letter":
        """The letter whose id names its writer."""
        return letter(str(id))


@requires_scopes("letters:read:any")
@strawberry.type
class Archive:
    shelf: int


@strawberry.type
class Postcard(Node):
    text: str


@strawberry.type
class LetterPayload:
    letter: Letter | None
    errors: list[str]


Mail: TypeAlias = Annotated[Letter | Postcard, strawberry.union("Mail")]


def letter(writer: str) -> Letter:
    """A letter of *writer*."""
    return Letter(id=strawberry.ID(writer), writer=writer, text=f"by {writer}")


CARD = Postcard(id=strawberry.ID("card"), text="by anybody")


@strawberry.type
class Query:
    kept: Letter | None = None

    @strawberry.field
    def letter(self, writer: str) -> Letter | None:
        return letter(writer)

    @strawberry.field
    async def later(self, writer: str) -> Letter | None:
        await asyncio.sleep(0)
        return letter(writer)

    @strawberry.field
    def letters(self) -> list[Letter | None]:
        return [letter("ada"), letter("bob"), None]

    @strawberry.field
    def one_by_one(self) -> list[Letter | None]:
        def each() -> Iterator[Letter]:
            yield letter("bob")
            yield letter("ada")

        return each()  # type: ignore[return-value]

    @strawberry.field
    def in_time(self) -> list[Letter | None]:
        async def each() -> AsyncIterator[Letter]:
            yield letter("bob")

        return each()  # type: ignore[return-value]

    @strawberry.field
    def strict(self) -> list[Letter] | None:
        return [letter("ada"), letter("bob")]

    @strawberry.field
    async def mail(self) -> list[Mail | None]:
        return [letter("bob"), CARD, letter("ada")]

    @strawberry.field
    def node(self, writer: str) -> Node | None:
        return letter(writer)

    @strawberry.field
    def disguised(self) -> Node | None:
        return {"id": "bob", "text": "by bob"}  # type: ignore[return-value]

    @strawberry.field
    def archive(self) -> Archive | None:
        return Archive(shelf=1)

    @strawberry.field
    def postcard(self) -> Postcard:
        return CARD


@strawberry.type
class Mutation:
    @strawberry.mutation
    def write(self, info: Info, writer: str) -> LetterPayload:
        return LetterPayload(letter=letter(writer), errors=[])


SCHEMA = SubgraphSchema(query=Query, mutation=Mutation, types=[Letter, Postcard])
TEXT = "{ text }"


def who(id: str | None, *scopes: str, refused: bool = False) -> RequestContext:
    """The context of a request of somebody, of a guest, or with a token that does not count."""
    viewer = None if id is None else Viewer(id=id, scopes=frozenset(scopes))
    refusal = Unauthenticated("expired") if refused else None
    caller = Caller(request_id="test", is_router=True, viewer=viewer, refusal=refusal)
    return RequestContext(caller=caller)


ADA, GUEST, CLERK = who("ada"), who(None), who("cleo", "letters:read:any")


async def ask(query: str, context: RequestContext, **variables: Any) -> Any:
    """The whole result: data and the codes of errors by path."""
    result = await SCHEMA.execute(query, variables or None, context_value=context)
    errors = {
        tuple(each.path or ()): (each.extensions or {}).get("code") for each in result.errors or ()
    }
    return result.data, errors


@pytest.mark.parametrize("field", ["letter", "later", "node"])
async def test_only_who_may_read_it_gets_it(field: str) -> None:
    """The owner and a scope open it; to others it is null without an error, as if it were not."""
    query = f'{{ bob: {field}(writer: "bob") {{ id }} ada: {field}(writer: "ada") {{ id }} }}'
    bob, ada = {"id": "bob"}, {"id": "ada"}
    assert await ask(query, ADA) == ({"bob": None, "ada": ada}, {})
    assert await ask(query, CLERK) == ({"bob": bob, "ada": ada}, {})
    assert await ask(query, GUEST) == ({"bob": None, "ada": None}, {})


async def test_a_list_keeps_its_length_and_loses_what_is_not_the_viewers() -> None:
    """Lists and iterators, of one type and of a union: each item is judged alone."""
    query = (
        "{ letters { id } oneByOne { id } mail { ... on Letter { id } ... on Postcard { id } } }"
    )
    ada, card = {"id": "ada"}, {"id": "card"}
    found, errors = await ask(query, ADA)
    assert errors == {}
    assert found == {
        "letters": [ada, None, None],
        "oneByOne": [None, ada],
        "mail": [None, card, ada],
    }
    found, _ = await ask(query, GUEST)
    assert found["mail"] == [None, card, None]


async def test_what_cannot_be_null_fails_closed() -> None:
    """A list of non-null items that holds a foreign one is no list at all; nothing of it is told.

    So does a kind of value nobody has thought of: an error, and not an object.
    """
    assert await ask("{ strict { id } }", ADA) == ({"strict": None}, {("strict", 1): "INTERNAL"})
    assert await ask("{ inTime { id } }", ADA) == (None, {("inTime",): "INTERNAL"})
    assert await ask("{ disguised { id } }", CLERK) == (
        {"disguised": None},
        {("disguised",): "INTERNAL"},
    )


async def test_what_is_reached_through_a_guarded_object_is_guarded_again() -> None:
    """Owning a letter does not open the answer to it."""
    query = '{ letter(writer: "ada") { text answer { text } } }'
    assert await ask(query, ADA) == ({"letter": {"text": "by ada", "answer": None}}, {})


async def test_a_payload_and_an_attribute_are_no_way_round() -> None:
    """Plain attributes without a resolver are judged like everything else."""
    query = 'mutation { bob: write(writer: "bob") { letter { id } } ada: write(writer: "ada") '
    data, _ = await ask(query + "{ letter { id } } }", ADA)
    assert data == {"bob": {"letter": None}, "ada": {"letter": {"id": "ada"}}}
    result = await SCHEMA.execute(
        "{ kept { id } }", root_value=Query(kept=letter("bob")), context_value=ADA
    )
    assert result.data == {"kept": None}


async def test_entities_are_judged_one_by_one() -> None:
    """Of foreign and own ones, and for a guest, who is told nothing, not even that."""
    query = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Letter { text } } }"
    keys = [{"__typename": "Letter", "id": id} for id in ("bob", "ada")]
    assert await ask(query, ADA, r=keys) == ({"_entities": [None, {"text": "by ada"}]}, {})
    assert await ask(query, GUEST, r=keys) == ({"_entities": [None, None]}, {})


async def test_a_token_that_does_not_count_is_told_for_each_object() -> None:
    """The rest of the answer lives."""
    data, errors = await ask("{ letters { id } postcard { id } }", who(None, refused=True))
    assert data == {"letters": [None, None, None], "postcard": {"id": "card"}}
    assert errors == {("letters", 0): "UNAUTHENTICATED", ("letters", 1): "UNAUTHENTICATED"}


async def test_a_type_may_need_a_scope_alone() -> None:
    """Without an owner, nobody has it by being somebody."""
    assert await ask("{ archive { shelf } }", ADA) == ({"archive": None}, {})
    assert await ask("{ archive { shelf } }", CLERK) == ({"archive": {"shelf": 1}}, {})


async def test_a_field_of_a_guarded_type_may_need_more() -> None:
    """Both must be met; the refusal of the field is an error of its own."""
    query = '{ letter(writer: "ada") { text stamp } }'
    assert await ask(query, ADA) == (
        {"letter": {"text": "by ada", "stamp": None}},
        {("letter", "stamp"): "FORBIDDEN"},
    )


def resolver(coordinate: str) -> Any:
    """What answers a field."""
    name, _, field = coordinate.partition(".")
    type_ = SCHEMA._schema.type_map[name]
    assert isinstance(type_, GraphQLObjectType)
    return type_.fields[field].resolve


def test_fields_that_cannot_give_one_are_left_alone() -> None:
    """No call is added where nothing is guarded; where something is, what is at once stays so."""
    for untouched in ("Query.postcard", "Letter.text", "Letter.stamp", "LetterPayload.errors"):
        assert not hasattr(resolver(untouched), "__wrapped__")
    for guarded in ("Query.kept", "Query.letter", "Query.mail", "Query._entities"):
        assert hasattr(resolver(guarded), "__wrapped__")

    class Asked:
        context = ADA

    found = resolver("Query.kept")(Query(kept=letter("ada")), Asked)
    assert not isawaitable(found)
    assert found.writer == "ada"


def test_what_is_declared_can_be_read_and_is_told() -> None:
    """Each requirement by its coordinate, and in words in the SDL of type and field."""
    declared = requirements(SCHEMA)
    assert {name: (each.any_of, each.owner is not None) for name, each in declared.items()} == {
        "Archive": (("letters:read:any",), False),
        "Letter": (("letters:read:any",), True),
        "Letter.stamp": (("letters:stamp",), False),
    }
    sdl = SCHEMA.as_str()
    assert "A letter. Requires `letters:read:any`, or the owner; else it is null." in sdl
    assert "Requires `letters:stamp`." in sdl


def test_only_fields_and_object_types_can_be_guarded() -> None:
    """An input, an interface or a plain class is refused when it is written."""

    class Plain: ...

    for wrong in (strawberry.input(type("In", (), {"__annotations__": {"a": int}})), Node, Plain):
        with pytest.raises(TypeError, match="nothing to guard"):
            requires_scopes()(wrong)
