"""Every value of every scalar and enum, right or wrong, is answered or refused alike."""

from collections import Counter
from typing import Any

import pytest
import strawberry
from graphql import build_schema

from tests.compiled import torture, torture_core
from tests.compiled.comparison import differences, seen
from tests.compiled.documents import Request
from tests.compiled.engines import compiled, compiled_schema, ordinary
from tests.compiled.stages import Stage
from tests.compiled.world import Stranger, World

STRANGE: tuple[Any, ...] = (
    None,
    "",
    0,
    [],
    {},
    Stranger(),
    ValueError("a value"),
    float("nan"),
    2**31,
    b"x",
    ...,
)


class Given:
    """A world that gives one value for whatever is asked."""

    def __init__(self, value: Any) -> None:
        self.context = value
        self.calls: list[Any] = []
        self.batches: list[Any] = []


def _stage_of(type_: str) -> Stage:
    """A field for each wrapping of the type, all of which give what the world has."""
    fields = "".join(
        f" f{number}: {wrapping.format(type_)}"
        for number, wrapping in enumerate(torture_core.WRAPPINGS)
    )
    schema = build_schema(f"scalar Odd enum Colour {{ RED GREEN BLUE }} type Query {{ {fields} }}")
    types: Any = schema.type_map
    types["Odd"].coerce_output_value = torture_core.serialised
    for name, value in torture_core.COLOURS.items():
        types["Colour"].values[name].value = value
    for field in types["Query"].fields.values():
        field.resolve = lambda _, info: info.context
    return Stage(type_, schema, Given)


@pytest.mark.parametrize("type_", torture_core.RIGHT)
async def test_scalars_of_graphql_core(type_: str) -> None:
    """Alone, in lists and in lists of lists, where null may stand and where not."""
    stage = _stage_of(type_)
    values = [*torture_core.RIGHT[type_], *torture_core.WRONG[type_], *STRANGE]
    for number in range(len(torture_core.WRAPPINGS)):
        request = Request(f"{{ f{number} }}", {})
        for value in values:
            for shape in (
                value,
                [value],
                [value, None, value],
                [[value], [value, value]],
                (value,),
            ):
                assert not await stage.differences(request, shape), (request.document, shape)
    assert set(stage.outcomes) == {"compiled"}


LEAF: Any = torture.SCHEMA._schema.type_map["Leaf"]
ATTRIBUTES: dict[str, Any] = dict(LEAF.fields)


@pytest.mark.parametrize("name", list(ATTRIBUTES))
async def test_attributes_of_strawberry_objects(name: str) -> None:
    """What a plain attribute holds, or that it is missing, is answered alike."""
    stage = Stage("leaf", torture.make(), World.of)
    outcomes: Counter[str] = Counter()
    executing = compiled(compiled_schema(stage.schema, outcomes))
    attribute = ATTRIBUTES[name].extensions["strawberry-definition"].python_name
    values = [
        *STRANGE,
        *(
            value
            for kind in (torture.RIGHT, torture.WRONG)
            for each in kind.values()
            for value in each
        ),
    ]
    request = Request(f"{{ plain {{ {name} }} }}", {})
    given: dict[str, Any] = {}
    core: Any = stage.core
    core.query_type.fields["plain"].resolve = lambda *_: given["leaf"]
    for value in [*values, *([value] for value in values), _MISSING]:
        leaf = object.__new__(torture.Leaf)
        if value is not _MISSING:
            object.__setattr__(leaf, attribute, value)
        given["leaf"] = leaf
        one = await seen(ordinary(stage.schema), request, World.of(1))
        assert not differences(one, await seen(executing, request, World.of(1))), value
    assert set(outcomes) == {"compiled"}


_MISSING = object()


@pytest.mark.parametrize("to", [torture.Cat, torture.Dog, torture.Leaf])
async def test_an_object_cast_to_another_type(to: type) -> None:
    """It is of the type it was cast to, whatever its class, also where one type alone may stand."""
    stage = Stage("cast", torture.make(), World.of)
    executing = compiled(compiled_schema(stage.schema, Counter()))
    cat = object.__new__(torture.Cat)
    cat.id = strawberry.ID("a cat")
    core: Any = stage.core
    page = torture.Page[torture.Cat](items=[], first=strawberry.cast(to, cat))
    core.query_type.fields["page"].resolve = lambda *_: page
    request = Request("{ page { first { id } } }", {})
    one = await seen(ordinary(stage.schema), request, World.of(1))
    assert bool(one.errors) is (to is not torture.Cat)
    assert not differences(one, await seen(executing, request, World.of(1)))
