"""Who counts as one customer on the network, as the proxy before the router tells it."""

from ipaddress import IPv6Address, IPv6Network, ip_address

import structlog

from subgraphs.common.headers import Headers

log = structlog.get_logger()

# What a provider gives to one customer at the least, who may use any address of it.
CUSTOMER_BITS = 64


class ClientAddresses:
    """Reads the one header the proxy writes; without a header nobody has an address."""

    def __init__(self, header: str | None) -> None:
        self._header = header
        self._has_warned = False

    def of(self, headers: Headers) -> str | None:
        """The client's address; None where it is not told, or not by one address alone."""
        if not self._header:
            return None
        values = headers.getlist(self._header)
        address = customer(values[0]) if len(values) == 1 else None
        if values and address is None and not self._has_warned:
            # Once: a proxy that is set up wrongly does it with every request. Never the value.
            self._has_warned = True
            log.warning("client_address_ignored", header=self._header)
        return address


def customer(value: str) -> str | None:
    """The IPv4 address, or the /64 of the IPv6 address; None when it is neither, nor one alone."""
    try:
        address = ip_address(value.strip())
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), CUSTOMER_BITS), strict=False))
