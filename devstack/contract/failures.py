"""What each living operation still answers when a subgraph is dead, slow or erring."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import httpx2
import yaml

from devstack.contract.examples import example_of
from devstack.contract.faulty import Fault, FaultyProxy
from devstack.contract.manifests import Manifest, Operation
from devstack.contract.outcome import outcome_of
from devstack.contract.stage import Stage, set_stage
from devstack.ports import Ports
from devstack.refusal import Refusal
from devstack.router import Role, Router, RouterProcess
from devstack.stack import LOOPBACK, Stack
from devstack.subgraphs import responds, uvicorn

# traffic_shaping.router.timeout, and a moment for this machine.
DEADLINE_SECONDS = 11.0
UNAFFECTED = "unaffected"
# products last: orders' breaker towards it stays open for a while.
BREAKING_ORDER = ("users", "orders", "products")
HEAD = "# What is answered with a subgraph down: ./supergraph operations failures --accept\n"

# By operation, then subgraph: "unaffected", or by fault what is lost, lives and is reported.
Contract = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Staged:
    """A version and two people: what one changes, the other must not see while reading."""

    manifest: Manifest
    reading: Stage
    changing: Stage


class Breakable:
    """A router of its own over a stack, whose subgraphs can be broken one at a time."""

    def __init__(self, url: str, proxies: Mapping[str, FaultyProxy]) -> None:
        self.url = url
        self._proxies = proxies

    async def contracts(self, staged: Sequence[Staged]) -> list[Contract]:
        """What every operation of each version answers in every case, in order."""
        cases: list[dict[str, dict[str, Any]]] = [{} for _ in staged]
        await self._ask_all(staged)
        # The second time: what changes something has then been changed already.
        whole = await self._ask_all(staged)
        _refuse_failures(staged, whole)
        for subgraph, fault in product(BREAKING_ORDER, Fault):
            with self._proxies[subgraph].broken(fault):
                broken = await self._ask_all(staged)
            for case, before, after in zip(cases, whole, broken, strict=True):
                for name, answer in after.items():
                    found = asdict(outcome_of(before[name], answer))
                    case.setdefault(name, {}).setdefault(subgraph, {})[fault.value] = found
        return [{name: _condensed(c) for name, c in sorted(case.items())} for case in cases]

    async def _ask_all(self, staged: Sequence[Staged]) -> list[dict[str, Any]]:
        async with httpx2.AsyncClient(timeout=DEADLINE_SECONDS + 5) as http:
            return await asyncio.gather(*(self._ask_version(http, each) for each in staged))

    async def _ask_version(self, http: httpx2.AsyncClient, staged: Staged) -> dict[str, Any]:
        operations = staged.manifest.operations
        answers = await asyncio.gather(*(self._ask(http, each, staged) for each in operations))
        return dict(zip((each.name for each in operations), answers, strict=True))

    async def _ask(self, http: httpx2.AsyncClient, operation: Operation, staged: Staged) -> Any:
        manifest = staged.manifest
        stage = staged.changing if operation.kind == "mutation" else staged.reading
        example = example_of(manifest, operation)
        body = {"query": operation.text, "variables": example.filled(stage.values)}
        started = time.monotonic()
        answer = (await http.post(self.url, json=body, headers=stage.headers(example))).json()
        took = time.monotonic() - started
        if took > DEADLINE_SECONDS:
            raise Refusal(f"{manifest.title} {operation.name} took {took:.1f} s, longer than 10 s.")
        return answer


@contextmanager
def breakable(stack: Stack, router: Router, supergraph: Path) -> Iterator[Breakable]:
    """A *router* over *stack*'s subgraphs; its orders reaches products by the same way."""
    ports = Ports(stack.ports.router + 100)
    proxies = {name: FaultyProxy(stack.subgraphs.url(name)) for name in ("users", "products")}
    orders = stack.subgraphs.service("orders")
    orders = replace(
        orders,
        name="orders-breakable",
        argv=uvicorn("subgraphs.orders.app:create_app", ports.of("orders")),
        port=ports.of("orders"),
        is_ready=lambda: responds(f"{ports.url('orders')}/health/ready"),
        env={**orders.env, "ORDERS_PRODUCTS_URL": proxies["products"].url},
    )
    proxies["orders"] = FaultyProxy(f"{ports.url('orders')}/graphql")
    urls = {name: each.url for name, each in proxies.items()}
    process = RouterProcess(stack.layout, ports, LOOPBACK, urls, Role.INTERNAL)
    service = replace(process.service(router, supergraph), name="router-breakable")
    try:
        for each in proxies.values():
            each.start()
        stack.supervisor.ensure(orders)
        stack.supervisor.ensure(service)
        yield Breakable(process.url, proxies)
    finally:
        for name in (service.name, orders.name):
            stack.supervisor.stop(name)
        for each in proxies.values():
            each.stop()


def all_contracts(
    stack: Stack, router: Router, versions: Sequence[Manifest]
) -> list[tuple[Manifest, Contract]]:
    """What every operation of these versions answers in every case, behind one kind of router."""
    with breakable(stack, router, stack.layout.graph / "supergraph.graphql") as broken:
        staged = [
            Staged(each, set_stage(stack, broken.url), set_stage(stack, broken.url))
            for each in versions
        ]
        found = asyncio.run(broken.contracts(staged))
    return list(zip(versions, found, strict=True))


def _refuse_failures(staged: Sequence[Staged], whole: Sequence[Mapping[str, Any]]) -> None:
    """A contract says what lives of an answer that is whole when nothing is broken."""
    for each, answers in zip(staged, whole, strict=True):
        for name, answer in answers.items():
            if answer.get("errors"):
                said = answer["errors"][0]["message"]
                raise Refusal(f"{each.manifest.title} {name} fails with nothing broken: {said}")


def contract_file(manifest: Manifest) -> Path:
    """Where a version's partial-failure contract is."""
    return manifest.beside(".failures.yaml")


def accepted(manifest: Manifest) -> Contract:
    """The committed contract."""
    file = contract_file(manifest)
    stored: Contract = yaml.safe_load(file.read_text()) if file.exists() else {}
    return stored or {}


def accept(manifest: Manifest, found: Contract) -> None:
    """Make what was found what is promised."""
    text = yaml.safe_dump(dict(found), sort_keys=False, default_flow_style=None, width=120)
    contract_file(manifest).write_text(HEAD + text)


def differences(manifest: Manifest, found: Contract) -> list[str]:
    """Every case that is not as promised, in words."""
    promised = accepted(manifest)
    return [
        f"{manifest.title} {name}, {subgraph}: promised {was}, now {now}"
        for name, cases in found.items()
        for subgraph, now in cases.items()
        if (was := promised.get(name, {}).get(subgraph, "nothing")) != now
    ]


def _condensed(cases: Mapping[str, Any]) -> dict[str, Any]:
    """Subgraphs that do not matter in one word; cases that are alike, once."""
    condensed: dict[str, Any] = {}
    for subgraph, faults in cases.items():
        told = {
            fault: each if each["lost"] or each["errors"] else UNAFFECTED
            for fault, each in faults.items()
        }
        affected = any(each != UNAFFECTED for each in told.values())
        condensed[subgraph] = told if affected else UNAFFECTED
    return condensed
