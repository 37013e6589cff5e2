"""How far the figures have come, and whether invented dossiers are among them."""

from datetime import date, datetime, time

from django.db.models import Min, Q
from django.utils import timezone

from services.dossiers.models import Event, Subscription
from services.statistics.applying import SUBSCRIBER
from services.statistics.folding import VIETNAM
from services.statistics.models import Fact


def as_of() -> datetime | None:
    """Return until when the figures know everything (UTC): now, or the first unread.

    None before anything was read. Not when the last event that was read happened: one
    that is told late would put the clock back, and a quiet night would stop it.
    """
    read = _read()
    if not read:
        return None
    first = Event.objects.filter(_unread(read)).aggregate(first=Min("at"))["first"]
    return min(first, timezone.now()) if first else timezone.now()


def _read() -> int:
    """Return the position of the last event that was read; 0 before any."""
    kept = Subscription.objects.filter(name=SUBSCRIBER).values_list("position").first()
    return kept[0] if kept else 0


def _unread(read: int) -> Q:
    return Q(position=None) | Q(position__gt=read)


def are_invented() -> bool:
    """Say whether simulated dossiers are counted, so that a page can say it too."""
    return Fact.objects.filter(is_invented=True).exists()


def freshness() -> dict[str, datetime | bool | None]:
    """Return what every page of figures says of them: until when, and if invented."""
    return {"as_of": as_of(), "is_invented": are_invented()}


def are_behind(day: date) -> bool:
    """Say whether something that happened until the end of the local day is unread."""
    end = datetime.combine(day, time.max, VIETNAM)
    return Event.objects.filter(_unread(_read()), at__lte=end).exists()
