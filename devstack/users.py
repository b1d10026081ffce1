"""`./supergraph users …`: people from another shop, and what an operator does with accounts."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from devstack.operators import ask
from devstack.refusal import WrongInput
from devstack.stack import current
from subgraphs.users.domain.people import Role

users_app = typer.Typer(help="People with accounts.", no_args_is_help=True, rich_markup_mode=None)
out = Console()

Email = Annotated[str, typer.Argument(help="Whose account.")]


@users_app.command(name="import")
def take(
    file: Annotated[Path, typer.Argument(help="CSV: email,display_name,password_hash[,roles]")],
    strict: Annotated[
        bool, typer.Option("--strict", help="Nobody, when a single row is bad.")
    ] = False,
) -> None:
    """People from another shop (1 when a row is bad). Example: ./supergraph users import people.csv

    A password hash is bcrypt's or argon2's; roles have a semicolon between them. Whoever's address
    is known is left as they are, so the same file may be imported again.
    """
    if not file.is_file():
        raise WrongInput(f"{file} is no file; a relative one is looked for in the checkout.")
    flags = ["--strict"] if strict else []
    said = ask(current(), "users", "import", str(file.absolute()), *flags)
    *bad, total = said.lines
    for each in bad:
        out.print(f"row {each['row']}: {each['reason']}", highlight=False, soft_wrap=True)
    taken = f"{total['added']} people added, {total['known']} were known"
    if strict and bad:
        taken = "Nobody was added"
    out.print(f"{taken}; {len(bad)} bad rows.", highlight=False)
    if not said.is_well:
        raise typer.Exit(1)


@users_app.command()
def grant(email: Email, role: Annotated[Role, typer.Argument(case_sensitive=False)]) -> None:
    """Give somebody a role. Example: ./supergraph users grant ada@example.com SUPPORT"""
    _change("grant", email, role.value)


@users_app.command()
def revoke(email: Email, role: Annotated[Role, typer.Argument(case_sensitive=False)]) -> None:
    """Take a role from somebody. Example: ./supergraph users revoke ada@example.com SUPPORT"""
    _change("revoke", email, role.value)


@users_app.command()
def lock(email: Email) -> None:
    """Keep somebody out: sessions end. Example: ./supergraph users lock ada@example.com"""
    _change("lock", email)


@users_app.command()
def unlock(email: Email) -> None:
    """Let somebody in again. Example: ./supergraph users unlock ada@example.com"""
    _change("unlock", email)


def _change(command: str, email: str, *more: str) -> None:
    (changed,) = ask(current(), "users", command, email, *more).lines
    roles = ", ".join(role.lower() for role in changed["roles"]) or "no role"
    out.print(f"{email} is {changed['status'].lower()}: {roles}.", highlight=False)
    if command in ("grant", "revoke"):
        out.print("It counts from their next login or refresh on: within a quarter of an hour.")
