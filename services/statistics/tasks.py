"""Work of the statistics worker; it may run at any time, any number of times."""

from celery import shared_task
from django.utils import timezone

from services.statistics import funnel, identified, opinions
from services.statistics.applying import apply_new_events
from services.statistics.own_sending import send_due


@shared_task
def send_own_reports() -> int:
    """Send the own reports that are due; a sweep that may run at any time."""
    return send_due(timezone.now())


@shared_task
def bring_up_to_date() -> int:
    """Apply what is new, ratings, drafts and identities too.

    Every event starts it, and a sweep a minute.
    """
    opinions.add_new()
    applied = apply_new_events()
    funnel.add_new()
    identified.add_new()
    return applied
