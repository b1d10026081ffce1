"""`./supergraph operations`: what released clients ask, and what it costs."""

from pathlib import Path
from typing import Annotated

import typer

from devstack.contract import budgets, failures, manifests, safelist
from devstack.contract.commands.terminal import day, say
from devstack.contract.measure import measure
from devstack.contract.register import register
from devstack.contract.running import tell_running_routers
from devstack.contract.stage import set_stage
from devstack.contract.warm import keep_warm, warm
from devstack.refusal import Refusal
from devstack.stack import current

operations_app = typer.Typer(
    help="What released clients ask.", no_args_is_help=True, rich_markup_mode=None
)
ACCEPT = "accept it for review with --accept"
Accept = Annotated[bool, typer.Option("--accept", help="Write it down, for review.")]


@operations_app.command(name="list")
def list_operations() -> None:
    """Which versions are out there. Example: ./supergraph operations list"""
    for each in manifests.manifests():
        until = f", refused from {each.retires}" if each.retires else ""
        say(f"{each.title:<24} {len(each.operations):>3} operations, since {each.released}{until}")


@operations_app.command(name="register")
def register_operations(
    file: Annotated[Path, typer.Argument(help="From Apollo's, Codegen's or Relay's tools.")],
    client: Annotated[str, typer.Option(help="The application, as ios.")],
    version: Annotated[str, typer.Option(help="Its version, as 4.2.0.")],
    released: Annotated[str, typer.Option(help="YYYY-MM-DD; today without it.")] = "",
) -> None:
    """Take in a version. Example: ./supergraph operations register F --client ios --version 4.2"""
    register(file, client, version, day(released) if released else manifests.today(), say)
    tell_running_routers()


@operations_app.command(name="safelist")
def write_safelist(
    check: Annotated[bool, typer.Option("--check", help="Compare only; 1 when stale.")] = False,
) -> None:
    """Write the routers' tables of living operations. Example: ./supergraph operations safelist"""
    if not check:
        safelist.write_committed()
        tell_running_routers()
        return
    if safelist.is_stale():
        raise Refusal(
            "The safelist is stale; bring it up to date: ./supergraph operations safelist"
        )


@operations_app.command(name="warm")
def warm_routers(
    every: Annotated[float | None, typer.Option(help="Go on, every so many seconds.")] = None,
    url: Annotated[
        list[str] | None, typer.Option(help="A replica; the running one without.")
    ] = None,
) -> None:
    """Have routers know every hash. Example: ./supergraph operations warm --url URL --url URL"""
    urls = url or [current().public.url]
    if every is not None:
        keep_warm(urls, every, say)
    say(f"{warm(urls)} operations are known to {len(urls)} router(s).")


@operations_app.command()
def budget(accept: Accept = False) -> None:
    """Measure every living operation here. Example: ./supergraph operations budget"""
    stack = current()
    said = []
    for manifest in manifests.living():
        stage = set_stage(stack, stack.router.url)
        measured = measure(stack, stack.router.url, manifest, stage)
        if accept:
            budgets.accept(manifest, measured)
        said += budgets.complaints(manifest, measured)
        for name, each in measured.items():
            say(f"{manifest.title:<20} {name:<24} {_row(each.figures)}")
    if said:
        raise Refusal(f"Over budget; mend it, or {ACCEPT}:\n" + "\n".join(said))


@operations_app.command(name="failures")
def partial_failures(accept: Accept = False) -> None:
    """Break every subgraph under every operation. Example: ./supergraph operations failures"""
    stack = current()
    found = failures.all_contracts(stack, stack.found_router, manifests.living())
    said = []
    for manifest, contract in found:
        if accept:
            failures.accept(manifest, contract)
        said += failures.differences(manifest, contract)
        say(f"{manifest.title:<20} {len(contract)} operations")
    if said:
        raise Refusal(f"Not as promised; mend it, or {ACCEPT}:\n" + "\n".join(said))


def _row(figures: budgets.Figures) -> str:
    statements = " ".join(f"{name} {count}" for name, count in figures.statements.items()) or "none"
    return (
        f"fetches {figures.fetches} depth {figures.depth} cost {figures.cost} "
        f"bytes {figures.bytes} statements: {statements}"
    )
