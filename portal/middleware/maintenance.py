"""Maintenance mode: from the environment, or switched on for a while in the cache."""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from portal.views import errors

KEY = "maintenance-until"
HEALTH = "/suc-khoe/"


def announce(until: str, *, seconds: int) -> None:
    """Close the portal for `seconds` at most; `until` says in words when it is back."""
    cache.set(KEY, until, seconds)


def end() -> None:
    """Open the portal again."""
    cache.delete(KEY)


class MaintenanceMiddleware:
    """Answer 503 with an explanation; the health pages keep answering."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(HEALTH):
            return self.get_response(request)
        until = "" if settings.MAINTENANCE else cache.get(KEY)
        if until is None:
            return self.get_response(request)
        return errors.maintenance(request, until)
