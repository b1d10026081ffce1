"""The shop in containers: what compose.yaml and the Dockerfile promise, as far as text can tell."""

import re
import shutil
import subprocess
import sys
import tomllib
from datetime import timedelta
from importlib import import_module
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from devstack.layout import ROOT, SUBGRAPHS, WORKERS
from devstack.router import VERSION as ROUTER_VERSION
from subgraphs.common.keyring import KeyRing
from subgraphs.common.settings import SubgraphSettings

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
UNASKED = {"keys", "warm", *(f"{name}-migrations" for name in SUBGRAPHS)}
IMAGES = {
    "users-db": "postgres:18",
    "orders-db": "postgres:18",
    "catalogue-db": "mongo:8",
    "router": f"ghcr.io/apollographql/router:v{ROUTER_VERSION}",
}
BASE_IMAGE = "python:3.11-slim"
TARGETS = {
    **{name: name for name in SUBGRAPHS},
    **{f"{name}-migrations": name for name in SUBGRAPHS},
    "keys": "users",
    **WORKERS,
    "payments": "payments-sandbox",
    "warm": "warm",
}
FOLDERS = {
    **{
        name: {"compiled", "subgraphs/__init__.py", "subgraphs/common", f"subgraphs/{name}"}
        for name in SUBGRAPHS
    },
    "payments-sandbox": {"devstack/__init__.py", "devstack/payments_sandbox"},
}
OPERATOR_SETS = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
ROUTER_NEEDS = re.compile(r"\$\{env\.(\w+)\}")
SECRET_NAME = re.compile(r"PASSWORD|SECRET")


def environment(service: str) -> dict[str, str | None]:
    """What compose.yaml gives *service*, as it is written."""
    return dict(SERVICES[service].get("environment", {}))


def with_defaults(text: str) -> str:
    """*text* as Compose reads it where nothing is set."""
    return OPERATOR_SETS.sub(lambda found: found[3] if found[2] == "-" else "", text)


def stages() -> dict[str, list[str]]:
    """The Dockerfile: a list of instructions per stage, the first its `FROM`."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    found: dict[str, list[str]] = {}
    for line in filter(None, text.replace("\\\n", "").splitlines()):
        if line.startswith("FROM "):
            instructions = found.setdefault(line.split(" AS ")[1], [])
        instructions.append(line)
    return found


def lineage(stage: str) -> list[str]:
    """Every instruction that makes *stage*, from the base image on."""
    parent = stages()[stage][0].split()[1]
    return [*(lineage(parent) if parent in stages() else []), *stages()[stage]]


def arguments(stage: str, instruction: str) -> list[str]:
    """What follows *instruction*, each time it stands in the stage itself."""
    lines = [line for line in stages()[stage] if line.startswith(f"{instruction} ")]
    return [" ".join(line.split()[1:]) for line in lines]


def settings_of(name: str) -> type[SubgraphSettings]:
    """The settings class of a subgraph."""
    settings: type[SubgraphSettings] = import_module(f"subgraphs.{name}.settings").Settings
    return settings


def variables(settings: type[SubgraphSettings], *, required: bool) -> set[str]:
    """The environment names of the settings; the required ones alone, or all."""
    prefix = settings.model_config["env_prefix"]
    return {
        str(field.validation_alias or f"{prefix}{name}".upper())
        for name, field in settings.model_fields.items()
        if field.is_required() or not required
    }


def test_compose_file_follows_the_specification() -> None:
    """compose.yaml is valid by the schema of the Compose specification."""
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run(
        [*check, str(ROOT / "compose.yaml")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_router_is_public() -> None:
    """No port is published but the router's 4000, and that on the loopback address by default."""
    published = {name: SERVICES[name]["ports"] for name in SERVICES if "ports" in SERVICES[name]}
    assert list(published) == ["router"]
    assert [with_defaults(port) for port in published["router"]] == ["127.0.0.1:4000:4000"]
    assert not [name for name in SERVICES if SERVICES[name].get("network_mode") == "host"]


def test_images_are_the_promised_ones() -> None:
    """What is not built here is pinned: databases, router, the Python beneath our images."""
    images = {name: each["image"] for name, each in SERVICES.items() if "image" in each}
    assert images == IMAGES
    bases = {instructions[0].split()[1] for instructions in stages().values()} - stages().keys()
    assert bases == {BASE_IMAGE}
    installed = {line for line in arguments("installer", "RUN") if "uv==" in line}
    (pinned,) = re.findall(r"^uv_version=(\S+)$", (ROOT / "supergraph").read_text(), re.MULTILINE)
    assert installed == {f"pip install --no-cache-dir uv=={pinned}"}


def test_every_server_has_a_health_check() -> None:
    """What keeps running can be asked for its health, unless it serves nobody."""
    for name, service in SERVICES.items():
        built = "build" in service and lineage(service["build"]["target"])
        checked = any(line.startswith("HEALTHCHECK ") for line in built or [])
        if name in UNASKED:
            assert (name, service["healthcheck"]) == (name, {"disable": True})
        else:
            assert (name, checked or "test" in service.get("healthcheck", {})) == (name, True)


def test_secrets_come_from_outside() -> None:
    """No secret has a value in compose.yaml; a missing one stops Compose with a sentence."""
    text = (ROOT / "compose.yaml").read_text()
    asked = {found[1]: found[3] for found in OPERATOR_SETS.finditer(text) if found[2] == "?"}
    assert set(asked) == {
        "USERS_DB_PASSWORD",
        "ORDERS_DB_PASSWORD",
        "CATALOGUE_DB_PASSWORD",
        *(f"ROUTER_SECRET_{name.upper()}" for name in SUBGRAPHS),
        "PAYMENTS_WEBHOOK_SECRET",
    }
    assert all("set it" in sentence for sentence in asked.values())
    for service in SERVICES:
        for name, value in environment(service).items():
            if SECRET_NAME.search(name):
                # Without a value it is handed on where it is set, as the one before in a rotation.
                handed_on = value is None and name.endswith("_PREVIOUS")
                assert handed_on or OPERATOR_SETS.fullmatch(value or ""), f"{service}: {name}"
    assert not re.findall(r"://\w+:(?!\$\{)[^/\s]*@", text)
    assert not SECRET_NAME.search((ROOT / "Dockerfile").read_text())


@pytest.mark.parametrize("name", SUBGRAPHS)
def test_subgraph_gets_the_settings_it_reads(name: str) -> None:
    """A subgraph's service sets every required setting, and nothing that is not a setting."""
    given = set(environment(name))
    assert variables(settings_of(name), required=True) - given == set()
    assert given - variables(settings_of(name), required=False) == set()


@pytest.mark.parametrize("name", SUBGRAPHS)
def test_migration_gets_the_settings_it_reads(name: str) -> None:
    """A migration gets what it says it lacks when nothing is set, the same as its subgraph's."""
    service = f"{name}-migrations"
    command = SERVICES[service]["command"]
    assert command == ["python", "-m", f"subgraphs.{name}.migrations"]
    argv = [sys.executable, *command[1:]]
    done = subprocess.run(argv, env={}, cwd=ROOT, capture_output=True, text=True, check=False)
    missing = set(re.findall(r"^cannot start: (\w+): field required", done.stderr, re.MULTILINE))
    assert missing, done.stderr
    assert environment(service) == {each: environment(name)[each] for each in missing}


@pytest.mark.parametrize("name", SUBGRAPHS)
def test_subgraph_starts_after_its_migrations(name: str) -> None:
    """Migrations wait for a database that answers; the subgraph waits for its migrations."""
    database = "catalogue-db" if name == "products" else f"{name}-db"
    migrated = SERVICES[f"{name}-migrations"]["depends_on"]
    assert migrated == {database: {"condition": "service_healthy"}}
    started = SERVICES[name]["depends_on"]
    assert started[f"{name}-migrations"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("worker", WORKERS)
def test_worker_has_what_its_subgraph_has(worker: str) -> None:
    """The same image, settings and keys; only what runs is another program, which exists."""
    owner, service = SERVICES[WORKERS[worker]], SERVICES[worker]
    same = ("build", "environment", "volumes", "depends_on")
    assert [service.get(name) for name in same] == [owner.get(name) for name in same]
    module, _, factory = service["command"][2].partition(":")
    assert callable(getattr(import_module(module), factory))


def test_router_gets_what_its_configuration_reads() -> None:
    """Every `${env.X}` of router.yaml without a default is set; each secret is its subgraph's."""
    configuration = (ROOT / "router" / "router.yaml").read_text()
    given = environment("router")
    assert set(ROUTER_NEEDS.findall(configuration)) - given.keys() == set()
    theirs = {name: environment(name)[f"{name.upper()}_ROUTER_SECRET"] for name in SUBGRAPHS}
    assert theirs == {name: given[f"ROUTER_SECRET_{name.upper()}"] for name in SUBGRAPHS}
    assert len(set(theirs.values())) == len(SUBGRAPHS)
    for volume in SERVICES["router"]["volumes"]:
        source, _, mode = volume.split(":")
        assert (ROOT / source).exists()
        assert mode == "ro"


def test_addresses_name_services() -> None:
    """Every address in supergraph.yaml, router.yaml and compose.yaml is a service and its port."""
    supergraph = yaml.safe_load((ROOT / "supergraph.yaml").read_text())["subgraphs"]
    router = yaml.safe_load((ROOT / "router" / "router.yaml").read_text())
    routed = {name: each["routing_url"] for name, each in supergraph.items()}
    overridden = {
        name: with_defaults(url.replace("env.", ""))
        for name, url in router["override_subgraph_url"].items()
    }
    assert routed == overridden == {name: f"http://{name}:8000/graphql" for name in SUBGRAPHS}
    for service in SERVICES:
        for value in environment(service).values():
            if "://" in (value or ""):
                address = urlsplit(with_defaults(value or ""))
                ports = {"http": 8000, "postgresql": 5432, "mongodb": 27017}
                assert address.hostname in SERVICES, value
                assert address.port == ports[address.scheme], value


def test_each_service_runs_its_own_target() -> None:
    """Compose builds for each service the Dockerfile's target of that name."""
    built = {name: each["build"] for name, each in SERVICES.items() if "build" in each}
    assert built == {name: {"context": ".", "target": target} for name, target in TARGETS.items()}
    assert set(TARGETS.values()) <= stages().keys()


@pytest.mark.parametrize("target", FOLDERS)
def test_image_holds_its_own_code_alone(target: str) -> None:
    """An image has its own folder, what is shared and its packages: no other subgraph, no tests."""
    copied = [line for line in lineage(target) if line.split()[0] in {"COPY", "ADD"}]
    sources = {line.split()[1] for line in copied if "--from=" not in line}
    assert sources == FOLDERS[target]
    assert all((ROOT / source).exists() for source in sources)
    assert [line for line in copied if "--from=" in line] == [
        f"COPY --from={target}-packages /app/.venv .venv"
    ]


@pytest.mark.parametrize("target", FOLDERS)
def test_image_installs_its_own_group_alone(target: str) -> None:
    """The packages of an image are the base and its own dependency group, exactly as locked."""
    (sync,) = arguments(f"{target}-packages", "RUN")
    assert sync.endswith(f" uv sync --frozen --no-default-groups --group {target}")
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    assert target in groups


@pytest.mark.parametrize("target", FOLDERS)
def test_image_runs_as_nobody_in_particular(target: str) -> None:
    """The process is a numbered user, not root, and serves the application it is named for."""
    users = [line.split()[1] for line in lineage(target) if line.startswith("USER ")]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1])
    (command,) = arguments(target, "CMD")
    module = "devstack.payments_sandbox" if target not in SUBGRAPHS else f"subgraphs.{target}"
    assert (
        f'"--factory", "{module}.app:create_app", "--host", "0.0.0.0", "--port", "8000"' in command
    )
    assert callable(import_module(f"{module}.app").create_app)


def test_builder_sees_what_is_copied_alone() -> None:
    """.dockerignore lets through what some COPY names and nothing else, so no key or .env."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    everything, *rules = [line for line in lines if not line.startswith("#")]
    allowed = {rule[1:] for rule in takewhile(lambda rule: rule.startswith("!"), rules)}
    assert everything == "*"
    copied = {
        source
        for stage in stages()
        for line in arguments(stage, "COPY")
        if "--from=" not in line
        for source in line.split()[:-1]
    }
    assert {each for each in copied if not each.startswith("subgraphs/")} == allowed - {"subgraphs"}
    assert "subgraphs" in allowed


def test_warming_needs_nothing_but_python(tmp_path: Path) -> None:
    """The image of `warm` has no packages: what it copies runs with Python alone."""
    copied = [line.split() for line in arguments("warm", "COPY")]
    for *sources, target in copied:
        for source in sources:
            whole = (ROOT / source).is_dir()
            place = tmp_path / target if whole else tmp_path / target / Path(source).name
            place.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if whole else shutil.copyfile)(ROOT / source, place)
    argv = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '{tmp_path}'); "]
    argv[-1] += "sys.argv[1:] = ['http://127.0.0.1:9/graphql']; "
    argv[-1] += "import runpy; runpy.run_module('devstack.contract.warm', run_name='__main__')"
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert "The router at http://127.0.0.1:9/graphql does not answer" in done.stderr


def test_keys_are_made_once(tmp_path: Path) -> None:
    """The keys service makes keys that sign, closed to others; run again it leaves them be."""
    (state,) = (volume.partition(":")[2] for volume in SERVICES["keys"]["volumes"])
    _, *asked = SERVICES["keys"]["command"]
    arguments_of_python = [each.replace(state, str(tmp_path)) for each in asked]
    made = []
    for _ in range(2):
        subprocess.run([sys.executable, *arguments_of_python], cwd=ROOT, check=True)
        made.append({file: file.read_bytes() for file in tmp_path.glob("*/*")})
    assert made[0] == made[1]
    assert {file.parent.name for file in made[0]} == {"users", "orders"}
    assert [file.stat().st_mode & 0o077 for file in made[0]] == [0, 0]
    for name in ("users", "orders"):
        assert KeyRing(tmp_path / name, name, timedelta()).signing_kid.startswith(f"{name}:")
        (mounted,) = SERVICES[name]["volumes"]
        assert environment(name)[f"{name.upper()}_SIGNING_KEYS"] == mounted["target"]
        assert mounted["read_only"]
        assert mounted["volume"]["subpath"] == name
