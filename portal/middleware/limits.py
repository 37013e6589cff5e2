"""What no request of ours looks like is answered before any view reads it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.views import errors

LONGEST_ADDRESS = 4_000
"""Characters; the longest of our own pages, a search with all filters, has 500."""


class LimitsMiddleware:
    """Innermost, so that the refusal carries every header that other answers carry.

    PostgreSQL keeps no NUL and Python reads no number of five thousand digits: either
    would be our error, though it is the sender's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > settings.REQUEST_LIMIT:
            return errors.too_large(request)
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query:
            return errors.unreadable(request)
        if len(request.path) + len(query) > LONGEST_ADDRESS:
            return errors.unreadable(request, status=414)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    """Return the announced length; what is no number is nothing, as Django reads it."""
    try:
        return int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return 0
