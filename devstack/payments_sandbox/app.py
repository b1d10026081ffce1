"""The provider's HTTP interface: put an authorization under a key of yours, void it, read it."""

import asyncio
import os
import re
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from devstack.payments_sandbox.ledger import Ledger

LABELS = {"tok_visa": "Visa •••• 4242"}
DECLINES = {"tok_declined": ("card_declined", True), "tok_stolen": ("stolen_card", False)}
SLOW = re.compile(r"tok_slow_([0-9]{1,2})")


class Authorization(BaseModel):
    """What a shop sends."""

    amount: str
    currency: str
    token: str


def create_app() -> FastAPI:
    """The provider over the ledger that `PAYMENTS_LEDGER_FILE` names."""
    ledger = Ledger(Path(os.environ["PAYMENTS_LEDGER_FILE"]))
    app = FastAPI(title="payments sandbox", openapi_url=None)

    @app.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "UP"}

    @app.put("/authorizations/{key}")
    async def authorize(key: str, wanted: Authorization) -> dict[str, Any]:
        if slow := SLOW.fullmatch(wanted.token):
            await asyncio.sleep(int(slow[1]))
        money = {"amount": wanted.amount, "currency": wanted.currency}
        return _told(ledger.record(key, money | _decision(wanted.token)), wanted.token)

    @app.put("/authorizations/{key}/void")
    async def void(key: str) -> dict[str, Any]:
        return _told(ledger.void(key))

    @app.get("/authorizations/{key}")
    async def read(key: str) -> dict[str, Any]:
        found = ledger.authorization(key)
        if found is None:
            raise HTTPException(404, "this key never came")
        return _told(found)

    return app


def _decision(token: str) -> dict[str, Any]:
    if token in LABELS or SLOW.fullmatch(token):
        return {"status": "AUTHORIZED"}
    failure_code, retryable = DECLINES.get(token, ("unknown_token", True))
    return {"status": "DECLINED", "failure_code": failure_code, "retryable": retryable}


def _told(row: dict[str, Any], token: str = "") -> dict[str, Any]:
    if row["status"] == "VOIDED":
        row = {**row, "failure_code": "voided"}
    return {
        "status": row["status"],
        "amount": row["amount"],
        "currency": row["currency"],
        "methodLabel": LABELS.get(token, "Sandbox card"),
        "failureCode": row["failure_code"],
        "retryable": bool(row["retryable"]),
    }
