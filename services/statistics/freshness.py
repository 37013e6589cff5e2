"""How far the figures have come, and whether invented dossiers are among them."""

from datetime import datetime

from services.dossiers.models import Event, Subscription
from services.statistics.applying import SUBSCRIBER
from services.statistics.models import Fact


def as_of() -> datetime | None:
    """Return when what the figures know last happened (UTC); None before anything."""
    read = Subscription.objects.filter(name=SUBSCRIBER).values("position")[:1]
    last = Event.objects.filter(position=read).values_list("at", flat=True)
    return last.first()


def are_invented() -> bool:
    """Say whether simulated dossiers are counted, so that a page can say it too."""
    return Fact.objects.filter(is_invented=True).exists()
