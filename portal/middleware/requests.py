"""Every request has a reference number that a person can read out to the help line."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.logs import request_id

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no look-alikes
LENGTH = 10


def new_reference() -> str:
    """Return ten characters without look-alikes, fifty bits of chance."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class RequestIdMiddleware:
    """Outermost: logs, error pages and the answer's `X-Request-ID` say the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(new_reference())
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)
