"""`./supergraph operations` and `./supergraph schema`: what keeps released clients working."""

import subprocess
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from devstack import composition, npm
from devstack.contract import budgets, failures, manifests, safelist, verdict
from devstack.contract.graph import client_schema
from devstack.contract.measure import measure
from devstack.contract.register import register, retire
from devstack.contract.stage import set_stage
from devstack.contract.usage import users_of
from devstack.contract.warm import keep_warm, warm
from devstack.layout import ROOT
from devstack.refusal import Refusal, WrongInput
from devstack.stack import current

operations_app = typer.Typer(
    help="What released clients ask.", no_args_is_help=True, rich_markup_mode=None
)
schema_app = typer.Typer(
    help="What a change of the graph does to them.", no_args_is_help=True, rich_markup_mode=None
)
out = Console()

# Apollo Router looks at its scripts every three seconds (seen), and is quick then.
RELOAD_SECONDS = 4.0

ACCEPT = "accept it for review with --accept"

Accept = Annotated[bool, typer.Option("--accept", help="Write it down, for review.")]


def _say(line: str) -> None:
    out.print(line, highlight=False, markup=False, soft_wrap=True)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongInput(f"A date is YYYY-MM-DD; {text} is not.") from None


@operations_app.command(name="list")
def list_operations() -> None:
    """Which versions are out there. Example: ./supergraph operations list"""
    for each in manifests.manifests():
        until = f", refused from {each.retires}" if each.retires else ""
        _say(f"{each.title:<24} {len(each.operations):>3} operations, since {each.released}{until}")


@operations_app.command(name="register")
def register_operations(
    file: Annotated[Path, typer.Argument(help="From Apollo's, Codegen's or Relay's tools.")],
    client: Annotated[str, typer.Option(help="The application, as ios.")],
    version: Annotated[str, typer.Option(help="Its version, as 4.2.0.")],
    released: Annotated[str, typer.Option(help="YYYY-MM-DD; today without it.")] = "",
) -> None:
    """Take in a version. Example: ./supergraph operations register F --client ios --version 4.2"""
    register(file, client, version, _day(released) if released else manifests.today(), _say)
    _tell_running_routers()


@operations_app.command(name="safelist")
def write_safelist(
    check: Annotated[bool, typer.Option("--check", help="Compare only; 1 when stale.")] = False,
) -> None:
    """Write the routers' tables of living operations. Example: ./supergraph operations safelist"""
    if not check:
        safelist.write_committed()
        _tell_running_routers()
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
        keep_warm(urls, every, _say)
    _say(f"{warm(urls)} operations are known to {len(urls)} router(s).")


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
            _say(f"{manifest.title:<20} {name:<24} {_row(each.figures)}")
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
        _say(f"{manifest.title:<20} {len(contract)} operations")
    if said:
        raise Refusal(f"Not as promised; mend it, or {ACCEPT}:\n" + "\n".join(said))


@schema_app.command(name="check")
def check_schema(
    against: Annotated[str, typer.Option(help="A commit, tag or branch to compare with.")] = "",
) -> None:
    """Does the graph break a client (then 1)? Example: ./supergraph schema check --against main"""
    npm.install(npm.COMPOSITION)
    folder = current().layout.graph / "check"
    composition.exported(folder)
    composition.compose(folder)
    proposed = (folder / "api.graphql").read_text()
    if not verdict.show(verdict.of(proposed, _baselines(against)), out):
        raise typer.Exit(1)


@schema_app.command()
def usage(
    field: Annotated[str, typer.Argument(help="Type, Type.field or Type.field.argument.")],
) -> None:
    """Which operations use it. Example: ./supergraph schema usage Product.slug"""
    schema = client_schema(composition.API.read_text())
    verdict.refuse_unknown(schema, field)
    found = users_of(schema, manifests.manifests(), field)
    for manifest, operation in found:
        state = "" if manifest.lives(manifests.today()) else " (retired)"
        _say(f"{manifest.title} operation `{operation.name}`{state}")
    if not found:
        _say(f"No registered operation uses {field}.")


@schema_app.command(name="retire")
def retire_version(
    client: Annotated[str, typer.Argument(help="As ios.")],
    version: Annotated[str, typer.Argument(help="As 4.1.0.")],
    on: Annotated[str, typer.Option(help="YYYY-MM-DD, the first day it is refused.")] = "",
) -> None:
    """Refuse a version from a day on. Example: ./supergraph schema retire ios 4.1.0"""
    gone = retire(client, version, _day(on) if on else manifests.today())
    _say(f"The operations of {gone.title} are refused from {gone.retires} on.")
    if gone.lives(manifests.today()):
        _say("On that day write the routers' tables anew: ./supergraph operations safelist")
    _tell_running_routers()


def _row(figures: budgets.Figures) -> str:
    statements = " ".join(f"{name} {count}" for name, count in figures.statements.items()) or "none"
    return (
        f"fetches {figures.fetches} depth {figures.depth} cost {figures.cost} "
        f"bytes {figures.bytes} statements: {statements}"
    )


def _tell_running_routers() -> None:
    """Routers that run here follow their tables, and have then forgotten what they knew."""
    stack = current()
    if stack.layout.keys.exists() and stack.public.is_ready():
        safelist.write_for(stack.layout.graph / "rhai")
        time.sleep(RELOAD_SECONDS)
        warm([stack.public.url])


def _baselines(against: str) -> Sequence[verdict.Baseline]:
    """The graph each living version was made for; and, when named, one commit's graph."""
    registered = verdict.registered_graphs()
    if not against:
        return registered
    shown = subprocess.run(  # noqa: S603 - git, on our own repository
        ["git", "show", f"{against}:{composition.API.relative_to(ROOT)}"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if shown.returncode != 0:
        raise WrongInput(f"--against {against}: {shown.stderr.strip()}")
    return [*registered, verdict.Baseline(against, shown.stdout, manifests.living())]
