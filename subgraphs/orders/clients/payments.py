"""Payment: a port, and the provider of the sandbox behind it."""

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import httpx2

from subgraphs.common.errors import Unavailable
from subgraphs.common.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorized:
    """The provider holds the amount for us."""

    method_label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Declined:
    """A definite no; *retryable* when the same buyer may succeed another way."""

    failure_code: str
    retryable: bool


AuthorizeAnswer: TypeAlias = Authorized | Declined


class Payments(Protocol):
    """Each call carries its own key and is repeatable.

    Unavailable means that nobody knows whether it took effect.
    """

    async def authorize(self, key: str, amount: Money, token: str) -> AuthorizeAnswer:
        """Hold *amount* on the payment method, once per key."""

    async def void(self, key: str) -> None:
        """Let go of what was held under *key*; a later authorize with that key is refused."""


class SandboxPayments:
    """The sandbox provider, a process of its own behind HTTP."""

    def __init__(self, http: httpx2.AsyncClient, url: str, timeout: float) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._timeout = timeout

    async def authorize(self, key: str, amount: Money, token: str) -> AuthorizeAnswer:
        body = {"amount": str(amount.amount), "currency": amount.currency, "token": token}
        answer = await self._put(f"/authorizations/{key}", body)
        if answer["status"] == "AUTHORIZED":
            return Authorized(method_label=answer["methodLabel"])
        return Declined(failure_code=answer["failureCode"], retryable=bool(answer["retryable"]))

    async def void(self, key: str) -> None:
        await self._put(f"/authorizations/{key}/void", {})

    async def _put(self, path: str, body: dict[str, str]) -> dict[str, Any]:
        try:
            url = f"{self._url}{path}"
            response = await self._http.put(url, json=body, timeout=self._timeout)
            response.raise_for_status()
            answer: dict[str, Any] = response.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise Unavailable("The payment provider did not answer.") from error
        return answer
