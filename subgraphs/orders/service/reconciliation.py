"""Do orders, provider and stock agree? Every difference is somebody's money, or a parcel."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from subgraphs.orders.clients import Account, Payments, Stock
from subgraphs.orders.domain.lists import OrderFilter, OrderList, OrderSort, SortDirection
from subgraphs.orders.domain.order import Order, OrderId
from subgraphs.orders.domain.state import State
from subgraphs.orders.store import ListStore, OrderStore

PAGE = 100
# What the stock must say of a hold, by the state of its order.
SOLD = frozenset(
    {
        State.CONFIRMED,
        State.SHIPPING,
        State.SHIPPED,
        State.DELIVERED,
        State.COMPLETED,
        State.SHIPPED_REFUNDING,
        State.DELIVERED_REFUNDING,
        State.COMPLETED_REFUNDING,
    }
)
CHARGED = SOLD - {State.CONFIRMED, State.SHIPPING}
GONE = frozenset({"RELEASED", "RETURNED"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Drift:
    """One difference, in words an operator can act on."""

    order_id: str
    said: str


class Reconciliation:
    """Reads all three sides and compares; changes nothing."""

    def __init__(
        self, orders: OrderStore, lists: ListStore, stock: Stock, payments: Payments
    ) -> None:
        self._orders = orders
        self._lists = lists
        self._stock = stock
        self._payments = payments

    async def drift(self) -> list[Drift]:
        """Every difference there is. Orders that are under way, or move meanwhile, count as none.

        Orders are read first: one that stands still until the end had no call under way.
        """
        orders = {order.id: order async for order in self._all_orders()}
        accounts = {each.key: each async for each in self._payments.accounts()}
        holds = {str(each["orderId"]): each async for each in self._holds()}
        found = [
            drift
            for order in orders.values()
            if order.state.is_settled
            for drift in (*_money_drift(order, accounts), *_stock_drift(order, holds))
        ]
        strangers = {OrderId(key.partition(":")[0]) for key in (*accounts, *holds)} - set(orders)
        suspects = {OrderId(each.order_id) for each in found} | strangers
        now = await self._orders.orders_by_id(sorted(suspects))
        unknown = "the provider or the stock knows it, orders does not"
        return [each for each in found if _stood_still(each.order_id, orders, now)] + [
            Drift(order_id=id, said=unknown) for id in sorted(strangers - set(now))
        ]

    async def _all_orders(self) -> AsyncIterator[Order]:
        position: tuple[str, str] | None = None
        while True:
            wanted = OrderList(
                size=PAGE,
                filter=OrderFilter(),
                sort=OrderSort(direction=SortDirection.ASC),
                position=position,
            )
            page = (await self._lists.orders_by_list([wanted]))[wanted]
            for order in page:
                yield order
            if not page:
                return
            position = (page[-1].created_at.isoformat(), page[-1].id)

    async def _holds(self) -> AsyncIterator[dict[str, object]]:
        after = ""
        while page := await self._stock.reservations(after):
            for each in page:
                yield dict(each)
            after = str(page[-1]["orderId"])


def _stood_still(id: str, before: Mapping[OrderId, Order], now: Mapping[OrderId, Order]) -> bool:
    order, later = before[OrderId(id)], now.get(OrderId(id))
    return later is not None and later.version == order.version


def _money_drift(order: Order, accounts: dict[str, Account]) -> list[Drift]:
    """What the provider should hold, have charged and have given back, against what it does."""
    found = list[Drift]()
    for attempt in range(1, order.attempt + 1):
        key = f"{order.id}:authorize:{attempt}"
        is_present = attempt == order.attempt
        held, charged, back = _due(order) if is_present else (Decimal(0),) * 3
        account = accounts.get(key)
        has = (
            (account.authorized.amount, account.captured.amount, account.refunded.amount)
            if account
            else (Decimal(0),) * 3
        )
        if account is not None and account.is_voided:
            has = (Decimal(0), has[1], has[2])
        due = (held, charged, back)
        for name, wanted, actual in zip(("holds", "charged", "gave back"), due, has, strict=True):
            if wanted != actual:
                said = f"the provider {name} {actual} under {key}; it should be {wanted}"
                found.append(Drift(order_id=order.id, said=said))
    return found


def _due(order: Order) -> tuple[Decimal, Decimal, Decimal]:
    """What should be held (charged or not), charged and given back."""
    total = order.charges.total.amount if order.charges else Decimal(0)
    held = total if order.state in SOLD else Decimal(0)
    charged = total if order.state in CHARGED else Decimal(0)
    return held, charged, order.refunded.amount


def _stock_drift(order: Order, holds: dict[str, dict[str, object]]) -> list[Drift]:
    hold = holds.get(order.hold)
    state = "none" if hold is None else str(hold["state"])
    is_right = state == "COMMITTED" if order.state in SOLD else state in GONE | {"none"}
    if is_right:
        return []
    said = f"the order is {order.state.value}, its stock under {order.hold} is {state}"
    return [Drift(order_id=order.id, said=said)]
