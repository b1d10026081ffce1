"""Stripe through its official library: every call once, whatever answer is lost."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from decimal import Decimal

import httpx2
import pytest

from devstack.databases import UV
from devstack.go import built
from devstack.layout import layout
from devstack.ports import answers, is_free
from devstack.processes import Supervisor
from devstack.service import Service
from devstack.stack import Stack
from subgraphs.common.calls import Dependency, Limits
from subgraphs.common.errors import Forbidden, Unavailable
from subgraphs.common.money import Money
from subgraphs.orders.clients import (
    Authorized,
    Declined,
    Handle,
    StripePayments,
)
from tests.orders.stripe_fake import StripeFake

STRIPE_MOCK = ("github.com/stripe/stripe-mock", "v0.203.0")
SECRET = "whsec_test"
PRICE = Money(amount=Decimal("12.34"))
KEY = "ord_1:authorize:1"


@pytest.fixture
def fake() -> StripeFake:
    """Stripe with a memory."""
    return StripeFake()


@pytest.fixture
async def stripe(fake: StripeFake) -> AsyncIterator[StripePayments]:
    """The adapter over the fake; nothing is retried below it."""
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(fake)) as http:
        provider = Dependency("stripe-fake", http, Limits(attempts=1, failures_in_a_row=99))
        yield StripePayments(provider, "sk_test_1", SECRET)


def handle(reference: str | None = None) -> Handle:
    """The payment, as far as we were told."""
    return Handle(key=KEY, amount=PRICE, reference=reference)


async def test_money_is_held_charged_and_given_back_once(
    stripe: StripePayments, fake: StripeFake
) -> None:
    """Every call twice: one intent, one charge, one refund a key."""
    for _ in range(2):
        held = await stripe.authorize(KEY, PRICE, "pm_card_visa")
    assert isinstance(held, Authorized)
    for _ in range(2):
        assert await stripe.capture(handle(held.reference))
    part = Money(amount=Decimal("2.34"))
    for _ in range(2):
        assert await stripe.refund(handle(held.reference), "ord_1:refund:1", part)
    assert not await stripe.refund(handle(held.reference), "ord_1:refund:2", PRICE)
    assert (len(fake.intents), len(fake.refunds)) == (1, 1)
    account = await stripe.look_up(KEY)
    assert account is not None
    assert (account.authorized, account.captured, account.refunded) == (PRICE, PRICE, part)
    assert [each async for each in stripe.accounts()] == [account]
    assert await stripe.look_up("ord_2:authorize:1") is None


@pytest.mark.parametrize(
    ("method", "code", "retryable"),
    [
        ("pm_card_chargeDeclined", "generic_decline", True),
        ("pm_card_chargeDeclinedStolenCard", "stolen_card", False),
        ("pm_card_authenticationRequired", "authentication_required", True),
        ("pm_nonsense", "resource_missing", True),
    ],
)
async def test_a_no_is_told_with_its_reason(
    stripe: StripePayments, method: str, code: str, retryable: bool
) -> None:
    """A decline is an answer, the same for every retry; it says whether another card may help."""
    for _ in range(2):
        answer = await stripe.authorize(KEY, PRICE, method)
        assert answer == Declined(failure_code=code, retryable=retryable)


@pytest.mark.parametrize("lost", [1, 2])
async def test_a_lost_answer_is_found_again(
    stripe: StripePayments, fake: StripeFake, lost: int
) -> None:
    """Whichever of the two calls was lost: the retry meets the same intent and confirms it once."""
    fake.lost = lost
    for _ in range(lost):
        with pytest.raises(Unavailable):
            await stripe.authorize(KEY, PRICE, "pm_card_visa")
    held = await stripe.authorize(KEY, PRICE, "pm_card_visa")
    assert isinstance(held, Authorized)
    assert len(fake.intents) == 1


async def test_what_was_never_answered_can_be_let_go(
    stripe: StripePayments, fake: StripeFake
) -> None:
    """Without a reference the payment is found by its key, or made and cancelled: either way a
    late confirmation is refused."""
    await stripe.void(handle())
    assert [intent["status"] for intent in fake.intents.values()] == ["canceled"]
    late = await stripe.authorize(KEY, PRICE, "pm_card_visa")
    assert isinstance(late, Declined)
    await stripe.void(handle())
    assert len(fake.intents) == 1


async def test_what_is_gone_cannot_be_charged(stripe: StripePayments) -> None:
    """A cancelled intent is a definite no; a charged one cannot be let go."""
    held = await stripe.authorize(KEY, PRICE, "pm_card_visa")
    assert isinstance(held, Authorized)
    await stripe.void(handle(held.reference))
    assert not await stripe.capture(handle(held.reference))
    other = await stripe.authorize("ord_2:authorize:1", PRICE, "pm_card_visa")
    assert isinstance(other, Authorized)
    charged = Handle(key="ord_2:authorize:1", amount=PRICE, reference=other.reference)
    assert await stripe.capture(charged)
    with pytest.raises(Unavailable):
        await stripe.void(charged)


def signed(body: bytes, at: float, secret: str = SECRET) -> str:
    """The signature Stripe would send."""
    stamp = str(int(at))
    code = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={code}"


async def test_only_stripes_own_word_is_heard(stripe: StripePayments) -> None:
    """A webhook counts with a fresh signature of the secret; what is not ours is no news."""
    event = {"id": "evt_1", "data": {"object": {"metadata": {"payment_key": KEY}}}}
    body, now = json.dumps(event).encode(), time.time()
    notice = stripe.notice(body, signed(body, now))
    assert notice is not None
    assert (notice.id, notice.key) == ("evt_1", KEY)
    other = json.dumps({"id": "evt_2", "data": {"object": {}}}).encode()
    assert stripe.notice(other, signed(other, now)) is None
    for signature in (
        "",
        "t=1,v1=00",
        signed(body, now, "whsec_other"),
        signed(body, now - 3600),
        signed(other, now),
    ):
        with pytest.raises(Forbidden):
            stripe.notice(body, signature)


@pytest.fixture(scope="module")
def mock(stack: Stack) -> str:
    """stripe-mock, which checks every request against Stripe's own description of its API."""
    program = built(*STRIPE_MOCK, layout().cache, UV)
    port = next(port for port in range(19_000, 19_900) if is_free(port))
    supervisor = Supervisor(stack.layout)
    supervisor.ensure(
        Service(
            name="stripe-mock",
            argv=[str(program), "-http-addr", f"127.0.0.1:{port}"],
            port=port,
            is_ready=lambda: answers(port),
        )
    )
    return f"http://127.0.0.1:{port}"


async def test_every_call_is_one_stripe_describes(mock: str, stack: Stack) -> None:
    """stripe-mock refuses a parameter or a path its description does not have."""
    async with httpx2.AsyncClient() as http:
        provider = Dependency("stripe-mock", http, Limits(attempts=1, failures_in_a_row=99))
        stripe = StripePayments(provider, "sk_test_123", SECRET, mock)
        # It answers without a memory, so what it answers says nothing but that it was understood.
        await stripe.authorize(KEY, PRICE, "pm_card_visa")
        assert await stripe.capture(handle("pi_1"))
        assert await stripe.refund(handle("pi_1"), "ord_1:refund:1", PRICE)
        assert await stripe.look_up(KEY) is None
        assert [each async for each in stripe.accounts()] == []
        refused = await http.post(
            f"{mock}/v1/payment_intents",
            content="nonsense=1",
            headers={"authorization": "Bearer sk_test_123"},
        )
        assert refused.status_code == 400
    Supervisor(stack.layout).stop("stripe-mock")
