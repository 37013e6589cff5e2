"""Work of the statistics worker; it may run at any time, any number of times."""

from celery import shared_task

from services.statistics import opinions
from services.statistics.applying import apply_new_events


@shared_task
def bring_up_to_date() -> int:
    """Apply what is new, ratings too; every event starts it, and a sweep a minute."""
    opinions.add_new()
    return apply_new_events()
