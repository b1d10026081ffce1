"""A subgraph that lacks a setting stops with a sentence that names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from devstack.layout import ROOT, SUBGRAPHS


def started(name: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a subgraph says that is started with this environment and no other."""
    bare = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    program = f"from subgraphs.{name}.app import create_app; create_app()"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**bare, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", SUBGRAPHS)
def test_a_missing_setting_is_named(name: str) -> None:
    """No traceback, exit code 2, one line for each variable that is missing."""
    done = started(name)
    assert done.returncode == 2
    assert f"cannot start: {name.upper()}_ROUTER_SECRET" in done.stderr
    assert ("CATALOGUE_MONGO_URL" if name == "products" else "_DATABASE_URL") in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("suffix", ["", "_PREVIOUS"])
@pytest.mark.parametrize("secret", ["fifteen-of-them", "sixteen-and-more\n", "sechzehn-größere-"])
def test_a_weak_secret_is_told_and_not_shown(suffix: str, secret: str) -> None:
    """Too short to be random, or not what a header can carry."""
    done = started("products", **{f"PRODUCTS_ROUTER_SECRET{suffix}": secret})
    assert f"PRODUCTS_ROUTER_SECRET{suffix}: must have 16 plain characters" in done.stderr
    assert secret.strip() not in done.stderr


@pytest.mark.parametrize("name", ["users", "orders"])
def test_a_ring_that_cannot_sign_stops_the_process(name: str, tmp_path: Path) -> None:
    """Not there, or empty: one sentence, before anything is connected."""
    variable = f"{name.upper()}_SIGNING_KEYS"
    for folder, said in ((tmp_path / "none", "a directory"), (tmp_path, "no key that can sign")):
        done = started(name, **{variable: str(folder)})
        assert done.returncode == 2
        assert f"cannot start: {variable}: " in done.stderr
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_tokens_may_not_live_longer_than_verifiers_allow() -> None:
    """An hour is the most; a longer life would sign everybody out."""
    done = started("users", USERS_ACCESS_TOKEN_MINUTES="61")
    assert "USERS_ACCESS_TOKEN_MINUTES: input should be less than or equal to 60" in done.stderr


@pytest.mark.parametrize("limits", ["", "five a minute", "5/minute;", "5 per lightyear"])
def test_limits_that_mean_nothing_stop_the_process(limits: str) -> None:
    """One sentence with an example; nobody is let guess because of a typing error."""
    done = started("users", USERS_ATTEMPT_LIMITS=limits)
    assert done.returncode == 2
    assert "cannot start: USERS_ATTEMPT_LIMITS: must read as `5/minute;100/15 minutes`" in (
        done.stderr
    )
    assert "Traceback" not in done.stderr
