"""`./supergraph keys`: the keys that sign tokens, listed, turned and withdrawn."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from devstack.keys import ISSUERS, key_ring
from devstack.refusal import Refusal, WrongInput
from devstack.stack import current
from subgraphs.common.keyring import RingError, keys_of, rotate, withdraw
from subgraphs.common.keyring.changes import AHEAD

keys_app = typer.Typer(
    help="The keys that sign tokens.", no_args_is_help=True, rich_markup_mode=None
)
out = Console()


@keys_app.command(name="list")
def list_keys() -> None:
    """Each key, and until when it is good for what. Example: ./supergraph keys list"""
    table = Table("key", "state", "signs from (UTC)", "published until (UTC)", box=None)
    for issuer in ISSUERS:
        with _told(issuer):
            for key in keys_of(_ring(issuer)):
                until = f"{key.published_until:%F %T}" if key.published_until else "-"
                name = f"{issuer}:{key.name}"
                table.add_row(name, key.state, f"{key.signs_from:%F %T}", until)
    out.print(table)


@keys_app.command(name="rotate")
def rotate_keys(
    issuer: Annotated[str | None, typer.Argument(help="users or orders; both without.")] = None,
    ahead: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="SECONDS",
            help="When the new key begins to sign. Verifiers look for new keys every 300 seconds; "
            "twice that, and each knows the key before it meets a token of it. 0 in an emergency.",
        ),
    ] = int(AHEAD.total_seconds()),
) -> None:
    """Make the key that signs next. Example: ./supergraph keys rotate users --ahead 600"""
    for each in _issuers(issuer):
        with _told(each):
            made = rotate(_ring(each), ahead=timedelta(seconds=ahead))
        _say(f"{each}:{made} is published now and signs in {ahead} s; nothing is restarted.")


@keys_app.command(name="withdraw")
def withdraw_key(
    name: Annotated[str, typer.Argument(help="As `keys list` tells it.")],
) -> None:
    """Take a stolen key away. Example: ./supergraph keys withdraw users:20261121T175300Z"""
    issuer, _, stem = name.partition(":")
    if not stem:
        raise WrongInput(f"{name} is no key; ./supergraph keys list shows them")
    (issuer,) = _issuers(issuer)
    with _told(issuer):
        signing = withdraw(_ring(issuer), stem)
    _say(
        f"{name} is gone. The other subgraphs take its tokens for at most 300 seconds more, at the "
        "first request after a quiet time, and while they cannot fetch the keys; restart them to "
        "end that at once."
    )
    _say(f"{issuer}:{signing} signs now.")


def _issuers(named: str | None) -> Sequence[str]:
    if named is not None and named not in ISSUERS:
        raise WrongInput(f"{named} signs nothing; say {' or '.join(ISSUERS)}")
    return ISSUERS if named is None else (named,)


def _ring(issuer: str) -> Path:
    folder = key_ring(current().layout, issuer)
    if not folder.exists():
        raise Refusal("Nothing was ever started here; ./supergraph up")
    return folder


@contextmanager
def _told(issuer: str) -> Iterator[None]:
    try:
        yield
    except RingError as error:
        raise Refusal(f"{issuer}: {error}") from None


def _say(line: str) -> None:
    out.print(line, highlight=False, soft_wrap=True)
