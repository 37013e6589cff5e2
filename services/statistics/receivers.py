"""Figures follow events: the signal only wakes the worker, the feed tells it what."""

from typing import Any

from django.dispatch import receiver

from services.dossiers.signals import event_recorded
from services.statistics.tasks import bring_up_to_date


@receiver(event_recorded, dispatch_uid="statistics")
def follow(sender: object, **_event: Any) -> None:
    """Wake the worker; if the broker is down the minute's sweep does the same."""
    bring_up_to_date.delay()
