"""Taking a provider's notice in: allowed, signed, booked, kept, answered.

Whatever fails on the way is answered as trouble of ours, so that the provider tells
again; what was booked and what is kept of the notice are one transaction.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from services.payments.actions import take_notice
from services.payments.gateways import BadSignature, Notifying
from services.payments.models import Attempt, Notification
from services.payments.states import Verdict

logger = logging.getLogger(__name__)

LONGEST = 300
"""Characters of one value that are kept; providers' own are shorter."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What came, and from which address.

    `is_kept` says which fields carry nothing of the person.
    """

    means: str
    message: Mapping[str, object]
    address: str
    is_kept: Callable[[str], bool]


def answer_to(notice: Notice, gateway: Notifying, *, at: datetime) -> Mapping[str, str]:
    """Do what the notice says, and return what its sender is answered."""
    try:
        with transaction.atomic():
            verdict = _verdict(notice, gateway, at)
    except Exception:
        # Booked is all of it or nothing: the provider has to repeat it.
        logger.exception("%s: a notice could not be taken in", notice.means)
        verdict = _kept(notice, Verdict.TROUBLE, at)
    return gateway.answer(verdict)


def _verdict(notice: Notice, gateway: Notifying, at: datetime) -> Verdict:
    if not gateway.may_notify(notice.address):
        return _kept(notice, Verdict.NOT_ALLOWED, at)
    try:
        told = gateway.read_notice(notice.message)
    except BadSignature as problem:
        logger.warning("%s from %s: %s", notice.means, notice.address, problem)
        return _kept(notice, Verdict.FORGED, at)
    taken = take_notice(told, at=at)
    return _kept(notice, taken.verdict, at, taken.attempt)


def _kept(
    notice: Notice, verdict: Verdict, at: datetime, attempt: Attempt | None = None
) -> Verdict:
    kept = {k: _plain(v) for k, v in notice.message.items() if notice.is_kept(k)}
    Notification.objects.create(
        means=notice.means,
        attempt=attempt,
        content=kept,
        verdict=verdict,
        received_at=at,
        address=notice.address or None,
    )
    return verdict


def _plain(value: object) -> str:
    """Return what PostgreSQL can keep of a stranger's value: no NUL, no half letter."""
    text = str(value)[:LONGEST].replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.encode(errors="replace").decode()
