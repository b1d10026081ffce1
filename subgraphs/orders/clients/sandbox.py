"""The sandbox provider, a process of its own behind HTTP."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from subgraphs.common.calls import Dependency
from subgraphs.common.errors import Unavailable
from subgraphs.common.faults import reach
from subgraphs.common.money import Money
from subgraphs.orders.clients.payments import (
    Account,
    AuthorizeAnswer,
    Authorized,
    Declined,
    Handle,
    Notice,
)
from subgraphs.orders.clients.webhooks import verify


class SandboxPayments:
    """Speaks the sandbox's own protocol; see `devstack/payments_sandbox`."""

    def __init__(self, provider: Dependency, url: str, webhook_secret: str) -> None:
        self._provider = provider
        self._url = url.rstrip("/")
        self._webhook_secret = webhook_secret

    async def authorize(self, key: str, amount: Money, token: str) -> AuthorizeAnswer:
        body = {"amount": str(amount.amount), "currency": amount.currency, "token": token}
        answer = await self._call("authorize", "PUT", f"/authorizations/{key}", body)
        if answer["status"] in ("AUTHORIZED", "CAPTURED"):
            return Authorized(reference=key, method_label=answer["methodLabel"])
        return Declined(failure_code=answer["failureCode"], retryable=bool(answer["retryable"]))

    async def capture(self, payment: Handle) -> bool:
        body = {"amount": str(payment.amount.amount)}
        answer = await self._call("capture", "PUT", f"/authorizations/{payment.key}/capture", body)
        return bool(answer["status"] == "CAPTURED")

    async def void(self, payment: Handle) -> None:
        await self._call("void", "PUT", f"/authorizations/{payment.key}/void", {})

    async def refund(self, payment: Handle, refund_key: str, amount: Money) -> bool:
        body = {"amount": str(amount.amount)}
        path = f"/authorizations/{payment.key}/refunds/{refund_key}"
        answer = await self._call("refund", "PUT", path, body)
        return bool(answer["status"] == "REFUNDED")

    async def look_up(self, key: str) -> Account | None:
        response = await self._provider.call("GET", f"{self._url}/authorizations/{key}")
        if response.status_code == 404:
            return None
        return _account(_json(response.content))

    async def accounts(self) -> AsyncIterator[Account]:
        after = ""
        while True:
            url = f"{self._url}/authorizations?after={after}"
            page = _json((await self._provider.call("GET", url)).content)["authorizations"]
            for each in page:
                yield _account(each)
            if not page:
                return
            after = page[-1]["key"]

    def notice(self, body: bytes, signature: str) -> Notice | None:
        verify(body, signature, self._webhook_secret)
        event = _json(body)
        return Notice(id=str(event["id"]), key=str(event["key"]))

    async def _call(
        self, name: str, method: str, path: str, body: Mapping[str, str]
    ) -> Mapping[str, Any]:
        reach(f"payments:{name}:before")
        response = await self._provider.call(method, f"{self._url}{path}", json=body)
        if response.status_code >= 400:
            raise Unavailable(f"The payment provider answered {response.status_code}.")
        answer = _json(response.content)
        reach(f"payments:{name}:after")
        return answer


def _json(content: bytes) -> Mapping[str, Any]:
    try:
        return dict(json.loads(content))
    except (ValueError, TypeError) as error:
        raise Unavailable("The payment provider answered something that is no JSON.") from error


def _account(row: Mapping[str, Any]) -> Account:
    def money(amount: str) -> Money:
        return Money.parse(amount)

    return Account(
        key=row["key"],
        authorized=money(row["authorized"]),
        captured=money(row["captured"]),
        refunded=money(row["refunded"]),
        is_voided=row["status"] == "VOIDED",
        refunds={key: money(amount) for key, amount in row["refunds"].items()},
    )
