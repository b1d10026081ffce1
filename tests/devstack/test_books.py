"""Operators are told whether the books agree, and what could not be told to others."""

import io

import pytest
from rich.console import Console
from sqlalchemy import text

from devstack import books
from devstack.refusal import Refusal
from devstack.stack import Address, Stack
from subgraphs.common.postgres import Database
from tests.shop import Shop, new_key, order_input


def console() -> Console:
    """Where a test reads what an operator would."""
    return Console(file=io.StringIO(), width=200)


def said(by: Console) -> str:
    """Everything that was printed."""
    assert isinstance(by.file, io.StringIO)
    return by.file.getvalue()


async def test_a_dead_letter_is_shown_and_tried_again(stack: Stack) -> None:
    """With its queue, its name and its reason; afterwards there is nothing to show."""
    database = Database(stack.databases.urls()["ORDERS_DATABASE_URL"])
    name = new_key()
    row = (
        "insert into outbox_dead (original_id, queue, payload, deliveries_count, created_at, "
        "failure_reason, last_exception, timer_id) values "
        "(1, 'nobody', 'x', 4, now(), 'retry_terminal', 'ValueError', :name)"
    )
    async with database.transaction() as connection:
        await connection.execute(text(row), {"name": name})
    shown = console()
    assert not books.dead_letters(stack, shown)
    assert name in said(shown)
    assert "ValueError" in said(shown)
    books.replay(stack, shown)
    assert "1 are tried again" in said(shown)
    assert books.dead_letters(stack, console())
    async with database.transaction() as connection:
        gone = await connection.execute(text("delete from outbox where queue = 'nobody'"))
    assert gone.rowcount == 1
    await database.close()


async def test_a_lie_of_the_provider_is_told_to_the_operator(stack: Stack, shop: Shop) -> None:
    """The order, what is held and what should be; exit code 1 is the caller's to give."""
    query = "{ products(first: 1) { nodes { id } } }"
    product = (await shop.ask(query)).data["products"]["nodes"][0]["id"]
    payload = await shop.place(order_input([product], paymentMethodToken="tok_lies"))
    shown = console()
    assert not books.reconcile(stack, shown)
    assert payload["order"]["id"] in said(shown)
    assert "the provider holds 0" in said(shown)


def test_a_shop_that_is_not_running_cannot_be_asked(stack: Stack) -> None:
    """The sentence says what to do."""
    folders = stack.layout
    other = Stack(
        type(folders)(
            state=folders.state / "other",
            cache=folders.cache,
            data=folders.data,
            engine=folders.engine,
        ),
        Address(),
    )
    with pytest.raises(Refusal, match="supergraph up"):
        books.reconcile(other, console())
