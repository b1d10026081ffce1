"""Stripe, through its official library, on our own layers.

A payment is a PaymentIntent that is created first and confirmed then. Creating moves no money and
can be repeated under its key for 24 hours, so even when every answer was lost there is something
to cancel; and an intent that was cancelled refuses a late confirmation.
"""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import stripe

from subgraphs.common.calls import Dependency
from subgraphs.common.errors import Unavailable
from subgraphs.common.faults import reach
from subgraphs.common.money import Money, total
from subgraphs.orders.clients.payments import (
    Account,
    AuthorizeAnswer,
    Authorized,
    Declined,
    Handle,
    Notice,
)
from subgraphs.orders.clients.webhooks import verify

# Declines that another card of the same person does not mend. Source: Stripe's list of decline
# codes, those to be reported to the bank or never to be retried.
HOPELESS = frozenset({"stolen_card", "lost_card", "pickup_card", "fraudulent", "restricted_card"})
CENTS = 100


class StripePayments:
    """The five calls we need of Stripe; every other answer of it is Unavailable."""

    def __init__(
        self, provider: Dependency, api_key: str, webhook_secret: str, url: str | None = None
    ) -> None:
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            api_key,
            http_client=_OurHttp(provider),
            base_addresses={"api": url} if url else {},
            # Retried by our layers, which know how long the buyer waits.
            max_network_retries=0,
        )

    async def authorize(self, key: str, amount: Money, token: str) -> AuthorizeAnswer:
        intent = await self._intent(key, amount)
        reach("payments:authorize:before")
        try:
            confirmed = await self._client.v1.payment_intents.confirm_async(
                intent.id, {"payment_method": token}, {"idempotency_key": f"{key}:confirm"}
            )
        except stripe.CardError as error:
            return _declined(error)
        except stripe.InvalidRequestError as error:
            # It was cancelled meanwhile, or there is no such payment method.
            return Declined(failure_code=error.code or "invalid_request", retryable=True)
        except stripe.StripeError as error:
            raise _unavailable(error) from error
        reach("payments:authorize:after")
        if confirmed.status in ("requires_capture", "succeeded"):
            return Authorized(reference=intent.id, method_label=_label(confirmed))
        # The buyer would have to prove who they are; this shop has no page for that yet.
        return Declined(failure_code="authentication_required", retryable=True)

    async def capture(self, payment: Handle) -> bool:
        reach("payments:capture:before")
        reference = await self._reference(payment)
        try:
            await self._client.v1.payment_intents.capture_async(
                reference, {}, {"idempotency_key": f"{payment.key}:capture"}
            )
        except stripe.InvalidRequestError:
            # Refused because it was captured already, or because it cannot be any more.
            return (await self._retrieve(reference)).status == "succeeded"
        except stripe.StripeError as error:
            raise _unavailable(error) from error
        reach("payments:capture:after")
        return True

    async def void(self, payment: Handle) -> None:
        reach("payments:void:before")
        reference = await self._reference(payment)
        try:
            await self._client.v1.payment_intents.cancel_async(
                reference, {}, {"idempotency_key": f"{payment.key}:void"}
            )
        except stripe.InvalidRequestError as error:
            if (await self._retrieve(reference)).status != "canceled":
                raise _unavailable(error) from error
        except stripe.StripeError as error:
            raise _unavailable(error) from error
        reach("payments:void:after")

    async def refund(self, payment: Handle, refund_key: str, amount: Money) -> bool:
        reach("payments:refund:before")
        reference = await self._reference(payment)
        # Asked first, because Stripe forgets a key after a day and we may try for longer.
        given = await self._refunds(reference)
        if refund_key in given:
            return True
        try:
            made = await self._client.v1.refunds.create_async(
                {
                    "payment_intent": reference,
                    "amount": _cents(amount),
                    "metadata": {"refund_key": refund_key},
                },
                {"idempotency_key": refund_key},
            )
        except stripe.InvalidRequestError:
            return False
        except stripe.StripeError as error:
            raise _unavailable(error) from error
        reach("payments:refund:after")
        return made.status in ("succeeded", "pending")

    async def look_up(self, key: str) -> Account | None:
        intent = await self._search(key)
        return None if intent is None else await self._account(intent)

    async def accounts(self) -> AsyncIterator[Account]:
        try:
            page = await self._client.v1.payment_intents.list_async({"limit": 100})
            async for intent in page.auto_paging_iter():
                if _metadata(intent, "payment_key") is not None:
                    yield await self._account(intent)
        except stripe.StripeError as error:
            raise _unavailable(error) from error

    def notice(self, body: bytes, signature: str) -> Notice | None:
        verify(body, signature, self._webhook_secret)
        event = json.loads(body)
        key = (event["data"]["object"].get("metadata") or {}).get("payment_key")
        return None if key is None else Notice(id=event["id"], key=key)

    async def _intent(self, key: str, amount: Money) -> stripe.PaymentIntent:
        try:
            return await self._client.v1.payment_intents.create_async(
                {
                    "amount": _cents(amount),
                    "currency": amount.currency.lower(),
                    "capture_method": "manual",
                    # The buyer is not here to be sent anywhere.
                    "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
                    "metadata": {"payment_key": key},
                },
                {"idempotency_key": key},
            )
        except stripe.StripeError as error:
            raise _unavailable(error) from error

    async def _reference(self, payment: Handle) -> str:
        """Stripe's name for a payment, also when the answer that told it was lost."""
        if payment.reference is not None:
            return payment.reference
        found = await self._search(payment.key)
        return (found or await self._intent(payment.key, payment.amount)).id

    async def _search(self, key: str) -> stripe.PaymentIntent | None:
        try:
            found = await self._client.v1.payment_intents.search_async(
                {"query": f"metadata['payment_key']:'{key}'"}
            )
        except stripe.StripeError as error:
            raise _unavailable(error) from error
        ours = [each for each in found.data if _metadata(each, "payment_key") == key]
        return ours[0] if ours else None

    async def _retrieve(self, reference: str) -> stripe.PaymentIntent:
        try:
            return await self._client.v1.payment_intents.retrieve_async(reference)
        except stripe.StripeError as error:
            raise _unavailable(error) from error

    async def _refunds(self, reference: str) -> dict[str, Money]:
        try:
            found = await self._client.v1.refunds.list_async(
                {"payment_intent": reference, "limit": 100}
            )
        except stripe.StripeError as error:
            raise _unavailable(error) from error
        return {
            key: _money(each.amount)
            for each in found.data
            if (key := _metadata(each, "refund_key")) and each.status != "failed"
        }

    async def _account(self, intent: stripe.PaymentIntent) -> Account:
        refunds = await self._refunds(intent.id)
        is_held = intent.status in ("requires_capture", "succeeded")
        return Account(
            key=_metadata(intent, "payment_key") or "",
            authorized=_money(intent.amount if is_held else 0),
            captured=_money(intent.amount_received),
            refunded=total(refunds.values()),
            is_voided=intent.status == "canceled",
            refunds=refunds,
        )


class _OurHttp(stripe.HTTPClient):
    """Stripe's library builds and reads the calls; our layers make them."""

    name = "httpx2"

    def __init__(self, provider: Dependency) -> None:
        super().__init__()
        self._provider = provider

    async def request_async(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: Any = None,
    ) -> tuple[bytes, int, Mapping[str, str]]:
        response = await self._provider.call(
            method.upper(), url, headers=dict(headers or {}), content=post_data or None
        )
        return response.content, response.status_code, dict(response.headers)

    async def close_async(self) -> None:
        """Whoever made the client closes it."""


def _metadata(thing: stripe.PaymentIntent | stripe.Refund, name: str) -> str | None:
    """What we wrote on it when it was made."""
    written = thing.metadata
    return str(written[name]) if written is not None and name in written else None


def _declined(error: stripe.CardError) -> Declined:
    code = str(getattr(error.error, "decline_code", None) or error.code or "card_declined")
    return Declined(failure_code=code, retryable=code not in HOPELESS)


def _unavailable(error: stripe.StripeError) -> Unavailable:
    return Unavailable(f"Stripe gave no usable answer ({type(error).__name__}).")


def _label(intent: stripe.PaymentIntent) -> str:
    charge = intent.latest_charge
    card = getattr(getattr(charge, "payment_method_details", None), "card", None)
    return f"{card.brand.title()} •••• {card.last4}" if card else "Card"


def _cents(amount: Money) -> int:
    return int(amount.amount * CENTS)


def _money(cents: int) -> Money:
    return Money.parse(f"{cents // CENTS}.{cents % CENTS:02}")
