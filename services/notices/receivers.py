"""Notices follow events: the signal only wakes the worker, the feed tells it what."""

from typing import Any

from django.dispatch import receiver

from services.dossiers.signals import event_recorded
from services.notices.tasks import tell


@receiver(event_recorded, dispatch_uid="notices")
def follow(sender: object, **_event: Any) -> None:
    """Wake the worker; if the broker is down the minute's sweep does the same."""
    tell.delay()
