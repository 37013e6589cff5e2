"""Work of the notices worker."""

from celery import shared_task

from services.notices import actions
from services.notices.models import Notice


@shared_task
def tell() -> int:
    """Make the notices of new events and hand their mails to `send`."""
    told = actions.tell_new_events()
    sweep()
    return told


@shared_task(
    autoretry_for=(actions.Unsent,),
    retry_backoff=True,
    retry_jitter=True,
    max_retries=8,
)
def send(notice_id: int) -> None:
    """Send one mail, again later if the mail server does not answer."""
    actions.send(notice_id)


@shared_task
def sweep() -> None:
    """Queue every unsent mail; one that is already queued is sent once anyway."""
    waiting = Notice.objects.unsent().order_by("pk").values_list("pk", flat=True)
    for notice_id in waiting[:500]:
        send.delay(notice_id)
