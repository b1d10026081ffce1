"""Adds up, after the fact and from outside, what the shop, the stock and the provider remember.

I1 to I9 are the invariants of docs/proof.md. Nothing here uses the shop's own code to judge it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx2
from sqlalchemy import text

from subgraphs.common.ids import from_uuid
from tests.crash.buyers import PATIENCE_SECONDS, Buyers
from tests.crash.world import World, connections

SETTLED = {"REJECTED", "CONFIRMED", "CANCELLED", "SHIPPED", "DELIVERED", "COMPLETED"}
SOLD = {"CONFIRMED", "SHIPPED", "DELIVERED", "COMPLETED"}
CHARGED = {"SHIPPED", "DELIVERED", "COMPLETED"}


@dataclass
class Facts:
    """Everything that is written down anywhere."""

    orders: dict[str, Any]
    events: dict[str, list[Any]]
    outbox: Counter[str]
    dead: int
    inbox: Counter[tuple[str, str]]
    untold: int
    revenue: Decimal
    stock: dict[str, Any]
    reservations: dict[str, Any]
    effects: list[dict[str, Any]]
    keys_without_order: int = 0
    initial: dict[str, int] = field(default_factory=dict)


async def is_quiet(world: World) -> bool:
    """Whether nobody has anything left to do, now or soon."""
    database, mongo = connections(world)
    try:
        async with database.engine.connect() as connection:
            settled = ", ".join(f"'{state}'" for state in sorted(SETTLED))
            waiting = await connection.execute(
                text(
                    f"select (select count(*) from orders where state not in ({settled}))"  # noqa: S608
                    " + (select count(*) from outbox where queue <> 'completions'"
                    " and timer_id not like 'notice:%')"
                )
            )
            if waiting.scalar_one():
                return False
        return not await mongo.reservations.count_documents(
            {"state": {"$in": ["HELD", "RETURNING"]}}
        )
    finally:
        await database.close()
        mongo.client.close()


async def collect(world: World, initial: dict[str, int]) -> Facts:
    """Read all of it."""
    database, mongo = connections(world)
    async with database.engine.connect() as connection:

        async def rows(statement: str) -> list[Any]:
            return list((await connection.execute(text(statement))).all())

        orders = {from_uuid(row.id, "ord"): row for row in await rows("select * from orders")}
        events: dict[str, list[Any]] = defaultdict(list)
        for row in await rows("select * from order_events order by order_id, sequence"):
            events[from_uuid(row.order_id, "ord")].append(row)
        outbox = Counter(row.queue for row in await rows("select queue from outbox"))
        dead = (await rows("select count(*) as n from outbox_dead"))[0].n
        inbox = Counter(
            (row.consumer, row.event_id)
            for row in await rows("select * from inbox where consumer <> 'webhooks'")
        )
        untold = (
            await rows(
                "select count(*) as n from order_events where is_public and relayed_at is null"
            )
        )[0].n
        revenue = (await rows("select coalesce(sum(revenue), 0) as n from sales"))[0].n
        orphans = (
            await rows(
                "select count(*) as n from idempotency_keys k "
                "left join orders o on o.id = k.order_id where o.id is null"
            )
        )[0].n
    stock = {each["_id"]: each async for each in mongo.stock.find({})}
    reservations = {each["_id"]: each async for each in mongo.reservations.find({})}
    await database.close()
    mongo.client.close()
    async with httpx2.AsyncClient(timeout=10) as client:
        effects = (await client.get(f"{world.url('payments')}/effects")).json()["effects"]
    return Facts(
        orders=orders,
        events=events,
        outbox=outbox,
        dead=dead,
        inbox=inbox,
        untold=untold,
        revenue=Decimal(revenue),
        stock=stock,
        reservations=reservations,
        effects=effects,
        keys_without_order=orphans,
        initial=initial,
    )


def violations(facts: Facts, buyers: Buyers) -> list[str]:
    """Every invariant that does not hold, with what breaks it."""
    checks = (_stock, _keys, _money, _lives, _told, _holds, _liveness, _calls, _reads)
    return [said for check in checks for said in check(facts, buyers)]


def _stock(facts: Facts, _: Buyers) -> Iterator[str]:
    gone: Counter[str] = Counter()
    for reservation in facts.reservations.values():
        if reservation["state"] in ("HELD", "COMMITTED", "RETURNING"):
            for line in reservation["lines"]:
                gone[line["product_id"]] += line["quantity"]
    for product, initial in facts.initial.items():
        available = facts.stock[product]["available"]
        if available < 0:
            yield f"I1 {product} has {available} pieces"
        if initial != available + gone[product]:
            yield f"I1 {product} had {initial}, has {available}, and {gone[product]} are sold"


def _keys(facts: Facts, buyers: Buyers) -> Iterator[str]:
    told: dict[str, set[str]] = defaultdict(set)
    for answer in buyers.answers:
        if answer.order_id is not None:
            told[answer.key].add(answer.order_id)
    for key, ids in told.items():
        if len(ids) > 1:
            yield f"I2 {key} was told {sorted(ids)}"
        if not ids <= facts.orders.keys():
            yield f"I2 {key} was told of an order that is not there"
    by_key = Counter((row.buyer_id, row.idempotency_key) for row in facts.orders.values())
    for key_of_buyer, count in by_key.items():
        if count > 1:
            yield f"I2 {key_of_buyer} has {count} orders"
    placed = {key for key in told if "/placeOrder/" in key}
    if len(facts.orders) > len({next(iter(told[key])) for key in placed}):
        yield f"I2 {len(facts.orders)} orders for {len(placed)} keys"
    if facts.keys_without_order:
        yield f"I2 {facts.keys_without_order} keys without their order"


def _money(facts: Facts, _: Buyers) -> Iterator[str]:
    moved: dict[str, Counter[str]] = defaultdict(Counter)
    amounts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for each in facts.effects:
        order = each["key"].partition(":")[0]
        moved[each["key"]][each["effect"]] += 1
        amounts[order][each["effect"]] += Decimal(each["amount"])
    for key, effects in moved.items():
        for effect in ("authorize", "capture", "void"):
            if effects[effect] > 1:
                yield f"I3 {key}: {effect} took effect {effects[effect]} times"
        if effects["void"] and effects["capture"]:
            yield f"I3 {key} was charged and let go"
    for id, row in facts.orders.items():
        total, sums = row.total or Decimal(0), amounts.pop(id, defaultdict(Decimal))
        held = sums["authorize"] - sums["void"]
        due = total if row.state in SOLD else Decimal(0)
        if held != due:
            yield f"I3 {id} is {row.state}: {held} is held or charged, not {due}"
        charged = total if row.state in CHARGED else Decimal(0)
        if sums["capture"] != charged:
            yield f"I3 {id} is {row.state}: {sums['capture']} was charged, not {charged}"
        if sums["refund"] != row.refunded or sums["refund"] > sums["capture"]:
            yield f"I3 {id}: {sums['refund']} was given back, {row.refunded} is written down"
    for id in amounts:
        yield f"I3 money moved for {id}, which is no order"


def _lives(facts: Facts, _: Buyers) -> Iterator[str]:
    for id, row in facts.orders.items():
        events = facts.events[id]
        if [each.sequence for each in events] != list(range(1, row.version + 1)):
            yield f"I4 {id} has version {row.version} and entries {[e.sequence for e in events]}"
        types = Counter(each.type for each in events)
        if types["CREATED"] != 1:
            yield f"I4 {id} was created {types['CREATED']} times"
        ends = types["CONFIRMED"] + (types["REJECTED"] - types["PAYMENT_RETRIED"])
        if row.state in SETTLED and ends != 1:
            yield f"I4 {id} is {row.state} with {dict(types)}"
        if types["CANCELLED"] + types["SHIPPED"] > 1:
            yield f"I4 {id} was cancelled and shipped: {dict(types)}"


def _told(facts: Facts, _: Buyers) -> Iterator[str]:
    if facts.dead or facts.untold or facts.outbox["events"]:
        yield f"I5 {facts.dead} dead, {facts.untold} untold, {facts.outbox['events']} waiting"
    counted = {"CONFIRMED", "CANCELLED", "REFUNDED"}
    for id, events in facts.events.items():
        for each in events:
            seen = facts.inbox["sales", str(each.id)]
            if each.type in counted and seen != 1:
                yield f"I5 {each.type} of {id} was counted {seen} times"
    sold = sum(
        (row.total - row.refunded for row in facts.orders.values() if row.state in SOLD),
        Decimal(0),
    )
    if sold != facts.revenue:
        yield f"I5 orders are worth {sold}, the projection says {facts.revenue}"


def _holds(facts: Facts, _: Buyers) -> Iterator[str]:
    for id, row in facts.orders.items():
        for attempt in range(1, row.attempt + 1):
            hold = id if attempt == 1 else f"{id}:{attempt}"
            state = facts.reservations.get(hold, {"state": "none"})["state"]
            is_present = attempt == row.attempt and row.state in SOLD
            if is_present and state != "COMMITTED":
                yield f"I6 {id} is {row.state}, its stock is {state}"
            if not is_present and state not in ("none", "RELEASED", "RETURNED"):
                yield f"I6 {hold} is {state}, its order is {row.state}"
    for product, document in facts.stock.items():
        held = [hold for hold in document["holds"] if hold["state"] == "HELD"]
        if held:
            yield f"I6 {product} still holds {held}"
    voided = set[str]()
    for each in facts.effects:
        if each["effect"] == "void":
            voided.add(each["key"])
        elif each["key"] in voided:
            yield f"I6 {each['effect']} of {each['key']}, which was let go before"


def _liveness(facts: Facts, _: Buyers) -> Iterator[str]:
    for id, row in facts.orders.items():
        if row.state not in SETTLED:
            yield f"I7 {id} is still {row.state}"


def _calls(_: Facts, buyers: Buyers) -> Iterator[str]:
    if buyers.slowest > PATIENCE_SECONDS + 0.5:
        yield f"I8 a call took {buyers.slowest:.1f} s"


def _reads(_: Facts, buyers: Buyers) -> Iterator[str]:
    for said in buyers.contradictions:
        yield f"I9 {said}"
