"""What the frame of every page reads; nothing here queries for anonymous people."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from services.notices.models import Notice

TEXT_SIZES = ("100", "125", "150")
THEMES = ("auto", "light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class Display:
    """How the person wants pages shown: text size in percent and colour set."""

    text_size: str
    theme: str


def display_of(request: HttpRequest) -> Display:
    """Return the choices kept in cookies; anything unknown is the default."""
    size = request.COOKIES.get(f"{settings.COOKIE_PREFIX}text_size", "")
    theme = request.COOKIES.get(f"{settings.COOKIE_PREFIX}theme", "")
    return Display(
        size if size in TEXT_SIZES else TEXT_SIZES[0],
        theme if theme in THEMES else THEMES[0],
    )


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html reads; counts are asked for only where they are shown."""
    shown: dict[str, Any] = {
        "display": display_of(request),
        "demo_mode": settings.DEMO,
        "outage": "",
        "is_official": False,
        "unread_notices": 0,
    }
    user = request.user
    if isinstance(user, User):
        shown["is_official"] = SimpleLazyObject(lambda: user.is_official)
        unread = Notice.objects.shown_to(user).unread()
        shown["unread_notices"] = SimpleLazyObject(unread.count)
    return shown
