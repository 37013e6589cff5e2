"""The optional list of addresses that a provider's notices may come from."""

from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Network, ip_address


def is_in(address: str, networks: Collection[IPv4Network | IPv6Network]) -> bool:
    """Say whether a network holds the address; where there is no list, all do."""
    if not networks:
        return True
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in networks)
