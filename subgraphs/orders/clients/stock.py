"""The stock of the products subgraph, moved through its hidden mutations."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx2

from subgraphs.common.errors import Unavailable
from subgraphs.common.money import Money
from subgraphs.orders.domain.order import OrderId, PricedLine, RequestedLine

RESERVE = """mutation ReserveStock($input: ReserveStockInput!) {
  reserveStock(input: $input) {
    reservation { lines { productId sku name quantity unitPrice { amount currency } } }
    shortfalls { productId requested available }
    unknownProductIds
  }
}"""
COMMIT = "mutation CommitReservation($id: ID!) { commitReservation(reservationId: $id) { state } }"
RELEASE = (
    "mutation ReleaseReservation($id: ID!) { releaseReservation(reservationId: $id) { state } }"
)


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


ReserveAnswer: TypeAlias = Reserved | Refused | UnknownProducts


class Stock:
    """Each call is repeatable; Unavailable means that nobody knows whether it took effect."""

    def __init__(
        self, http: httpx2.AsyncClient, url: str, token: Callable[[], str], timeout: float
    ) -> None:
        self._http = http
        self._url = url
        self._token = token
        self._timeout = timeout

    async def reserve(self, order_id: OrderId, lines: Sequence[RequestedLine]) -> ReserveAnswer:
        """Hold all lines or none."""
        wanted = [{"productId": line.product_id, "quantity": line.quantity} for line in lines]
        data = await self._call(RESERVE, {"input": {"orderId": order_id, "lines": wanted}})
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
        return Reserved(lines=priced)

    async def commit(self, order_id: OrderId) -> bool:
        """Make the reservation a sale; False when it had lapsed."""
        data = await self._call(COMMIT, {"id": order_id})
        reservation = data["commitReservation"]
        return reservation is not None and reservation["state"] == "COMMITTED"

    async def release(self, order_id: OrderId) -> None:
        """Give the stock back; nothing happens when there is none."""
        await self._call(RELEASE, {"id": order_id})

    async def _call(self, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        started = time.monotonic()
        try:
            response = await self._http.post(
                self._url,
                json={"query": query, "variables": variables},
                headers={"authorization": f"Bearer {self._token()}"},
                timeout=self._timeout,
            )
            answer = dict(response.json())
        except (httpx2.HTTPError, ValueError, TypeError) as error:
            spent = time.monotonic() - started
            raise Unavailable(f"The stock did not answer within {spent:.1f} s.") from error
        if response.status_code != 200 or answer.get("errors"):
            codes = [each.get("extensions", {}).get("code") for each in answer.get("errors") or ()]
            raise Unavailable(f"The stock could not be moved: {codes or response.status_code}.")
        data: Mapping[str, Any] = answer["data"]
        return data


def _priced(line: Mapping[str, Any]) -> PricedLine:
    return PricedLine(
        product_id=line["productId"],
        sku=line["sku"],
        name=line["name"],
        quantity=line["quantity"],
        unit_price=Money.parse(line["unitPrice"]["amount"], line["unitPrice"]["currency"]),
    )
