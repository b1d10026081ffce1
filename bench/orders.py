"""What placing orders costs and how fast it is: `./supergraph bench orders`.

Figures of one run on one machine, with the load on the same machine; ratios say more than figures.
"""

import asyncio
import itertools
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from bench.measure import spent
from bench.operations import PLACE_ORDER, buyers, order_of, plenty
from devstack.stack import Stack
from subgraphs.common.postgres import Database

STEADY_PER_SECOND = 50
BUYERS = 16
CONNECTIONS = 32


@dataclass
class Load:
    """Calls of one kind, and what came of them."""

    seconds: list[float]
    refused: list[float]
    wrong: int = 0

    @classmethod
    def none(cls) -> "Load":
        """Before the first call."""
        return cls(seconds=[], refused=[])

    def at(self, share: float) -> float:
        """The time in ms below which so many of the answers came."""
        ordered = sorted(self.seconds) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


class Till:
    """Places orders through the router, as many buyers."""

    def __init__(self, stack: Stack, http: httpx2.AsyncClient) -> None:
        self._http = http
        self._url = stack.router.url
        self._tokens = itertools.cycle(buyers(stack, BUYERS))
        self._products = itertools.cycle(plenty(stack))

    def input(self) -> dict[str, Any]:
        """An order nobody has placed yet."""
        return {**order_of([next(self._products)["id"]]), "idempotencyKey": str(uuid.uuid4())}

    async def place(self, load: Load, input: dict[str, Any], token: str | None = None) -> None:
        """One call, written down."""
        started = time.perf_counter()
        body = {"query": PLACE_ORDER, "variables": {"input": input}}
        headers = {"authorization": f"Bearer {token or next(self._tokens)}"}
        try:
            answer = (await self._http.post(self._url, json=body, headers=headers)).json()
        except (httpx2.HTTPError, ValueError):
            load.wrong += 1
            return
        took = time.perf_counter() - started
        if "errors" in answer:
            code = answer["errors"][0].get("extensions", {}).get("code")
            load.wrong += code != "DEPENDENCY_UNAVAILABLE"
            load.refused.append(took)
        elif (answer["data"]["placeOrder"]["order"] or {}).get("status") == "CONFIRMED":
            load.seconds.append(took)
        else:
            load.wrong += 1

    def token(self) -> str:
        """A buyer's."""
        return next(self._tokens)


async def at_rate(call: Callable[[], Awaitable[None]], per_second: float, seconds: float) -> None:
    """Call so many times a second, whether or not earlier calls were answered."""
    started, tasks = time.perf_counter(), list[asyncio.Future[None]]()
    for number in range(int(per_second * seconds)):
        await asyncio.sleep(max(0.0, started + number / per_second - time.perf_counter()))
        tasks.append(asyncio.ensure_future(call()))
    await asyncio.gather(*tasks)


async def at_once(call: Callable[[], Awaitable[None]], connections: int, seconds: float) -> None:
    """Call again as soon as the last call was answered, from so many connections."""
    ends = time.perf_counter() + seconds

    async def one() -> None:
        while time.perf_counter() < ends:
            await call()

    await asyncio.gather(*(one() for _ in range(connections)))


async def run(stack: Stack, seconds: float, console: Console) -> None:
    """Steady, replayed, as fast as it goes, and three times as much as that."""
    table = Table(title="placeOrder through the router")
    for heading in ("load", "per s", "p50 ms", "p95 ms", "refused", "refused in ms", "wrong"):
        table.add_column(heading, justify="left" if heading == "load" else "right")
    limits = httpx2.Limits(max_connections=400)
    async with httpx2.AsyncClient(limits=limits, timeout=20) as http:
        till = Till(stack, http)
        await at_once(lambda: till.place(Load.none(), till.input()), 8, 3)

        steady = Load.none()
        await at_rate(lambda: till.place(steady, till.input()), STEADY_PER_SECOND, seconds)
        _row(table, f"{STEADY_PER_SECOND} a second", steady, seconds)

        replayed, key, token = Load.none(), till.input(), till.token()
        await till.place(Load.none(), key, token)
        await at_rate(lambda: till.place(replayed, key, token), STEADY_PER_SECOND, seconds)
        _row(table, "the same order again", replayed, seconds)

        best, before = Load.none(), spent(stack)
        await at_once(lambda: till.place(best, till.input()), CONNECTIONS, seconds)
        after = spent(stack)
        _row(table, f"{CONNECTIONS} connections", best, seconds)

        rate = 3 * len(best.seconds) / seconds
        storm = Load.none()
        await at_rate(lambda: till.place(storm, till.input()), rate, seconds)
        _row(table, f"three times that, {rate:.0f} a second", storm, seconds)
    console.print(table)
    count = len(best.seconds)
    for name in ("orders", "products", "orders-worker", "payments", "router", "orders-db"):
        cost = (after[name] - before[name]) * 1000 / count
        console.print(f"{name:<14} {cost:6.2f} ms CPU per order", highlight=False)
    per_core = count / (after["orders"] - before["orders"])
    console.print(f"orders per second and core of the orders subgraph: {per_core:.0f}")
    kept = len(storm.seconds) / max(1, len(best.seconds))
    console.print(f"under three times the load: {kept:.0%} of the best")
    console.print(await _lag(stack))


def _row(table: Table, name: str, load: Load, seconds: float) -> None:
    refused = statistics.median(load.refused) * 1000 if load.refused else 0.0
    table.add_row(
        name,
        f"{len(load.seconds) / seconds:.0f}",
        f"{load.at(0.5):.1f}",
        f"{load.at(0.95):.1f}",
        str(len(load.refused)),
        f"{refused:.1f}",
        str(load.wrong),
    )


async def _lag(stack: Stack) -> str:
    """How long the events of these minutes waited to be told."""
    await asyncio.sleep(3)
    database = Database(stack.databases.urls()["ORDERS_DATABASE_URL"])
    wanted = text(
        "select count(*) as told, percentile_cont(0.99) within group "
        "(order by extract(epoch from relayed_at - occurred_at)) as p99 from order_events "
        "where is_public and occurred_at > now() - interval '5 minutes'"
    )
    async with database.read() as connection:
        row = (await connection.execute(wanted)).one()
    await database.close()
    return f"{row.told} events told, 99 % of them within {row.p99 * 1000:.0f} ms"
