"""The statements by which an order moves: its row as it was read, and its timeline."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Interval,
    Text,
    any_,
    bindparam,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from subgraphs.common.postgres import Prepared
from subgraphs.orders import tables
from subgraphs.orders.domain.state import UNSETTLED

NEVER = text("'-infinity'")

_orders = tables.orders
_is_unsettled = _orders.c.state == any_(literal([each.value for each in UNSETTLED], ARRAY(Text)))
_leased = func.now() + bindparam("lease", type_=Interval)
TAKE = Prepared(
    update(_orders)
    .where(_orders.c.id == bindparam("order"), _orders.c.lease_until < func.now(), _is_unsettled)
    .values(lease_until=_leased)
    .returning(*_orders.c, (func.now() - _orders.c.attempted_at).label("age"))
)
LET_GO = Prepared(
    update(_orders).where(_orders.c.id == bindparam("order")).values(lease_until=NEVER)
)
WAITING = Prepared(
    select(_orders.c.id).where(
        _orders.c.id == bindparam("order"), _orders.c.lease_until < func.now(), _is_unsettled
    )
)
FLAG = Prepared(
    update(_orders)
    .where(_orders.c.id == bindparam("order"), _orders.c.attention_at.is_(None), _is_unsettled)
    .where(_orders.c.updated_at < func.now() - bindparam("after", type_=Interval))
    .values(attention_at=func.now(), version=_orders.c.version + 1)
    .returning(*_orders.c)
)
RECORD = Prepared(
    insert(tables.order_events),
    "id",
    "order_id",
    "sequence",
    "type",
    "number",
    "status_before",
    "status_after",
    "actor",
    "note",
    "is_public",
)


@cache
def moving(
    columns: tuple[str, ...], *, is_settled: bool, is_leased: bool, is_tried_again: bool
) -> Prepared:
    """The statement that writes these columns: one for each kind of transition, a dozen in all."""
    now: dict[str, Any] = {"updated_at": func.now()}
    if is_settled:
        now |= {"lease_until": NEVER, "attention_at": None}
    if is_leased:
        now["lease_until"] = _leased
    if is_tried_again:
        now["attempted_at"] = func.now()
    moved = update(_orders).where(*_as_it_was_read()).values(now)
    return Prepared(moved.returning(*_orders.c), *columns)


def _as_it_was_read() -> tuple[ColumnElement[bool], ...]:
    return _orders.c.id == bindparam("order"), _orders.c.version == bindparam("read")
