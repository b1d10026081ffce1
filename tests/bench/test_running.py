"""The comparison runs beside a stack, over its databases."""

from pathlib import Path

import pytest

from bench.peers.implementations import IMPLEMENTATIONS
from bench.peers.running import started
from devstack.layout import Layout
from devstack.refusal import Refusal
from devstack.stack import Address, Stack


def test_without_a_stack_it_says_what_to_do(tmp_path: Path) -> None:
    """Nothing is installed or started when there are no databases to compare over."""
    folders = Layout(state=tmp_path, cache=tmp_path, data=tmp_path, engine=tmp_path)
    stack = Stack(folders, Address())

    with pytest.raises(Refusal, match=r"\./supergraph up"), started(stack, IMPLEMENTATIONS):
        pytest.fail("it went on")
