"""The commands of `./supergraph`; what they do is in the other modules."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from devstack import books, checks, composition, doctor, licensed, npm, panel, status
from devstack import router as routers
from devstack import up as launcher
from devstack.client import log_in
from devstack.contract import promises
from devstack.contract.commands import operations_app, schema_app
from devstack.differential import differential as run_differential
from devstack.key_commands import keys_app
from devstack.logs import follow_logs, print_logs
from devstack.ports import DEFAULT, refuse_strange_host
from devstack.prove import prove as run_proof
from devstack.refusal import Refusal, WrongInput
from devstack.stack import LOOPBACK, Address, Stack, current
from devstack.users import users_app
from devstack.watch import Watcher

app = typer.Typer(
    help="Commerce Supergraph: run it, look into it, prove it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
router_app = typer.Typer(help="The router program.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(router_app, name="router")
events_app = typer.Typer(
    help="What the shop tells others.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(events_app, name="events")
app.add_typer(operations_app, name="operations")
app.add_typer(keys_app, name="keys")
app.add_typer(schema_app, name="schema")
app.add_typer(users_app, name="users")

out = Console()
# With --json, standard output is the JSON alone.
err = Console(stderr=True)

Verbose = Annotated[bool, typer.Option("--verbose", help="Show tracebacks.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.callback()
def settings(verbose: Verbose = False) -> None:
    """Example: ./supergraph --verbose up"""


@app.command()
def up(
    detach: Annotated[bool, typer.Option("--detach", help="Return once it is up.")] = False,
    host: Annotated[str, typer.Option(help="What the router listens on.")] = LOOPBACK,
    port: Annotated[int, typer.Option(help="The router's port; all others follow.")] = DEFAULT,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw all data away first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Start the whole shop. Example: ./supergraph up --detach --port 4200"""
    refuse_strange_host(host)
    stack = Stack(current().layout, Address(host=host, port=port))
    console = err if as_json else out
    launcher.preflight(stack, console)
    with launcher.only_launcher(stack), launcher.nothing_left_behind(stack, console):
        product = launcher.up(stack, console, fresh=fresh)
        if as_json:
            print(json.dumps(status.describe(stack), indent=2), flush=True)
        else:
            panel.show(stack, product, console)
        if not detach:
            launcher.follow(stack, console)
            return
        launcher.detach(stack)


@app.command()
def down() -> None:
    """Stop everything; data stays. Example: ./supergraph down"""
    stopped = launcher.stop_all(current())
    out.print(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


@app.command(name="status")
def show_status(as_json: AsJson = False) -> None:
    """What runs, and whether it is well (else 1). Example: ./supergraph status --json"""
    described = status.describe(current())
    if as_json:
        print(json.dumps(described, indent=2))
        return
    if not status.show(described, out):
        raise typer.Exit(1)


@app.command()
def logs(
    name: Annotated[str | None, typer.Argument(help="A process; all without it.")] = None,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Keep printing.")] = False,
) -> None:
    """What the processes wrote. Example: ./supergraph logs orders -f"""
    (follow_logs if follow else print_logs)(current(), name)


@app.command(name="doctor")
def examine() -> None:
    """Is this machine ready? Example: ./supergraph doctor"""
    if not doctor.report(doctor.examine(current()), out):
        raise typer.Exit(1)


@app.command()
def token(
    email: Annotated[str, typer.Argument(help="Who to sign in as.")],
    password: Annotated[str | None, typer.Option(help="Unless it is a demo account.")] = None,
) -> None:
    """Print an access token for curl. Example: ./supergraph token ada@example.com"""
    if "@" not in email:
        raise WrongInput(f"{email} is not an e-mail address; try ada@example.com")
    print(log_in(current(), email, password))


@app.command()
def seed() -> None:
    """Put the demo shop into the databases where it is missing. Example: ./supergraph seed"""
    stack = current()
    were_down = "users-db" not in stack.supervisor.running() and stack.databases.embedded
    stack.start_databases()
    out.print(stack.seed())
    if were_down:
        out.print("The databases were started for it; ./supergraph down stops them.")


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Stop, and delete all data of this checkout. Example: ./supergraph reset --yes"""
    stack = current()
    if not yes:
        typer.confirm(f"Delete all data below {stack.layout.data}?", abort=True)
    launcher.throw_away(stack)
    out.print("All data is gone; ./supergraph up starts afresh.")


@app.command()
def compose(
    check: Annotated[bool, typer.Option("--check", help="Compare only; 1 when stale.")] = False,
    with_scopes: Annotated[
        bool, typer.Option("--licensed", help="Print one for licensed routers instead.")
    ] = False,
    file: Annotated[Path | None, typer.Option("--out", help="Where --licensed writes.")] = None,
) -> None:
    """Bring the committed schemas up to the code. Example: ./supergraph compose --check"""
    if with_scopes and not check:
        licensed.write(file)
        return
    if with_scopes or file is not None:
        raise WrongInput("--out goes with --licensed, and neither goes with --check.")
    if not check:
        npm.install(npm.COMPOSITION)
        composition.write_committed()
        promises.record(composition.API.read_text())
        out.print("Wrote subgraphs/*/schema.graphql, router/supergraph.graphql and api.graphql.")
        return
    stale = checks.stale_schemas()
    if stale:
        raise Refusal(f"Stale: {', '.join(stale)}. Bring them up to date: ./supergraph compose")
    out.print("The committed schemas are what the code makes, and both composers agree.")


@router_app.command(name="install")
def install_router() -> None:
    """Fetch Apollo Router, or build it. Example: ./supergraph router install"""
    program = routers.install(current().layout, lambda line: out.print(line, highlight=False))
    out.print(f"Apollo Router is at {program}; the next `up` uses it.", highlight=False)


passed_on = {"ignore_unknown_options": True, "allow_extra_args": True}


@app.command(context_settings=passed_on)
def test(context: typer.Context) -> None:
    """Run the tests; arguments go to pytest. Example: ./supergraph test -k placement -x"""
    raise typer.Exit(checks.run_tests(context.args))


@app.command()
def check() -> None:
    """Style, types, imports and schemas, under a minute. Example: ./supergraph check"""
    if not checks.run_checks(out):
        raise typer.Exit(1)


@app.command()
def prove(
    nightly: Annotated[bool, typer.Option("--nightly", help="The long one: hours.")] = False,
    seed: Annotated[int, typer.Option(help="Which made-up lives are lived.")] = 1,
    keep: Annotated[bool, typer.Option("--keep", help="Write the table to docs/proof.md.")] = False,
) -> None:
    """Kill the shop at every point, and add it up. Example: ./supergraph prove --seed 7"""
    raise typer.Exit(run_proof(out, nightly=nightly, seed=seed, keep=keep))


@app.command()
def differential(
    examples: Annotated[int, typer.Option(help="How many, over all schemas.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Which requests and worlds.")] = 1,
    stage: Annotated[str | None, typer.Option(help="One schema alone.")] = None,
    memory: Annotated[
        int | None, typer.Option(help="Execute so many distinct documents instead.")
    ] = None,
) -> None:
    """Compiled against ordinary execution. Example: ./supergraph differential --examples 200000"""
    raise typer.Exit(run_differential(examples=examples, seed=seed, stage=stage, memory=memory))


@app.command()
def reconcile() -> None:
    """Do orders, payments and stock agree (else 1)? Example: ./supergraph reconcile"""
    if not books.reconcile(current(), out):
        raise typer.Exit(1)


@events_app.command(name="dead")
def dead_letters() -> None:
    """What failed for good (then 1), and why. Example: ./supergraph events dead"""
    if not books.dead_letters(current(), out):
        raise typer.Exit(1)


@events_app.command()
def replay() -> None:
    """Try again what failed for good. Example: ./supergraph events replay"""
    books.replay(current(), out)


@app.command(context_settings=passed_on)
def bench(context: typer.Context) -> None:
    """Measure the running stack. Example: ./supergraph bench --seconds 5"""
    raise typer.Exit(checks.run_bench(context.args))


@app.command(hidden=True)
def watch() -> None:
    """What `up --detach` leaves behind: restarts what changed or died."""
    try:
        Watcher(current(), out).run()
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
