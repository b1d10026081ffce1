"""Buyers and staff, and what they ask of the orders subgraph in this process."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx2

from subgraphs.common.events import CloudEvent
from subgraphs.common.ids import new_id
from tests.shop import PLACE, Answer, Subgraph, new_key, order_input, token_for

STATE = """replayed
  order { id number status rejection cancelReason allowedActions
          subtotal { amount } shipping { amount } tax { amount } total { amount }
          payment { status refunds { status amount { amount } reason } }
          shipment { carrier trackingNumber trackingUrl shippedAt deliveredAt }
          timeline { nodes { type from to actor note } } }
  errors { __typename ... on UserError { code message path }
           ... on IllegalTransition { from attempted }"""


def _mutation(name: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"""mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ {STATE} }} }} }}"""


MUTATIONS = {
    **{name: _mutation(name) for name in ("cancelOrder", "retryPayment", "shipOrder")},
    "refundOrder": _mutation("refundOrder").replace(
        STATE,
        f"""refund {{ status amount {{ amount }} reason }}
            {STATE} ... on RefundTooLarge {{ refundable {{ amount }} }}""",
    ),
}
DELIVER = f"""mutation ($id: ID!, $key: IdempotencyKey!) {{
  markDelivered(orderId: $id, idempotencyKey: $key) {{ {STATE} }} }} }}"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a token."""

    orders: Subgraph
    id: str
    token: str

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
        """One operation."""
        return await self.orders.ask(query, variables or {}, token=self.token)

    async def place(self, products: Sequence[str], **changes: Any) -> Any:
        """The payload of one `placeOrder`."""
        answer = await self.ask(PLACE, {"input": order_input(products, **changes)})
        return answer.data["placeOrder"]

    async def change(self, mutation: str, order_id: str, key: str = "", **input: Any) -> Any:
        """The payload of a change of an order; a key of its own unless one is given."""
        given = {"orderId": order_id, "idempotencyKey": key or new_key(), **input}
        answer = await self.ask(MUTATIONS[mutation], {"input": given})
        return answer.data[mutation]

    async def deliver(self, order_id: str, key: str = "") -> Any:
        """The payload of one `markDelivered`."""
        answer = await self.ask(DELIVER, {"id": order_id, "key": key or new_key()})
        return answer.data["markDelivered"]


def a_buyer(orders: Subgraph) -> Person:
    """Somebody who buys."""
    id = new_id("usr")
    return Person(orders, id, token_for(orders.stack, id, "orders:write"))


def staff(orders: Subgraph, *scopes: str) -> Person:
    """Somebody who works here."""
    id = new_id("usr")
    every = scopes or ("orders:read:any", "orders:fulfil", "orders:refund", "analytics:read")
    return Person(orders, id, token_for(orders.stack, id, *every))


def accounts(orders: Subgraph, *scopes: str) -> Person:
    """The users subgraph, as it closes buyers and tells what became of accounts."""
    every = scopes or ("internal:accounts", "internal:events")
    token = token_for(orders.stack, "svc_users", *every, audience="commerce/orders")
    return Person(orders, "svc_users", token)


def event(happened: str, subject: str, sequence: int = 1, **special: Any) -> dict[str, Any]:
    """What users tells when something happened to an account."""
    told = CloudEvent(
        id=new_key(),
        source="/commerce/users",
        type=f"commerce.user.{happened}.v1",
        subject=subject,
        sequence=sequence,
        time=datetime.now(UTC),
        data={"userId": subject},
    )
    return {**told.to_json(), **special}


async def post(orders: Subgraph, body: object, token: str | None = None) -> httpx2.Response:
    """One request to the endpoint of events; from users unless a token is given."""
    token = accounts(orders).token if token is None else token
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return await orders.http.post("/events", content=content, headers=headers)


async def tell(orders: Subgraph, *arguments: Any, **special: Any) -> None:
    """An event of users that is taken."""
    assert (await post(orders, event(*arguments, **special))).status_code == 204


def kinds(payload: Any) -> list[str]:
    """The types of a payload's errors."""
    return [error["__typename"] for error in payload["errors"]]


def told(payload: Any) -> list[str]:
    """The entries of the order's timeline."""
    return [entry["type"] for entry in payload["order"]["timeline"]["nodes"]]
