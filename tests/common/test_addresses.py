"""A client's network address is what one trusted proxy says, and says alone."""

import pytest
from starlette.datastructures import Headers
from structlog.testing import capture_logs

from subgraphs.common.addresses import ClientAddresses


def told(*values: str, header: str | None = "X-Real-IP") -> str | None:
    """The address a request has with these values of the header."""
    raw = [(b"x-real-ip", value.encode()) for value in values]
    return ClientAddresses(header).of(Headers(raw=raw))


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_one_customer_is_one_address(value: str, address: str) -> None:
    """IPv6 counts by the /64, however it is spelled; what is IPv4 inside counts as IPv4."""
    assert told(value) == address


@pytest.mark.parametrize(
    "value",
    ["192.0.2.1, 198.51.100.7", "192.0.2.1:443", "[2001:db8::1]", "unknown", "", "192.0.2.256"],
)
def test_what_is_no_address_is_ignored(value: str) -> None:
    """A list least of all: clients write into it what they like."""
    assert told(value) is None


def test_two_headers_are_no_address() -> None:
    """A proxy that adds its own to the client's has not overwritten it."""
    assert told("192.0.2.1", "198.51.100.7") is None


def test_without_the_setting_nobody_has_an_address() -> None:
    """Nor with an empty one."""
    assert told("192.0.2.1", header=None) is None
    assert told("192.0.2.1", header="") is None


def test_a_wrong_proxy_is_told_once_and_without_the_value() -> None:
    """Operators hear of it; what clients sent does not get into the log."""
    addresses = ClientAddresses("X-Real-IP")
    with capture_logs() as logs:
        for _ in range(3):
            addresses.of(Headers({"x-real-ip": "192.0.2.1, 198.51.100.7"}))
        addresses.of(Headers({}))
    warning = {"event": "client_address_ignored", "header": "X-Real-IP", "log_level": "warning"}
    assert logs == [warning]
