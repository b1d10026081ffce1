"""The router starts without a licence, on the configuration that is committed."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from devstack import router as routers
from devstack.layout import ROOT, SUBGRAPHS, layout

CONFIGURATION = ROOT / "router" / "router.yaml"
OVERLAY = ROOT / "router" / "router.internal.yaml"
SUPERGRAPH = ROOT / "router" / "supergraph.graphql"
# Each refuses to start without a licence (Apollo Router 2.17); `= value` where only that does.
LICENSED = (
    "apq.router.cache.redis",
    "supergraph.query_planning.cache.redis",
    "authentication.router",
    "authorization.directives",
    "batching",
    "persisted_queries",
    "subscription.enabled = True",
    "coprocessor",
    "demand_control",
    "response_cache.enabled = True",
    "preview_entity_cache.enabled = True",
    "limits.router.max_depth",
    "limits.router.max_height",
    "limits.router.max_root_fields",
    "limits.router.max_aliases",
)


def licensed_in(configuration: Any) -> list[str]:
    """The licensed options a configuration uses."""
    return [rule for rule in LICENSED if _uses(configuration, rule)]


def _uses(configuration: Any, rule: str) -> bool:
    path, _, value = rule.partition(" = ")
    found = configuration
    for name in path.split("."):
        if not isinstance(found, dict) or name not in found:
            return False
        found = found[name]
    return not value or str(found) == value


@pytest.mark.parametrize("file", [CONFIGURATION, OVERLAY], ids=lambda file: file.name)
def test_nothing_in_the_configuration_needs_a_licence(file: Path) -> None:
    """The mere presence of a licensed option stops an unlicensed router."""
    assert licensed_in(yaml.safe_load(file.read_text())) == []


@pytest.mark.parametrize("rule", LICENSED)
def test_the_guard_sees_each_licensed_option(rule: str) -> None:
    """A guard that cannot fail guards nothing."""
    path, _, value = rule.partition(" = ")
    planted: Any = value == "True" or {}
    for name in reversed(path.split(".")):
        planted = {name: planted}
    assert licensed_in(planted) == [rule]


def test_the_supergraph_links_no_licensed_directive() -> None:
    """@authenticated, @requiresScopes and @policy would stop an unlicensed router too."""
    text = SUPERGRAPH.read_text()
    for licensed in ("authenticated", "requiresScopes", "policy"):
        assert f"specs.apollo.dev/{licensed}" not in text
        assert f"@{licensed}" not in text


@pytest.mark.parametrize("file", [CONFIGURATION, OVERLAY], ids=lambda file: file.name)
def test_no_secret_is_in_the_configuration(file: Path) -> None:
    """The credentials of the subgraphs come from the environment, without a default."""
    values = re.findall(r'x-router-secret, value: ("[^"]*") }', file.read_text())
    wanted = [f'"${{env.ROUTER_SECRET_{name.upper()}}}"' for name in SUBGRAPHS]
    assert values == (wanted if file == CONFIGURATION else [])


def test_apollo_router_takes_the_configuration() -> None:
    """Where there is an Apollo Router, it validates the file itself; elsewhere the guard stands."""
    router = routers.find(layout())
    if router.kind == "standin":
        assert yaml.safe_load(CONFIGURATION.read_text())["supergraph"]["path"] == "/graphql"
        return
    secrets = {f"ROUTER_SECRET_{name.upper()}": "x" for name in SUBGRAPHS}
    done = subprocess.run(
        [router.program, "config", "validate", CONFIGURATION],
        env={**secrets, "APOLLO_TELEMETRY_DISABLED": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
