"""Stock moves once per order, whole orders or nothing, whatever is repeated or concurrent."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from subgraphs.common.ids import from_uuid, new_id
from subgraphs.products.domain import (
    Product,
    RequestedLine,
    Reservation,
    ReservationState,
    UnknownProducts,
)
from tests.builders import a_product
from tests.products.conftest import Catalogue


def lines(products: Sequence[Product], quantity: int = 1) -> list[RequestedLine]:
    """So many pieces of each."""
    return [RequestedLine(product_id=each.id, quantity=quantity) for each in products]


async def test_reserving_holds_every_line_at_its_price(catalogue: Catalogue) -> None:
    """The reservation names what it would cost; the pieces are no longer for sale."""
    product = await catalogue.sell(a_product(), available=10)
    held = await catalogue.service.reserve(new_id("ord"), lines([product], 3))
    assert isinstance(held, Reservation)
    assert held.state is ReservationState.HELD
    assert [(line.quantity, line.unit_price) for line in held.lines] == [(3, product.price)]
    assert await catalogue.available(product) == 7


async def test_a_repeated_reserve_moves_nothing(catalogue: Catalogue) -> None:
    """Ten concurrent tries of one order take its pieces once, and all get the same answer."""
    product = await catalogue.sell(a_product(), available=10)
    order = new_id("ord")
    tries = [catalogue.service.reserve(order, lines([product], 2)) for _ in range(10)]
    answers = await asyncio.gather(*tries)
    assert all(isinstance(each, Reservation) and each.lines for each in answers)
    assert await catalogue.available(product) == 8


async def test_a_shortage_of_one_line_takes_none(catalogue: Catalogue) -> None:
    """What was taken for the other lines is for sale again, and a retry is told the same."""
    plenty = await catalogue.sell(a_product(), available=10)
    scarce = await catalogue.sell(a_product(), available=1)
    order, wanted = new_id("ord"), lines([plenty, scarce], 2)
    refused = await catalogue.service.reserve(order, wanted)
    again = await catalogue.service.reserve(order, wanted)
    assert isinstance(refused, Reservation)
    assert isinstance(again, Reservation)
    (short,) = refused.shortfalls
    assert (short.product_id, short.requested, short.available) == (scarce.id, 2, 1)
    assert again.shortfalls == refused.shortfalls
    assert await catalogue.available(plenty) == 10
    assert await catalogue.available(scarce) == 1


async def test_nothing_is_sold_twice(catalogue: Catalogue) -> None:
    """Sixty buyers, each trying twice, for twenty pieces of two products in either order."""
    first = await catalogue.sell(a_product(), available=20)
    second = await catalogue.sell(a_product(), available=20)
    wanted = [lines([first, second]), lines([second, first])]
    orders = [new_id("ord") for _ in range(60)]
    tries = [
        catalogue.service.reserve(order, wanted[number % 2])
        for number, order in enumerate(orders)
        for _ in range(2)
    ]
    await asyncio.gather(*tries)
    kept = await asyncio.gather(*(catalogue.service.commit(order) for order in orders))
    sold = [each for each in kept if each and each.state is ReservationState.COMMITTED]
    assert len(sold) == 20
    assert await catalogue.available(first) == await catalogue.available(second) == 0


async def test_committing_is_final(catalogue: Catalogue) -> None:
    """A sale is not given back, however often and in whatever order the steps are repeated."""
    product = await catalogue.sell(a_product(), available=5)
    order = new_id("ord")
    await catalogue.service.reserve(order, lines([product]))
    for step in (catalogue.service.commit, catalogue.service.release, catalogue.service.commit):
        settled = await step(order)
        assert settled is not None
        assert settled.state is ReservationState.COMMITTED
    assert await catalogue.available(product) == 4


async def test_a_released_order_cannot_be_reserved_or_sold_again(catalogue: Catalogue) -> None:
    """A late retry of an order that was given up takes nothing."""
    product = await catalogue.sell(a_product(), available=5)
    order = new_id("ord")
    await catalogue.service.reserve(order, lines([product]))
    await catalogue.service.release(order)
    await catalogue.service.release(order)
    late = await catalogue.service.reserve(order, lines([product]))
    committed = await catalogue.service.commit(order)
    assert isinstance(late, Reservation)
    assert committed is not None
    assert late.state is committed.state is ReservationState.RELEASED
    assert await catalogue.available(product) == 5


async def test_a_take_behind_a_release_is_refused(catalogue: Catalogue) -> None:
    """A release that overtakes its own reserve leaves a tombstone, so that no hold stays behind."""
    product = await catalogue.sell(a_product(), available=5)
    order = new_id("ord")
    held = await catalogue.service.reserve(order, lines([product]))
    assert isinstance(held, Reservation)
    other = await catalogue.sell(a_product(), available=5)
    (line,) = held.lines
    unseen = replace(line, product_id=other.id)
    await catalogue.stock.give_back(order, unseen)
    assert await catalogue.stock.take(order, unseen, {}) is not None
    assert await catalogue.available(other) == 5


async def test_what_is_not_for_sale_is_named(catalogue: Catalogue) -> None:
    """An unknown product refuses the order and holds nothing of the others."""
    product = await catalogue.sell(a_product(), available=5)
    unknown = a_product()
    answer = await catalogue.service.reserve(new_id("ord"), lines([product, unknown]))
    assert answer == UnknownProducts(product_ids=[unknown.id])
    assert await catalogue.available(product) == 5


async def test_a_release_that_overtakes_its_reserve_wins(catalogue: Catalogue) -> None:
    """Committing what never was is told; releasing it refuses the reserve that comes later."""
    product = await catalogue.sell(a_product(), available=5)
    order = new_id("ord")
    assert await catalogue.service.commit(order) is None
    await catalogue.service.release(order)
    late = await catalogue.service.reserve(order, lines([product]))
    assert isinstance(late, Reservation)
    assert late.state is ReservationState.RELEASED
    assert await catalogue.available(product) == 5


async def test_a_refusal_that_was_cut_off_is_finished_by_the_retry(catalogue: Catalogue) -> None:
    """If products dies between refusing an order and giving back, nothing stays held."""
    plenty = await catalogue.sell(a_product(), available=10)
    scarce = await catalogue.sell(a_product(), available=1)
    order, wanted = new_id("ord"), lines([plenty, scarce], 2)
    refused = await catalogue.service.reserve(order, wanted)
    assert isinstance(refused, Reservation)
    cut_off = new_id("ord")
    held = await catalogue.reservations.open(cut_off, refused.lines)
    assert await catalogue.stock.take(cut_off, held.lines[0], {}) is None
    await catalogue.reservations.settle(
        cut_off,
        ReservationState.HELD,
        ReservationState.RELEASED,
        shortfalls=refused.shortfalls,
    )
    again = await catalogue.service.reserve(cut_off, wanted)
    assert isinstance(again, Reservation)
    assert again.shortfalls == refused.shortfalls
    assert await catalogue.available(plenty) == 10


async def test_a_lapsed_hold_is_not_sold(catalogue: Catalogue, hasty: Catalogue) -> None:
    """Behind its time a reservation can only be released, so that the buyer is not charged."""
    product = await catalogue.sell(a_product(), available=5)
    order = new_id("ord")
    await hasty.service.reserve(order, lines([product]))
    refused = await catalogue.service.commit(order)
    assert refused is not None
    assert refused.state is ReservationState.HELD
    assert await catalogue.available(product) == 4
    assert (await catalogue.service.release(order)).state is ReservationState.RELEASED
    assert await catalogue.available(product) == 5


async def test_a_cancelled_sale_comes_back_once(catalogue: Catalogue) -> None:
    """However often it is returned; a later commit or release changes nothing."""
    product = await catalogue.sell(a_product(), available=5)
    order = new_id("ord")
    await catalogue.service.reserve(order, lines([product], 2))
    await catalogue.service.commit(order)
    tries = [catalogue.service.take_back(order) for _ in range(5)]
    await asyncio.gather(*tries)
    for step in (catalogue.service.commit, catalogue.service.release, catalogue.service.take_back):
        settled = await step(order)
        assert settled is not None
        assert settled.state is ReservationState.RETURNED
    assert await catalogue.available(product) == 5


async def test_only_a_sale_comes_back(catalogue: Catalogue) -> None:
    """A hold is released, not returned, and what is unknown stays so."""
    product = await catalogue.sell(a_product(), available=5)
    order = new_id("ord")
    assert await catalogue.service.take_back(order) is None
    await catalogue.service.reserve(order, lines([product]))
    held = await catalogue.service.take_back(order)
    assert held is not None
    assert held.state is ReservationState.HELD


async def test_an_order_of_yesterday_reserves_nothing(catalogue: Catalogue) -> None:
    """It was settled or given up long ago; a message that comes so late is a ghost."""
    product = await catalogue.sell(a_product(), available=5)
    yesterday = datetime.now(UTC) - timedelta(hours=21)
    ghost = from_uuid(UUID(int=int(yesterday.timestamp() * 1000) << 80), "ord")
    refused = await catalogue.service.reserve(ghost, lines([product]))
    assert isinstance(refused, Reservation)
    assert refused.state is ReservationState.RELEASED
    assert await catalogue.available(product) == 5
