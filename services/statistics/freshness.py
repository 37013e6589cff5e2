"""How far the figures have come, and whether invented dossiers are among them."""

from datetime import date, datetime, time

from django.db.models import Q

from services.dossiers.models import Event, Subscription
from services.statistics.applying import SUBSCRIBER
from services.statistics.folding import VIETNAM
from services.statistics.models import Fact


def as_of() -> datetime | None:
    """Return when what the figures know last happened (UTC); None before anything."""
    read = Subscription.objects.filter(name=SUBSCRIBER).values("position")[:1]
    last = Event.objects.filter(position=read).values_list("at", flat=True)
    return last.first()


def are_invented() -> bool:
    """Say whether simulated dossiers are counted, so that a page can say it too."""
    return Fact.objects.filter(is_invented=True).exists()


def are_behind(day: date) -> bool:
    """Say whether something that happened until the end of the local day is unread."""
    read = Subscription.objects.filter(name=SUBSCRIBER).values_list("position").first()
    unread = Q(position=None) | Q(position__gt=read[0] if read else 0)
    end = datetime.combine(day, time.max, VIETNAM)
    return Event.objects.filter(unread, at__lte=end).exists()
