"""How a router answers an operation: how many fetches, and how many of them one after another."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devstack import npm
from devstack.contract.manifests import Operation, as_json
from devstack.npm import NODE, STANDIN
from devstack.refusal import Refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a query plan amounts to."""

    fetches: int
    # The longest chain of fetches that wait for each other.
    depth: int
    tree: str


def plan_of(told: Any) -> Plan:
    """The figures of a plan as routers tell it (`extensions.apolloQueryPlan.object`)."""
    node = (told or {}).get("node")
    return Plan(
        fetches=sum(1 for _ in _fetches(node)),
        depth=_depth(node),
        tree="\n".join(_lines(node, 0)) or "nothing is fetched",
    )


def planned(supergraph: Path, operations: Sequence[Operation]) -> list[Plan]:
    """The plans of Apollo's JavaScript planner, in order; no router has to run."""
    npm.install(STANDIN)
    done = subprocess.run(  # noqa: S603 - our own program
        [str(NODE), str(STANDIN / "plans.mjs"), str(supergraph)],
        input=json.dumps(as_json(operations)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Refusal(f"Could not plan the operations:\n  {done.stderr.strip()[-600:]}")
    return [plan_of(each) for each in json.loads(done.stdout)]


def _children(node: Any) -> list[Any]:
    inside = [node.get("node"), node.get("ifClause"), node.get("elseClause")]
    return [each for each in [*node.get("nodes", ()), *inside] if each]


def _fetches(node: Any) -> Iterator[Any]:
    if not node:
        return
    if node["kind"] == "Fetch":
        yield node
    for each in _children(node):
        yield from _fetches(each)


def _depth(node: Any) -> int:
    if not node:
        return 0
    if node["kind"] == "Fetch":
        return 1
    depths = [_depth(each) for each in _children(node)]
    return sum(depths) if node["kind"] == "Sequence" else max(depths, default=0)


def _lines(node: Any, indent: int) -> Iterator[str]:
    if not node:
        return
    pad = "  " * indent
    if node["kind"] == "Fetch":
        yield f"{pad}Fetch {node['serviceName']}: {' '.join(node['operation'].split())}"
    else:
        path = node.get("path")
        at = f" {'.'.join(str(each) for each in path)}" if path else ""
        yield f"{pad}{node['kind']}{at}"
    for each in _children(node):
        yield from _lines(each, indent + 1)
