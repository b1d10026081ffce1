"""Lists of orders, page by page, and what was sold when."""

from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from subgraphs.common.errors import BadUserInput
from subgraphs.common.ids import to_uuid
from subgraphs.common.pages import decode_cursor, encode_cursor
from subgraphs.orders.domain.lists import OrderList, OrderSort, OrderSortField
from subgraphs.orders.domain.order import ORDER_PREFIX, Order
from subgraphs.orders.domain.sales import MAX_BUCKETS, SalesSummary, SummaryInterval
from subgraphs.orders.store import ListStore, SalesStore


class ListService:
    """Reads that are not lookups by key; those are the loaders'."""

    def __init__(self, lists: ListStore, sales: SalesStore) -> None:
        self._lists = lists
        self._sales = sales

    async def count(self, wanted: OrderList) -> int:
        """How many orders a list holds; counting stops at 10,000."""
        return await self._lists.count(wanted)

    async def summary(
        self, since: datetime, until: datetime, interval: SummaryInterval
    ) -> SalesSummary:
        """Sales by interval; BAD_USER_INPUT for no time or for more than 1,000 intervals."""
        if since >= until:
            raise BadUserInput("`from` must be before `to`.")
        if (until - since) / interval.shortest > MAX_BUCKETS:
            raise BadUserInput(f"At most {MAX_BUCKETS} intervals; ask for longer ones.")
        return await self._sales.summary(since, until, interval)


def cursor(order: Order, sort: OrderSort) -> str:
    """The opaque position of *order* in a list of this order."""
    total = order.charges.total.amount if order.charges else Decimal("0.00")
    by_total = sort.field is OrderSortField.TOTAL
    value = str(total) if by_total else order.created_at.isoformat()
    return encode_cursor(_kind(sort), value, order.id)


def position(cursor: str, sort: OrderSort) -> tuple[str, str]:
    """The sort value and id behind a cursor; BAD_USER_INPUT when no page ever gave it."""
    value, id = decode_cursor(cursor, _kind(sort), 2)
    if to_uuid(id, ORDER_PREFIX) is None or not _is_spelled(sort.field, value):
        raise BadUserInput("The cursor holds a position no page ever gave.")
    return value, id


def _is_spelled(field: OrderSortField, value: str) -> bool:
    """Whether `cursor` could have written it; another spelling must not reach the database."""
    try:
        if field is OrderSortField.TOTAL:
            return str(Decimal(value).quantize(Decimal("0.01"))) == value
        return datetime.fromisoformat(value).utcoffset() == timedelta(0)
    except (ValueError, InvalidOperation):
        return False


def _kind(sort: OrderSort) -> str:
    return f"orders:{sort.field.name}:{sort.direction.name}"
