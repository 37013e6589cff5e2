"""How long one stays signed in: until a pause, and never longer than half a day.

A phone is laid down, a counter is left for lunch: the session ends by itself
(security rule 48). Drafts lie in the database, and a form that is posted too late
comes back with what was typed, so nothing is lost but the sign-in.
"""

import time
from collections.abc import Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from accounts.models import User

MINUTE = 60
IDLE_CITIZEN, IDLE_OFFICIAL = 30 * MINUTE, 15 * MINUTE
"""Seconds without a request after which the session is over."""

BEGAN, SEEN = "began_at", "seen_at"

type Session = MutableMapping[str, Any]


def begin(session: Session) -> None:
    """Note when somebody signed in; both clocks start."""
    session[BEGAN] = session[SEEN] = int(time.time())


def is_over(session: Session, *, idle: int) -> bool:
    """Say whether the pause was longer than `idle` seconds, or the day than twelve."""
    now = time.time()
    too_old = now - session[BEGAN] > settings.SESSION_COOKIE_AGE
    return bool(too_old or now - session[SEEN] > idle)


class AgeingMiddleware:
    """End sessions that are over; a browser that signs out forgets our pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_inside = request.user.is_authenticated
        if isinstance(request.user, User):
            _grow_older(request, request.user)
        response = self.get_response(request)
        if was_inside and not request.user.is_authenticated:
            # Not "cookies": text size, colours and language are nobody's secret.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _grow_older(request: HttpRequest, user: User) -> None:
    session = request.session
    if BEGAN not in session:
        begin(session)
    elif is_over(session, idle=IDLE_OFFICIAL if user.is_official else IDLE_CITIZEN):
        logout(request)
    elif time.time() - session[SEEN] >= MINUTE:  # one write a minute, not a request
        session[SEEN] = int(time.time())
