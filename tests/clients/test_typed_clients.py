"""What is registered is what the clients' own tools make of the operations in this repository."""

import os
import shutil
import subprocess
import sys
from filecmp import dircmp
from pathlib import Path

import pytest

from devstack import npm
from devstack.clients import build
from devstack.composition import API
from devstack.contract.formats import read_operations
from devstack.contract.manifests import living
from devstack.keys import secret
from devstack.layout import ROOT
from devstack.npm import CLIENTS
from tests.shop import Shop

PYTHON = CLIENTS / "python"
UV = ROOT / ".uv" / "bin"


def registered(client: str) -> set[str]:
    """The texts of the newest living version of a client."""
    newest = [each for each in living() if each.client == client][-1]
    return {each.text for each in newest.operations}


def texts(manifest: Path) -> set[str]:
    """The texts a tool wrote."""
    return {each.text for each in read_operations(manifest)}


@pytest.mark.parametrize("app", ["ios", "android"])
def test_the_apps_manifests_are_registered(app: str) -> None:
    """By Apollo's generator, from the operations of each app."""
    mobile = CLIENTS / "mobile"
    npm.install(mobile)
    npm.run_script(mobile, "manifests")
    assert texts(mobile / app / "persisted-query-manifest.json") == registered(app)


def test_the_storefront_s_manifest_is_registered() -> None:
    """What the built page sends is what the public router answers."""
    build("storefront")
    assert texts(CLIENTS / "storefront" / "persisted-query-manifest.json") == registered(
        "storefront"
    )


def test_the_python_client_s_manifest_is_registered(tmp_path: Path) -> None:
    """Its texts are constants of the generated package."""
    made = tmp_path / "operations.json"
    argv = [sys.executable, "manifest.py", "--output", str(made)]
    subprocess.run(argv, cwd=PYTHON, check=True)
    assert texts(made) == registered("python")


def test_the_python_client_is_what_its_generator_makes(tmp_path: Path) -> None:
    """ariadne-codegen, in an environment of its own, on the graph as it is."""
    ignored = shutil.ignore_patterns("__pycache__", "*.json")
    copy = shutil.copytree(PYTHON, tmp_path / "clients" / "python", ignore=ignored)
    (tmp_path / "router").mkdir()
    shutil.copyfile(API, tmp_path / "router" / API.name)
    environment = {**os.environ, "PATH": f"{UV}:{os.environ['PATH']}"}
    argv = [sys.executable, "generate.py"]
    done = subprocess.run(
        argv, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    compared = dircmp(PYTHON / "commerce_client", copy / "commerce_client", ignore=["__pycache__"])
    assert (compared.left_only, compared.right_only, compared.diff_files) == ([], [], [])


def test_the_python_client_buys_from_the_public_router(shop: Shop) -> None:
    """Its example, with nothing but its own dependencies: hashes only, typed answers."""
    environment = {
        **os.environ,
        "COMMERCE_PASSWORD": secret(shop.stack.layout, "demo-password"),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    argv = [str(UV / "uv"), "run", "--isolated", "--no-project", "--script", "example.py"]
    argv += ["--url", shop.public_url, "--email", "ada@example.com", "--sku", "COF-0019"]
    done = subprocess.run(
        argv, cwd=PYTHON, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "CONFIRMED" in done.stdout
