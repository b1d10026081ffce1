"""The clients' own tests: the pure parts of the pages."""

import pytest

from devstack import npm
from devstack.npm import CLIENTS


@pytest.mark.parametrize("client", ["explorer", "storefront"])
def test_the_pure_parts_of_a_page(client: str) -> None:
    """Vitest, as the client's README says."""
    npm.install(CLIENTS / client)
    npm.run_script(CLIENTS / client, "test")
