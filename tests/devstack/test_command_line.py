"""The command line says what happened in one sentence, and its exit code tells the kind."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from devstack.layout import ROOT

COMMANDS = ["up", "down", "status", "logs", "doctor", "token", "seed", "reset"]
COMMANDS += ["compose", "test", "check", "bench", "router install", "prove", "reconcile"]
COMMANDS += ["events dead", "events replay"]
COMMANDS += [f"operations {each}" for each in ("list", "register", "safelist", "warm")]
COMMANDS += ["operations budget", "operations failures"]
COMMANDS += ["schema check", "schema usage", "schema retire"]
COMMANDS += ["keys list", "keys rotate", "keys withdraw"]


def supergraph(
    *arguments: str, state: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """One command, over a state folder of the test's own."""
    return subprocess.run(
        [sys.executable, "-m", "devstack", *arguments],
        cwd=ROOT,
        env={**os.environ, "SUPERGRAPH_STATE": str(state), **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(tmp_path: Path, command: str) -> None:
    """`--help` says what it does and shows how it is typed."""
    done = supergraph(*command.split(), "--help", state=tmp_path)
    assert done.returncode == 0
    assert f"Example: ./supergraph {command}" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fly"], "No such command 'fly'"),
        (["up", "--port", "80"], "--port must be 1024 to"),
        (["up", "--port", "70000"], "--port must be 1024 to"),
        (["up", "--port", "many"], "Invalid value for '--port'"),
        (["up", "--nonsense"], "No such option: --nonsense"),
        (["logs", "nobody"], "There is no log called nobody"),
        (["token", "ada"], "ada is not an e-mail address"),
        (["token"], "Missing argument 'email'"),
        (["keys", "rotate", "products"], "products signs nothing; say users or orders"),
        (["keys", "rotate", "--ahead", "-1"], "Invalid value for '--ahead'"),
        (["keys", "withdraw", "20261121T175300Z"], "20261121T175300Z is no key"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_code_2(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    """No traceback; standard output stays empty."""
    done = supergraph(*arguments, state=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_what_cannot_be_done_now_says_what_to_do(tmp_path: Path) -> None:
    """Without a stack `status` and `token` name the command that starts one; exit code 1."""
    for arguments in (["status"], ["status", "--json"]):
        done = supergraph(*arguments, state=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert "./supergraph up" in done.stderr


def test_down_without_a_stack_is_no_error(tmp_path: Path) -> None:
    """It says that nothing was running."""
    done = supergraph("down", state=tmp_path)
    assert (done.returncode, done.stdout) == (0, "Nothing was running.\n")


def test_reset_asks_first(tmp_path: Path) -> None:
    """Without an answer nothing is deleted."""
    kept = tmp_path / "data" / "kept"
    kept.parent.mkdir()
    kept.touch()
    done = supergraph("reset", state=tmp_path)
    assert done.returncode == 1
    assert kept.exists()


def test_there_is_no_colour_without_a_terminal(tmp_path: Path) -> None:
    """Output for a file or a program holds no escape codes."""
    done = supergraph("doctor", state=tmp_path)
    assert "\x1b[" not in done.stdout
    assert "✔ Python" in done.stdout


def test_a_router_that_cannot_be_run_is_named(tmp_path: Path) -> None:
    """A wrong APOLLO_ROUTER_BIN is told, instead of using another router silently."""
    done = supergraph("doctor", state=tmp_path, environment={"APOLLO_ROUTER_BIN": "/no/router"})
    assert done.returncode == 1
    assert "APOLLO_ROUTER_BIN names /no/router" in done.stderr


def test_a_port_in_use_names_who_has_it_and_the_way_round(tmp_path: Path) -> None:
    """The process, its id, and the flag that avoids it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        base = port if port <= 61_000 else port - 4088
        done = supergraph("up", "--port", str(base), state=tmp_path)
    assert done.returncode == 1
    assert f"port {port}" in done.stdout
    assert f"(pid {os.getpid()})" in done.stdout
    assert "--port" in done.stdout


def test_urls_in_the_environment_win(tmp_path: Path) -> None:
    """Databases of one's own are used, not embedded, and shown without their password."""
    environment = {"USERS_DATABASE_URL": "postgresql://me:hidden@db.example.com/users"}
    done = supergraph("doctor", state=tmp_path, environment=environment)
    assert "users-db: yours, from the environment" in done.stdout
    assert "embedded databases: orders-db, catalogue-db" in done.stdout
    keys = supergraph("status", "--json", state=tmp_path, environment=environment)
    assert "hidden" not in keys.stdout + keys.stderr + json.dumps(done.stdout)
