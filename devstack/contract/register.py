"""Takes a client's new version into the contract, and lets an old one go."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from devstack import composition
from devstack.contract import safelist
from devstack.contract.budgets import LIMITS, Limits
from devstack.contract.cost import Prices, static_cost
from devstack.contract.formats import foreign_ids, read_operations
from devstack.contract.graph import asks_for_the_schema, client_schema, problems
from devstack.contract.manifests import (
    Manifest,
    Operation,
    drop_unused_graphs,
    keep_graph,
    manifests,
    named,
    refuse_odd_names,
    retired,
    today,
    write,
)
from devstack.contract.plans import planned
from devstack.refusal import Refusal

FOREIGN_IDS = (
    "The ids in the file are not the SHA-256 of the texts, by which a router knows them: the "
    "client must send the SHA-256 (GraphQL Codegen: hashAlgorithm 'sha256'; Relay: hash the text "
    "in the network layer)."
)


def register(
    file: Path, client: str, version: str, released: date, say: Callable[[str], None]
) -> Manifest:
    """Register the operations in *file*; nothing is written when one of them is refused."""
    refuse_odd_names(client, version)
    operations = read_operations(file)
    _refuse_what_does_not_fit(operations)
    _refuse_what_costs_too_much(operations)
    title = f"{client} {version}"
    known = next((each for each in manifests() if each.title == title), None)
    if known and list(known.operations) == operations:
        say(f"{title} is registered already, with the same {len(operations)} operations.")
        return known
    if known and known.released <= today():
        raise Refusal(
            f"{title} was released on {known.released} with other operations; what is out there "
            "cannot change. Register a new version."
        )
    found = Manifest(
        client=client,
        version=version,
        operations=operations,
        released=released,
        # Before the manifest: a version without its graph could not be judged.
        graph=keep_graph(composition.API.read_text()),
    )
    path = write(found)
    drop_unused_graphs()
    safelist.write_committed()
    if foreign_ids(file):
        say(FOREIGN_IDS)
    say(f"Registered {len(operations)} operations as {path.relative_to(path.parents[3])}.")
    return found


def retire(client: str, version: str, on: date) -> Manifest:
    """Have a version's operations refused from a day on."""
    gone = retired(named(client, version), on)
    write(gone)
    safelist.write_committed()
    return gone


def _refuse_what_does_not_fit(operations: Sequence[Operation]) -> None:
    schema = client_schema(composition.API.read_text())
    wrong = [f"{each.name}: {said}" for each in operations for said in problems(schema, each)]
    wrong += [
        f"{each.name}: it asks for the schema, which the public router does not tell"
        for each in operations
        if asks_for_the_schema(each)
    ]
    if wrong:
        raise Refusal(
            "These do not fit the graph; nothing was registered.\n  " + "\n  ".join(wrong)
        )


def _refuse_what_costs_too_much(operations: Sequence[Operation]) -> None:
    limits = Limits.read()
    supergraph = composition.COMMITTED
    schema, prices = client_schema(composition.API.read_text()), Prices.of(supergraph.read_text())
    wrong = []
    for operation, plan in zip(operations, planned(supergraph, operations), strict=True):
        cost = static_cost(schema, prices, operation, {})
        for what, is_, allowed in (
            ("fetches", plan.fetches, limits.fetches),
            ("fetches one after another", plan.depth, limits.depth),
            ("cost", cost, limits.cost),
        ):
            if is_ > allowed:
                wrong.append(f"{operation.name}: {what} {is_}, allowed {allowed}\n{plan.tree}")
    if wrong:
        raise Refusal(
            f"These ask for too much ({LIMITS.name}); nothing was registered.\n" + "\n".join(wrong)
        )
