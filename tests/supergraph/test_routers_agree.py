"""The corpus gets the same answers from every router there is here."""

from typing import Any

import pytest

from devstack.stack import Stack
from tests.conftest import ROUTERS
from tests.shop import Answer, Shop, a_person, order_input
from tests.supergraph.corpus import CORPUS
from tests.supergraph.test_shopping import REGISTER

FIRST_PRODUCT = "{ products(first: 1, sort: { field: PRICE, direction: ASC }) { nodes { id } } }"
# What the first router answered, kept for the next one.
answers: dict[str, Answer] = {}
references: dict[str, Any] = {}


async def ask(shop: Shop, name: str) -> Answer:
    """One operation of the corpus as one person, its placeholders filled."""
    if not references:
        references.update(await _someone_with_an_order(shop))
    query, variables = CORPUS[name]
    query = query.replace('"$user"', f'"{references["$user"]}"')
    return await shop.ask(query, _filled(variables), token=references["token"])


async def _someone_with_an_order(shop: Shop) -> dict[str, Any]:
    """A new person, so that no other test changes what they see."""
    person = a_person()
    registered = (await shop.ask(REGISTER, {"input": person})).data["registerUser"]
    token = registered["session"]["accessToken"]
    product = (await shop.ask(FIRST_PRODUCT)).data["products"]["nodes"][0]["id"]
    placed = await shop.place(order_input([product]), token=token)
    return {
        "token": token,
        "$user": registered["user"]["id"],
        "$product": product,
        "$order": placed["order"]["id"],
        "$refused": order_input([product], note=""),
    }


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each) for each in value]
    return references.get(value, value) if isinstance(value, str) else value


def faults(answer: Answer) -> set[tuple[str, str]]:
    """The errors by path and code; routers word and repeat them differently."""
    return {(str(e.get("path") or []), e["extensions"]["code"]) for e in answer.errors}


@pytest.mark.parametrize("name", CORPUS)
async def test_every_router_answers_alike(shop: Shop, name: str) -> None:
    """`data` is the same to the letter, errors are the same by path and code."""
    answer = await ask(shop, name)
    first = answers.setdefault(name, answer)
    assert answer.partial == first.partial
    assert faults(answer) == faults(first)
    assert answer.partial is not None or answer.errors


def test_the_stand_in_is_one_of_the_routers(stack: Stack) -> None:
    """It is compared with Apollo Router wherever there is one; it is never left out."""
    assert "standin" in ROUTERS
