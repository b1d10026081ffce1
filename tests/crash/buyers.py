"""Buyers who never give up: every call may be lost, repeated, or answered by a dying process."""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2

from subgraphs.common.ids import new_id
from tests.crash.world import World
from tests.shop import new_key, order_input, token_for

# Longer than the 7 s the shop takes at most.
PATIENCE_SECONDS = 7.5
GIVE_UP_SECONDS = 40.0

ORDER = "order { id status }"
CALLS = {
    "placeOrder": f"""mutation Place($input: PlaceOrderInput!) {{ placeOrder(input: $input) {{
        replayed {ORDER} errors {{ __typename }} }} }}""",
    "retryPayment": f"""mutation Retry($input: RetryPaymentInput!) {{ retryPayment(input: $input) {{
        replayed {ORDER} errors {{ __typename }} }} }}""",
    "cancelOrder": f"""mutation Cancel($input: CancelOrderInput!) {{ cancelOrder(input: $input) {{
        replayed {ORDER} errors {{ __typename }} }} }}""",
    "shipOrder": f"""mutation Ship($input: ShipOrderInput!) {{ shipOrder(input: $input) {{
        replayed {ORDER} errors {{ __typename }} }} }}""",
    "refundOrder": f"""mutation Refund($input: RefundOrderInput!) {{ refundOrder(input: $input) {{
        replayed {ORDER} refund {{ id status }} errors {{ __typename }} }} }}""",
}
SCOPES = ("orders:write", "orders:read:any", "orders:fulfil", "orders:refund")
READ = "query Read($id: ID!) { order(id: $id) { id status } }"


@dataclass
class Answer:
    """One answer to one call, as the client got it; *errors* are the types of its errors."""

    key: str
    mutation: str
    order_id: str | None
    status: str | None
    errors: Sequence[str]
    seconds: float


@dataclass
class Buyers:
    """Everybody who talks to a world, and what they were told."""

    world: World
    random: random.Random
    answers: list[Answer] = field(default_factory=list)
    slowest: float = 0.0
    unanswered: int = 0
    # Reads that contradict an answer given before them.
    contradictions: list[str] = field(default_factory=list)
    _tokens: dict[str, str] = field(default_factory=dict)
    _http: httpx2.AsyncClient = field(
        default_factory=lambda: httpx2.AsyncClient(timeout=PATIENCE_SECONDS)
    )

    async def go_home(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def insist(self, buyer: str, mutation: str, input: Mapping[str, Any]) -> Answer:
        """Repeat a mutation with its key, anywhere, until it is settled."""
        ends = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < ends:
            answer = await self.call(buyer, mutation, input)
            if answer is not None and "OrderInProgress" not in answer.errors:
                await self._read_back(buyer, answer)
                return answer
            await asyncio.sleep(0.05 + self.random.random() * 0.2)
        raise AssertionError(f"{mutation} {input['idempotencyKey']} was never settled")

    async def call(
        self, buyer: str, mutation: str, input: Mapping[str, Any], replica: str | None = None
    ) -> Answer | None:
        """One call of one replica; None when no usable answer came."""
        started = time.monotonic()
        body = await self._post(buyer, CALLS[mutation], {"input": dict(input)}, replica)
        seconds = time.monotonic() - started
        self.slowest = max(self.slowest, seconds)
        payload = ((body or {}).get("data") or {}).get(mutation)
        if payload is None:
            self.unanswered += 1
            return None
        order = payload["order"] or {}
        answer = Answer(
            key=f"{buyer}/{mutation}/{input['idempotencyKey']}",
            mutation=mutation,
            order_id=order.get("id"),
            status=order.get("status"),
            errors=[each["__typename"] for each in payload["errors"]],
            seconds=seconds,
        )
        self.answers.append(answer)
        return answer

    async def _read_back(self, buyer: str, answer: Answer) -> None:
        """What was told must be what is read afterwards, by anybody, of any replica."""
        if answer.order_id is None or answer.errors:
            return
        body = await self._post(buyer, READ, {"id": answer.order_id})
        if body is None or body.get("errors"):
            return
        order = (body.get("data") or {}).get("order")
        if order is None or (answer.status != "PENDING" and order["status"] == "PENDING"):
            self.contradictions.append(f"{answer.key} said {answer.status}, then it was {order}")

    async def _post(
        self,
        buyer: str,
        query: str,
        variables: Mapping[str, Any],
        replica: str | None = None,
    ) -> Mapping[str, Any] | None:
        # Mostly the replica that is to die, so that it does.
        replica = replica or ("1" if self.random.random() < 0.7 else "2")
        url = f"{self.world.url(f'orders-{replica}')}/graphql"
        if buyer not in self._tokens:
            self._tokens[buyer] = token_for(self.world.stack, buyer, *SCOPES)
        try:
            response = await self._http.post(
                url,
                json={"query": query, "variables": variables},
                headers={"authorization": f"Bearer {self._tokens[buyer]}"},
            )
            return dict(response.json())
        except (httpx2.HTTPError, ValueError):
            return None

    # What a buyer may want of the shop; half of the calls are sent twice at once.

    async def buy(self, products: Sequence[str], **changes: Any) -> Answer:
        """Place an order until it is settled."""
        return await self.want(new_id("usr"), "placeOrder", order_input(products, **changes))

    async def want(self, buyer: str, mutation: str, input: Mapping[str, Any]) -> Answer:
        """Insist on it, half the time from two telephones at once."""
        if self.random.random() < 0.5:
            return await self.insist(buyer, mutation, input)
        first, second = await asyncio.gather(
            self.insist(buyer, mutation, input), self.insist(buyer, mutation, input)
        )
        assert first.order_id == second.order_id, "two answers to one key name two orders"
        return first

    async def buy_and_cancel(self, products: Sequence[str]) -> Answer:
        """Change one's mind."""
        buyer = new_id("usr")
        placed = await self.want(buyer, "placeOrder", order_input(products))
        if placed.errors:
            return placed
        cancel = {"orderId": placed.order_id, "reason": "OTHER", "idempotencyKey": new_key()}
        return await self.want(buyer, "cancelOrder", cancel)

    async def buy_decline_and_retry(self, products: Sequence[str]) -> Answer:
        """Pay with another card after the first was declined."""
        buyer = new_id("usr")
        declined = order_input(products, paymentMethodToken="tok_declined")
        placed = await self.want(buyer, "placeOrder", declined)
        retry = {
            "orderId": placed.order_id,
            "paymentMethodToken": "tok_visa",
            "idempotencyKey": new_key(),
        }
        return await self.want(buyer, "retryPayment", retry)

    async def buy_ship_and_refund(self, products: Sequence[str]) -> Answer:
        """A parcel that comes back in two parts."""
        buyer = new_id("usr")
        placed = await self.want(buyer, "placeOrder", order_input(products))
        if placed.errors:
            return placed
        parcel = {"orderId": placed.order_id, "carrier": "DHL", "idempotencyKey": new_key()}
        shipped = await self.want(buyer, "shipOrder", parcel)
        if shipped.errors:
            return shipped
        part = {"amount": "1.00", "currency": "EUR"}
        some = {"orderId": placed.order_id, "amount": part, "idempotencyKey": new_key()}
        await self.want(buyer, "refundOrder", some)
        rest = {"orderId": placed.order_id, "idempotencyKey": new_key()}
        return await self.want(buyer, "refundOrder", rest)
