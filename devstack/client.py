"""Asking the running stack something, as its clients do."""

from collections.abc import Mapping
from typing import Any

import httpx2

from devstack.keys import secret
from devstack.refusal import Refusal
from devstack.stack import Stack

LOGIN = """mutation Login($input: LoginInput!) {
  login(input: $input) { session { accessToken } errors { ... on UserError { message } } }
}"""
# Where demo orders go.
ADDRESS = {
    "name": "Ada",
    "line1": "1 Harbour Street",
    "city": "Bremen",
    "postalCode": "28195",
    "countryCode": "DE",
}
SMOKE = """query Smoke {
  products(first: 1, sort: { field: PRICE, direction: ASC }) {
    nodes { id name inventory { level } }
  }
  me { id }
  viewer { orders(first: 1) { nodes { id } } }
}"""


def ask(
    url: str, query: str, variables: Mapping[str, Any] | None = None, token: str | None = None
) -> dict[str, Any]:
    """The `data` of an answer of the router at *url*; a Refusal when there is an error in it."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    body = {"query": query, "variables": variables or {}}
    try:
        response = httpx2.post(url, json=body, headers=headers, timeout=15)
        answer: dict[str, Any] = response.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise Refusal(f"The router at {url} does not answer ({error}); ./supergraph up") from None
    if answer.get("errors"):
        raise Refusal(f"The router answered: {answer['errors'][0]['message']}")
    data: dict[str, Any] = answer["data"]
    return data


def log_in(stack: Stack, email: str, password: str | None = None, *, url: str | None = None) -> str:
    """An access token, by default from `up`'s router; of the demo people the password is known."""
    password = password or secret(stack.layout, "demo-password")
    data = ask(url or stack.router.url, LOGIN, {"input": {"email": email, "password": password}})[
        "login"
    ]
    if data["session"] is None:
        raise Refusal(
            f"{data['errors'][0]['message']} Give it with --password when it is not a demo account."
        )
    token: str = data["session"]["accessToken"]
    return token


def smoke(stack: Stack) -> dict[str, Any]:
    """One query over all three subgraphs as a demo buyer; the product it found."""
    data = ask(stack.router.url, SMOKE, token=log_in(stack, "ada@example.com"))
    if not data["products"]["nodes"]:
        raise Refusal("The catalogue is empty; ./supergraph seed")
    product: dict[str, Any] = data["products"]["nodes"][0]
    return product
