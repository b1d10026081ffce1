"""One dead subgraph takes its own fields away, and nothing else."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.shop import Shop, order_input

PAGE = """{ products(first: 1, sort: { field: PRICE, direction: ASC }) { nodes { id name } }
           me { displayName } viewer { orders(first: 1) { nodes { number total { amount }
             user { displayName } items { productName product { name } } } } } }"""


@contextmanager
def dead(shop: Shop, name: str) -> Iterator[None]:
    """The subgraph is killed, and started again afterwards."""
    running = shop.stack.supervisor.running()[name]
    os.kill(running.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(running.pid)] if psutil.pid_exists(running.pid) else [], 5)
    try:
        yield
    finally:
        shop.stack.supervisor.ensure(shop.stack.subgraphs.service(name))


async def ask(shop: Shop) -> tuple[dict[str, object], set[str | None], float]:
    """The page's data, the services its errors name, and how long it took in seconds."""
    started = time.monotonic()
    answer = await shop.ask(PAGE, token=await shop.token())
    services = {error["extensions"].get("service") for error in answer.errors}
    return answer.partial, services, time.monotonic() - started


@pytest.fixture
async def bought(shop: Shop) -> str:
    """Ada has an order; its number."""
    first = "{ products(first: 1, sort: { field: PRICE, direction: ASC }) { nodes { id } } }"
    product = (await shop.ask(first)).data["products"]["nodes"][0]["id"]
    placed = await shop.place(order_input([product]))
    return str(placed["order"]["number"])


async def test_without_users_the_shop_and_the_orders_are_there(shop: Shop, bought: str) -> None:
    """Names of people are null; tokens are still verified with the keys that are known."""
    with dead(shop, "users"):
        data, services, seconds = await ask(shop)
    assert data["products"]
    assert data["me"] is None
    (order,) = data["viewer"]["orders"]["nodes"]  # type: ignore[index]
    assert (order["number"], order["user"]) == (bought, None)
    assert order["items"][0]["product"]["name"]
    assert services == {"users"}
    assert seconds < 7.5


async def test_without_orders_browsing_and_the_account_are_there(shop: Shop, bought: str) -> None:
    """Only the viewer's orders are null."""
    with dead(shop, "orders"):
        data, services, seconds = await ask(shop)
    assert data["products"]
    assert data["me"] == {"displayName": "Ada"}
    assert data["viewer"] in ({"orders": None}, None)
    assert services == {"orders"}
    assert seconds < 7.5


async def test_without_products_orders_are_read_from_their_snapshots(
    shop: Shop, bought: str
) -> None:
    """An order shows what was bought, though today's product is null; nothing hides the rest."""
    with dead(shop, "products"):
        data, services, seconds = await ask(shop)
    (order,) = data["viewer"]["orders"]["nodes"]  # type: ignore[index]
    assert order["number"] == bought
    assert order["items"][0]["productName"]
    assert order["items"][0]["product"] is None
    assert (data["products"], data["me"]) == (None, {"displayName": "Ada"})
    assert services == {"products"}
    assert seconds < 7.5


async def test_an_error_of_a_dead_subgraph_names_no_machine(shop: Shop) -> None:
    """Clients learn the subgraph and a code; addresses and ports stay inside."""
    with dead(shop, "users"):
        answer = await shop.ask("{ me { id } }", token=await shop.token())
    (error,) = answer.errors
    assert error["extensions"]["code"] == "SUBREQUEST_HTTP_ERROR"
    assert "127.0.0.1" not in str(answer.body)
    assert str(shop.stack.ports.of("users")) not in str(answer.body)
