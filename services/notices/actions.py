"""Making notices from events, and sending the mails among them."""

from collections.abc import Sequence
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from services.dossiers import feed
from services.dossiers.models import Dossier, Event
from services.notices.models import Channel, Notice
from services.notices.wording import TELLERS, message_of

SUBSCRIBER = "notices"


def tell_new_events() -> int:
    """Make the notices of every event not yet told; return how many events."""
    return feed.drain(SUBSCRIBER, tell)


def tell(events: Sequence[Event]) -> None:
    """Make the notices of the events; runs in the feed's transaction.

    Invented dossiers of the demo tell nobody. Once per event, recipient and channel
    by constraint, so doing it again changes nothing.
    """
    now = timezone.now()
    notices = [
        notice
        for event in events
        if event.act in TELLERS and not event.dossier.is_invented
        for notice in _notices_of(event.dossier, now, event=event)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def tell_news(dossier: Dossier, *, at: datetime, news: str, reference: str) -> None:
    """Tell where a parcel is, once for its number; in the caller's transaction.

    Mails go out with the next sweep, within a minute.
    """
    if dossier.is_invented:
        return
    notices = _notices_of(dossier, at, news=news, reference=reference)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _notices_of(dossier: Dossier, now: datetime, **about: Any) -> list[Notice]:
    recipient = dossier.applicant_id
    channels = [Channel.PORTAL] if recipient else []
    if dossier.contact.get("email"):
        channels.append(Channel.EMAIL)
    return [
        Notice(
            **about,
            dossier=dossier,
            recipient_id=recipient,
            channel=channel,
            created_at=now,
        )
        for channel in channels
    ]


class Unsent(Exception):
    """The mail server did not take the mail; the notice stays unsent."""


@transaction.atomic
def send(notice_id: int) -> bool:
    """Send one mail unless it is sent; say whether it went out now.

    The row is locked while it is sent: two workers never send one mail twice. A
    crash between the mail server's yes and our commit may repeat a mail; that is the
    price of never losing one. Raises Unsent when the mail server refuses.
    """
    notice = (
        Notice.objects.unsent()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("event", "dossier__revision__procedure", "dossier__agency")
        .filter(pk=notice_id)
        .first()
    )
    if notice is None:
        return False
    told = message_of(notice)
    body = render_to_string(
        "mail/notice.txt",
        {"message": told, "dossier": notice.dossier, "site": settings.SITE_URL},
    )
    mail = EmailMessage(
        subject=told.subject, body=body, to=[notice.dossier.contact["email"]]
    )
    try:
        mail.send()
    except (SMTPException, OSError) as problem:
        raise Unsent(notice_id) from problem
    notice.sent_at = timezone.now()
    notice.save(update_fields=["sent_at"])
    return True
