"""`./supergraph schema`: what a change of the graph does to released clients."""

import subprocess
from collections.abc import Sequence
from typing import Annotated

import typer

from devstack import composition, npm
from devstack.contract import manifests, verdict
from devstack.contract.commands.terminal import day, out, say
from devstack.contract.graph import client_schema
from devstack.contract.register import retire
from devstack.contract.running import tell_running_routers
from devstack.contract.usage import Usage
from devstack.layout import ROOT
from devstack.refusal import WrongInput
from devstack.stack import current

schema_app = typer.Typer(
    help="What a change of the graph does to them.", no_args_is_help=True, rich_markup_mode=None
)


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
    found = Usage(schema, manifests.manifests()).users_of(field)
    for manifest, operation in found:
        state = "" if manifest.lives(manifests.today()) else " (retired)"
        say(f"{manifest.title} operation `{operation.name}`{state}")
    if not found:
        say(f"No registered operation uses {field}.")


@schema_app.command(name="retire")
def retire_version(
    client: Annotated[str, typer.Argument(help="As ios.")],
    version: Annotated[str, typer.Argument(help="As 4.1.0.")],
    on: Annotated[str, typer.Option(help="YYYY-MM-DD, the first day it is refused.")] = "",
) -> None:
    """Refuse a version from a day on. Example: ./supergraph schema retire ios 4.1.0"""
    gone = retire(client, version, day(on) if on else manifests.today())
    say(f"The operations of {gone.title} are refused from {gone.retires} on.")
    if gone.lives(manifests.today()):
        say("On that day write the routers' tables anew: ./supergraph operations safelist")
    tell_running_routers()


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
