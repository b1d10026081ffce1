"""What a person sees when the stack is up: where everything is, and what to try first."""

import json
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Column, Table

from devstack.client import ADDRESS
from devstack.keys import secret
from devstack.layout import SUBGRAPHS
from devstack.seed.people import PEOPLE
from devstack.stack import Stack
from devstack.web.service import PAGES

BROWSE = "{ products(first: 3) { nodes { name price { amount currency } inventory { level } } } }"
PLACE = (
    "mutation Buy($input: PlaceOrderInput!) { placeOrder(input: $input) { replayed "
    "order { number status total { amount currency } } errors { ... on UserError { message } } } }"
)
HISTORY = (
    "{ me { displayName orders(first: 5) { nodes { number status total { amount } "
    "items { productName quantity product { name inventory { level } } } } } } }"
)


def show(stack: Stack, product: dict[str, Any], console: Console) -> None:
    """The panel, then the commands to paste; those outside it, so that no frame is copied."""
    router = stack.found_router
    name = "Apollo Router" if router.kind == "apollo-router" else "stand-in router"
    table = Table("what", Column("URL", overflow="fold"), box=None, pad_edge=False)
    for page in PAGES:
        table.add_row(page, stack.page(page).url)
    table.add_row(f"{name} {router.version}", stack.router.url)
    table.add_row("public router (safelist)", stack.public.url)
    for each in SUBGRAPHS:
        table.add_row(f"{each} subgraph", stack.subgraphs.url(each))
    for database, found in stack.databases.describe().items():
        table.add_row(f"{database} ({found.engine} {found.version})", found.url)
    for person in PEOPLE:
        roles = ", ".join(role.value.lower() for role in person.roles)
        table.add_row(f"login {person.email}", roles)
    table.add_row("password of each of them", secret(stack.layout, "demo-password"))
    console.print(Panel(table, title="Commerce Supergraph", expand=False))
    if router.kind != "apollo-router":
        console.print("Apollo Router itself: ./supergraph router install", highlight=False)
    for title, command in _things_to_try(stack, product):
        console.print(f"\n[bold]{title}[/]", soft_wrap=True, highlight=False)
        console.print(command, soft_wrap=True, highlight=False, markup=False)
    console.print("\nStop: ./supergraph down", highlight=False)


def _things_to_try(stack: Stack, product: dict[str, Any]) -> list[tuple[str, str]]:
    login = '-H "authorization: Bearer $(./supergraph token ada@example.com)"'
    order = {
        "idempotencyKey": "my-first-order-0001",
        "items": [{"productId": product["id"], "quantity": 1}],
        "shippingAddress": ADDRESS,
        "paymentMethodToken": "tok_visa",
    }
    return [
        ("1. Browse the catalogue", _curl(stack, {"query": BROWSE})),
        (
            f"2. Buy “{product['name']}”; run it twice: the second time nothing is bought again",
            _curl(stack, {"query": PLACE, "variables": {"input": order}}, login),
        ),
        (
            "3. Read it back, across all three subgraphs",
            _curl(stack, {"query": HISTORY}, login),
        ),
    ]


def _curl(stack: Stack, body: dict[str, Any], *options: str) -> str:
    parts = ["curl -s", stack.router.url, *options, "-H 'content-type: application/json'"]
    return " ".join([*parts, f"-d '{json.dumps(body)}'"])
