"""What a test does with the shop: ask, sign in, buy."""

import json
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from devstack.client import ADDRESS
from devstack.keys import key_ring, router_secret, secret
from devstack.stack import Stack
from subgraphs.common.keyring import KeyRing

# Of the quarter of an hour it lives; a run of all tests takes longer.
TOKEN_SECONDS = 600.0
LOGIN = """mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } } }"""
PLACE = """mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) {
  replayed
  order { id number status rejection total { amount currency }
          items { productName quantity unitPrice { amount } } payment { status methodLabel } }
  errors { __typename ... on UserError { code message path }
           ... on InsufficientStock { requested available }
           ... on PriceChanged { expected { amount } actual { amount } }
           ... on PaymentDeclined { retryable }
           ... on OrderInProgress { retryAfterMs } }
} }"""


def new_key() -> str:
    """An idempotency key nobody has used."""
    return str(uuid.uuid4())


def a_person(**special: str) -> dict[str, str]:
    """The input of a registration; nobody else has its address."""
    ordinary = {
        "email": f"{new_key()}@example.com",
        "password": "a long and odd passphrase",
        "displayName": "Grace",
        "idempotencyKey": new_key(),
    }
    return {**ordinary, **special}


def order_input(product_ids: Sequence[str], **changes: Any) -> dict[str, Any]:
    """One piece of each product, to be paid with a card that works."""
    return {
        "idempotencyKey": new_key(),
        "items": [{"productId": id, "quantity": 1} for id in product_ids],
        "shippingAddress": ADDRESS,
        "paymentMethodToken": "tok_visa",
        **changes,
    }


@dataclass(frozen=True, slots=True)
class Answer:
    """A GraphQL answer, with shortcuts for what tests look at."""

    status: int
    body: Mapping[str, Any]

    @property
    def data(self) -> Any:
        """The data; fails the test when there are errors in it."""
        assert "errors" not in self.body, self.body["errors"]
        return self.body["data"]

    @property
    def partial(self) -> Any:
        """The data beside whatever errors there are."""
        return self.body.get("data")

    @property
    def errors(self) -> list[Any]:
        """The top-level errors."""
        return list(self.body.get("errors", []))

    @property
    def codes(self) -> list[str]:
        """The codes of the top-level errors."""
        return [error["extensions"]["code"] for error in self.errors]


@dataclass(slots=True)
class Shop:
    """The shop behind one router, as its clients reach it."""

    stack: Stack
    router: str
    url: str
    # The safelisted router of the same kind.
    public_url: str
    # Each with the instant from which on a new one is fetched.
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)

    async def ask(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One operation through the router."""
        given = dict(headers or {})
        if token:
            given["authorization"] = f"Bearer {token}"
        async with httpx2.AsyncClient(timeout=12) as client:
            body = {"query": query, "variables": variables or {}}
            response = await client.post(self.url, json=body, headers=given)
        return Answer(response.status_code, response.json())

    async def token(self, email: str = "ada@example.com") -> str:
        """The access token of a demo person, good for a few minutes more."""
        token, until = self.tokens.get(email, ("", 0.0))
        if until < time.monotonic():
            password = secret(self.stack.layout, "demo-password")
            answer = await self.ask(LOGIN, {"input": {"email": email, "password": password}})
            token = answer.data["login"]["session"]["accessToken"]
            self.tokens[email] = (token, time.monotonic() + TOKEN_SECONDS)
        return token

    async def place(self, input: Mapping[str, Any], *, token: str | None = None) -> Any:
        """The payload of one `placeOrder`."""
        answer = await self.ask(PLACE, {"input": input}, token=token or await self.token())
        return answer.data["placeOrder"]


@dataclass(frozen=True, slots=True)
class Subgraph:
    """One subgraph in this process, asked as the router or as anybody."""

    name: str
    http: httpx2.AsyncClient
    stack: Stack

    @classmethod
    @asynccontextmanager
    async def running(
        cls,
        create_app: Callable[[], FastAPI],
        stack: Stack,
        monkeypatch: pytest.MonkeyPatch,
        **own: str,
    ) -> "AsyncIterator[Subgraph]":
        """The app in the stack's environment but for what is its *own*, with its lifespan."""
        for name, value in {**stack.subgraphs.environment(), **own}.items():
            monkeypatch.setenv(name, value)
        app = create_app()
        transport = httpx2.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://subgraph") as client,
        ):
            yield cls(app.title, client, stack)

    async def ask(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        token: str | None = None,
        as_router: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One operation, by default with the router's credential."""
        headers = dict(headers or {}, **({"authorization": f"Bearer {token}"} if token else {}))
        if as_router:
            headers["x-router-secret"] = router_secret(self.stack.layout, self.name)
        body = {"query": query, "variables": variables or {}}
        headers["content-type"] = "application/json"
        # ASCII, so that halves of characters arrive as a client would spell them.
        response = await self.http.post("/graphql", content=json.dumps(body), headers=headers)
        return Answer(response.status_code, response.json())

    async def entities(
        self, fields: str, *representations: Any, token: str | None = None
    ) -> Answer:
        """What the router asks a subgraph for."""
        query = f"query ($r: [_Any!]!) {{ _entities(representations: $r) {{ {fields} }} }}"
        return await self.ask(query, {"r": list(representations)}, token=token)


def token_for(
    stack: Stack,
    user_id: str,
    *scopes: str,
    issuer: str = "users",
    audience: str | None = None,
) -> str:
    """A token as its issuer would sign it: users by default for people, orders for products."""
    lifetime = timedelta(minutes=5)
    ring = KeyRing(key_ring(stack.layout, issuer), issuer, keep=lifetime)
    claims = {"sub": user_id, "scope": " ".join(scopes), "roles": []}
    usual = "commerce/products" if issuer == "orders" else "commerce"
    return ring.sign(claims, audience=audience or usual, lifetime=lifetime)
