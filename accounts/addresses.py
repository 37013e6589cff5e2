"""Where a request came from, as our own servers saw it."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the address that the request came from.

    It is the peer's, or what the outermost of our own servers in front saw; whatever
    stands further left in X-Forwarded-For was written by the sender (security rule 29).
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    if 0 < settings.PROXIES <= len(hops):
        return hops[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def ip_of(request: HttpRequest) -> str:
    """Return the address, or nothing where it is none: a socket, a port behind it."""
    try:
        return str(ip_address(address_of(request)))
    except ValueError:
        return ""
