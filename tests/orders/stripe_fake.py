"""The few calls of Stripe the shop makes, with a memory: what stripe-mock answers without one.

Behaves as Stripe documents it: keys are remembered, a cancelled intent cannot be confirmed, a
captured one cannot be cancelled.
"""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx2

Json = dict[str, Any]


@dataclass
class StripeFake:
    """A transport for httpx2: no network, one memory."""

    intents: dict[str, Json] = field(default_factory=dict)
    refunds: dict[str, Json] = field(default_factory=dict)
    remembered: dict[str, tuple[int, Json]] = field(default_factory=dict)
    # The next answers to lose, after their effect.
    lost: int = 0
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        key = request.headers.get("idempotency-key")
        if key in self.remembered:
            status, body = self.remembered[key]
        else:
            status, body = self._answer(request)
            if key is not None:
                self.remembered[key] = status, json.loads(json.dumps(body))
        if self.lost:
            self.lost -= 1
            raise httpx2.ReadError("the answer was lost")
        return httpx2.Response(status, json=body)

    def _answer(self, request: httpx2.Request) -> tuple[int, Json]:
        given = {k: v[0] for k, v in parse_qs(request.content.decode()).items()}
        match [*request.url.path.removeprefix("/v1/").split("/"), request.method]:
            case ["payment_intents", "POST"]:
                return self._create(given)
            case ["payment_intents", "search", "GET"]:
                wanted = request.url.params["query"].split("'")[3]
                found = [i for i in self.intents.values() if i["metadata"]["payment_key"] == wanted]
                return 200, {"object": "search_result", "data": found, "has_more": False}
            case ["payment_intents", "GET"]:
                data = list(self.intents.values())
                return 200, {"object": "list", "data": data, "has_more": False, "url": "/v1"}
            case ["payment_intents", str(id), "GET"]:
                return 200, self.intents[str(id)]
            case ["payment_intents", str(id), str(action), "POST"]:
                return self._change(id, action, given)
            case ["refunds", "POST"]:
                return self._refund(given)
            case ["refunds", "GET"]:
                of = request.url.params["payment_intent"]
                data = [each for each in self.refunds.values() if each["payment_intent"] == of]
                return 200, {"object": "list", "data": data, "has_more": False, "url": "/v1"}
            case other:
                raise AssertionError(f"the fake does not know {other}")

    def _create(self, given: Json) -> tuple[int, Json]:
        intent = {
            "id": f"pi_{next(self._numbers)}",
            "object": "payment_intent",
            "amount": int(given["amount"]),
            "amount_received": 0,
            "status": "requires_payment_method",
            "metadata": {"payment_key": given["metadata[payment_key]"]},
            "latest_charge": None,
        }
        self.intents[str(intent["id"])] = intent
        return 200, intent

    def _change(self, id: str, action: str, given: Json) -> tuple[int, Json]:
        intent = self.intents[id]
        changes: dict[tuple[str, str], Callable[[], tuple[int, Json]]] = {
            ("confirm", "requires_payment_method"): lambda: self._confirm(intent, given),
            ("capture", "requires_capture"): lambda: self._set(intent, "succeeded"),
            ("cancel", "requires_payment_method"): lambda: self._set(intent, "canceled"),
            ("cancel", "requires_capture"): lambda: self._set(intent, "canceled"),
        }
        change = changes.get((action, intent["status"]))
        if change is not None:
            return change()
        return 400, _error("invalid_request_error", "payment_intent_unexpected_state")

    def _confirm(self, intent: Json, given: Json) -> tuple[int, Json]:
        match given["payment_method"]:
            case "pm_card_visa":
                return self._set(intent, "requires_capture")
            case "pm_card_authenticationRequired":
                return self._set(intent, "requires_action")
            case "pm_card_chargeDeclinedStolenCard":
                return 402, _error("card_error", "card_declined", decline_code="stolen_card")
            case "pm_card_chargeDeclined":
                return 402, _error("card_error", "card_declined", decline_code="generic_decline")
            case _:
                return 400, _error("invalid_request_error", "resource_missing")

    def _set(self, intent: Json, status: str) -> tuple[int, Json]:
        intent["status"] = status
        if status == "succeeded":
            intent["amount_received"] = intent["amount"]
        return 200, intent

    def _refund(self, given: Json) -> tuple[int, Json]:
        intent = self.intents[given["payment_intent"]]
        back = sum(
            each["amount"]
            for each in self.refunds.values()
            if each["payment_intent"] == intent["id"]
        )
        if back + int(given["amount"]) > intent["amount_received"]:
            return 400, _error("invalid_request_error", "charge_already_refunded")
        refund = {
            "id": f"re_{next(self._numbers)}",
            "object": "refund",
            "amount": int(given["amount"]),
            "payment_intent": intent["id"],
            "status": "succeeded",
            "metadata": {"refund_key": given["metadata[refund_key]"]},
        }
        self.refunds[refund["id"]] = refund
        return 200, refund


def _error(type: str, code: str, **more: str) -> Json:
    return {"error": {"type": type, "code": code, "message": code, **more}}
