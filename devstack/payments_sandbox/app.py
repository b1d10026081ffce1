"""The provider's HTTP interface: put things under a key of yours, read them back."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from devstack.payments_sandbox.ledger import Ledger
from devstack.payments_sandbox.webhooks import Webhooks

VISA = "Visa •••• 4242"
ACCEPTING = frozenset({"tok_visa", "tok_lapses", "tok_500_after", "tok_noisy"})
DECLINES = {"tok_declined": ("card_declined", True), "tok_stolen": ("stolen_card", False)}
SLOW = re.compile(r"tok_slow_([0-9]{1,2})")


class Authorization(BaseModel):
    """What is to be held, and on what."""

    amount: str
    currency: str
    token: str


class Amount(BaseModel):
    """How much is to be moved."""

    amount: str


def create_app() -> FastAPI:
    """The provider over the ledger that `PAYMENTS_LEDGER_FILE` names."""
    ledger = Ledger(Path(os.environ["PAYMENTS_LEDGER_FILE"]))
    webhooks = Webhooks(
        os.environ.get("PAYMENTS_WEBHOOK_URL"), os.environ.get("PAYMENTS_WEBHOOK_SECRET", "")
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await webhooks.close()

    app = FastAPI(title="payments sandbox", openapi_url=None, lifespan=lifespan)
    _add_movements(app, ledger, webhooks)
    _add_books(app, ledger)
    return app


def _add_movements(app: FastAPI, ledger: Ledger, webhooks: Webhooks) -> None:
    @app.put("/authorizations/{key}")
    async def authorize(key: str, wanted: Authorization) -> dict[str, Any]:
        found = ledger.find(key)
        if found is not None:
            return _told(found)
        if slow := SLOW.fullmatch(wanted.token):
            await asyncio.sleep(int(slow[1]))
        values = wanted.model_dump() | _decision(wanted.token)
        if wanted.token == "tok_lies":  # noqa: S105 - a name
            return _told({"key": key, "captured": "0.00", "refunds": {}, **values})
        row = ledger.authorize(key, values)
        webhooks.tell("authorization.updated", key, noisily=_is_noisy(row))
        if wanted.token == "tok_500_after":  # noqa: S105 - a name
            raise HTTPException(500, "it took effect, and this answer does not say so")
        return _told(row)

    @app.put("/authorizations/{key}/capture")
    async def capture(key: str, wanted: Amount) -> dict[str, Any]:
        known = ledger.find(key)
        lapsed = known is not None and known["token"] == "tok_lapses"  # noqa: S105
        row = ledger.capture(key, wanted.amount, refuse=lapsed)
        if row is None:
            raise HTTPException(404, "this key never came")
        webhooks.tell("authorization.updated", key, noisily=_is_noisy(row))
        return _told(row)

    @app.put("/authorizations/{key}/void")
    async def void(key: str) -> dict[str, Any]:
        row = ledger.void(key)
        webhooks.tell("authorization.updated", key, noisily=_is_noisy(row))
        return _told(row)

    @app.put("/authorizations/{key}/refunds/{refund_key}")
    async def refund(key: str, refund_key: str, wanted: Amount) -> dict[str, Any]:
        is_given = ledger.refund(key, refund_key, wanted.amount)
        return {"status": "REFUNDED" if is_given else "REFUSED"}


def _add_books(app: FastAPI, ledger: Ledger) -> None:
    @app.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "UP"}

    @app.get("/authorizations")
    async def books(after: str = "") -> dict[str, Any]:
        return {"authorizations": [_told(row) for row in ledger.page(after)]}

    @app.get("/authorizations/{key}")
    async def read(key: str) -> dict[str, Any]:
        found = ledger.find(key)
        if found is None:
            raise HTTPException(404, "this key never came")
        return _told(found)

    @app.get("/effects")
    async def effects() -> dict[str, Any]:
        return {"effects": list(ledger.effects())}


def _decision(token: str) -> dict[str, Any]:
    if token in ACCEPTING or token == "tok_lies" or SLOW.fullmatch(token):  # noqa: S105 - a name
        return {"status": "AUTHORIZED"}
    failure_code, retryable = DECLINES.get(token, ("unknown_token", True))
    return {"status": "DECLINED", "failure_code": failure_code, "retryable": retryable}


def _is_noisy(row: dict[str, Any]) -> bool:
    return bool(row["token"] == "tok_noisy")  # noqa: S105 - a name


def _told(row: dict[str, Any]) -> dict[str, Any]:
    refunded = sum(int(each.replace(".", "")) for each in row["refunds"].values())
    is_held = row["status"] in ("AUTHORIZED", "CAPTURED")
    return {
        "key": row["key"],
        "status": row["status"],
        "currency": row["currency"],
        "authorized": row["amount"] if is_held else "0.00",
        "captured": row["captured"],
        "refunded": f"{refunded // 100}.{refunded % 100:02}",
        "refunds": row["refunds"],
        "methodLabel": VISA if row["token"] in ACCEPTING else "Sandbox card",
        "failureCode": "voided" if row["status"] == "VOIDED" else row.get("failure_code"),
        "retryable": bool(row.get("retryable", 0)) and row["status"] != "VOIDED",
    }
