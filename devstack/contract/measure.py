"""Measures operations on a running stack: the plan from its router, statements from its logs."""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import httpx2

from devstack import composition
from devstack.contract.budgets import Figures, Measured
from devstack.contract.cost import Prices, static_cost
from devstack.contract.examples import example_of
from devstack.contract.graph import client_schema
from devstack.contract.manifests import Manifest, Operation
from devstack.contract.plans import Plan, plan_of
from devstack.contract.stage import Stage
from devstack.layout import SUBGRAPHS
from devstack.refusal import Refusal
from devstack.stack import Stack


def measure(stack: Stack, url: str, manifest: Manifest, stage: Stage) -> dict[str, Measured]:
    """Every operation of a version, run once through the open router at *url*; by name."""
    # What reads before what changes: a cancelled order is read differently.
    operations = sorted(manifest.operations, key=lambda each: (each.kind == "mutation", each.name))
    schema = client_schema(composition.API.read_text())
    weigh = partial(static_cost, schema, Prices.of(composition.COMMITTED.read_text()))
    return {each.name: _measure(stack, url, manifest, each, stage, weigh) for each in operations}


def _measure(
    stack: Stack,
    url: str,
    manifest: Manifest,
    operation: Operation,
    stage: Stage,
    weigh: Callable[[Operation, Mapping[str, Any]], int],
) -> Measured:
    example = example_of(manifest, operation)
    variables = example.filled(stage.values)
    request_id = uuid.uuid4().hex
    # products keeps its shelves for some seconds; measured is what it costs while they are kept.
    httpx2.post(url, json={"query": "{ categories { id } }"}, timeout=15)
    answer, plan = _ask(url, operation, variables, stage.headers(example), request_id)
    if answer.get("errors"):
        said = answer["errors"][0]["message"]
        raise Refusal(f"{manifest.title} {operation.name} failed with its example: {said}")
    lines = list(_logged(stack, request_id))
    if plan.fetches and not lines:
        raise Refusal(
            f"The subgraphs' logs do not have {operation.name}; their level must be INFO or DEBUG."
        )
    figures = Figures(
        fetches=plan.fetches,
        depth=plan.depth,
        statements=_statements(lines),
        cost=weigh(operation, variables),
        bytes=len(json.dumps(answer, separators=(",", ":"), ensure_ascii=False).encode()),
    )
    texts = [f"{line['subgraph']}: {line['text']}" for line in lines if "text" in line]
    return Measured(figures=figures, plan=plan.tree, statements=texts)


def _ask(
    url: str,
    operation: Operation,
    variables: Mapping[str, Any],
    headers: Mapping[str, str],
    request_id: str,
) -> tuple[dict[str, Any], Plan]:
    """The answer without the plan, and the plan."""
    answer: dict[str, Any] = httpx2.post(
        url,
        json={"query": operation.text, "variables": variables},
        headers={**headers, "x-request-id": request_id, "apollo-expose-query-plan": "true"},
        timeout=15,
    ).json()
    told = answer.pop("extensions", {})
    return answer, plan_of(told.get("apolloQueryPlan", {}).get("object"))


def _statements(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    counted = Counter[str]()
    for line in lines:
        counted[line["subgraph"]] += line.get("statements", 0)
    return {name: count for name, count in sorted(counted.items()) if count}


def _logged(stack: Stack, request_id: str) -> Iterator[dict[str, Any]]:
    """What the subgraphs wrote about one request."""
    for name in SUBGRAPHS:
        for line in stack.supervisor.log(name).read_text().splitlines():
            if request_id in line and line.startswith("{"):
                yield json.loads(line)
