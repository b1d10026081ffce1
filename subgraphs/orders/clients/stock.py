"""The stock of the products subgraph, moved through its hidden mutations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from subgraphs.common.calls import GraphQLCalls
from subgraphs.common.faults import reach
from subgraphs.common.money import Money
from subgraphs.orders.domain.order import PricedLine, RequestedLine

RESERVE = """mutation ReserveStock($input: ReserveStockInput!) {
  reserveStock(input: $input) {
    reservation { state
      lines { productId sku name quantity weightGrams unitPrice { amount currency } } }
    shortfalls { productId requested available }
    unknownProductIds
  }
}"""
COMMIT = "mutation CommitReservation($id: ID!) { commitReservation(reservationId: $id) { state } }"
RELEASE = (
    "mutation ReleaseReservation($id: ID!) { releaseReservation(reservationId: $id) { state } }"
)
RETURN = "mutation ReturnReservation($id: ID!) { returnReservation(reservationId: $id) { state } }"
PRODUCT = "query Product($id: ID!) { product(id: $id) { status } }"
LIST = """query StockReservations($after: String!) {
  stockReservations(first: 100, after: $after) { orderId state lines { productId quantity } } }"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reserved:
    """All lines are held, at these prices."""

    lines: Sequence[PricedLine]


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """There is not enough of a product; the lines say what it would have cost."""

    lines: Sequence[PricedLine]
    product_id: str
    requested: int
    available: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownProducts:
    """These cannot be bought."""

    product_ids: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lapsed:
    """It was held, or never was, and cannot be any more."""


ReserveAnswer: TypeAlias = Reserved | Refused | UnknownProducts | Lapsed


class Stock:
    """Each call is repeatable; Unavailable means that nobody knows whether it took effect."""

    def __init__(self, products: GraphQLCalls) -> None:
        self._products = products

    async def reserve(self, hold: str, lines: Sequence[RequestedLine]) -> ReserveAnswer:
        """Hold all lines or none."""
        wanted = [{"productId": line.product_id, "quantity": line.quantity} for line in lines]
        data = await self._call("reserve", RESERVE, {"input": {"orderId": hold, "lines": wanted}})
        answer = data["reserveStock"]
        if answer["unknownProductIds"]:
            return UnknownProducts(product_ids=answer["unknownProductIds"])
        priced = [_priced(line) for line in answer["reservation"]["lines"]]
        for short in answer["shortfalls"]:
            return Refused(
                lines=priced,
                product_id=short["productId"],
                requested=short["requested"],
                available=short["available"],
            )
        is_held = answer["reservation"]["state"] in ("HELD", "COMMITTED")
        return Reserved(lines=priced) if is_held else Lapsed()

    async def commit(self, hold: str) -> bool:
        """Make the reservation a sale; False when it had lapsed."""
        data = await self._call("commit", COMMIT, {"id": hold})
        reservation = data["commitReservation"]
        return reservation is not None and reservation["state"] == "COMMITTED"

    async def release(self, hold: str) -> None:
        """Give the stock back; nothing happens when there is none."""
        await self._call("release", RELEASE, {"id": hold})

    async def take_back(self, hold: str) -> None:
        """Put what was sold on the shelf again."""
        await self._call("return", RETURN, {"id": hold})

    async def reservations(self, after: str) -> Sequence[Mapping[str, Any]]:
        """Up to 100 reservations behind *after*, by what they are held for."""
        data = await self._call("list", LIST, {"after": after})
        found: Sequence[Mapping[str, Any]] = data["stockReservations"]
        return found

    async def is_sold(self, product_id: str) -> bool:
        """Whether the catalogue sells it now."""
        data = await self._call("product", PRODUCT, {"id": product_id})
        product = data["product"]
        return product is not None and product["status"] == "ACTIVE"

    async def _call(self, name: str, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        reach(f"stock:{name}:before")
        data = await self._products.ask(query, variables)
        reach(f"stock:{name}:after")
        return data


def _priced(line: Mapping[str, Any]) -> PricedLine:
    return PricedLine(
        product_id=line["productId"],
        sku=line["sku"],
        name=line["name"],
        quantity=line["quantity"],
        unit_price=Money.parse(line["unitPrice"]["amount"], line["unitPrice"]["currency"]),
        weight_grams=line["weightGrams"] or 0,
    )
