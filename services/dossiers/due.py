"""How a dossier stands to its due date, in a word and a tone, the same everywhere."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from services.dossiers import states
from services.dossiers.models import Dossier
from services.dossiers.states import State

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SOON = 2
"""Calendar days before the due date from which it stands out."""


@dataclass(frozen=True, slots=True)
class Due:
    """`tone` is one of late, today, soon, ok, paused, done."""

    tone: str
    text: str


def due_of(dossier: Dossier, today: date) -> Due | None:
    """Return how the dossier stands on the local day; None while nothing is due.

    Overdue is judged by date and only while the clock runs (see states.RUNNING). A
    filing not yet accepted is measured by the limit of reception.
    """
    if dossier.state in states.PAUSED:
        return Due("paused", _("Đang tạm dừng"))
    if dossier.decided_at is not None:
        return _decided(dossier, dossier.decided_at)
    if dossier.waits_for_fee:
        # The limit of reception begins once it is paid (thu trước).
        return Due("paused", _("Chờ nộp phí"))
    if dossier.state == State.SUBMITTED and dossier.intake_due_at:
        return _until(dossier.intake_due_at, today)
    if dossier.state in states.RUNNING and dossier.due_at:
        return _until(dossier.due_at, today)
    return None


def _until(due_at: datetime, today: date) -> Due:
    days = (due_at.astimezone(VIETNAM).date() - today).days
    if days < 0:
        return Due("late", _("Quá hạn %(days)d ngày") % {"days": -days})
    if days == 0:
        return Due("today", _("Hạn hôm nay"))
    tone = "soon" if days <= SOON else "ok"
    return Due(tone, _("Còn %(days)d ngày") % {"days": days})


def _decided(dossier: Dossier, decided_at: datetime) -> Due:
    assert dossier.due_at is not None
    due = dossier.due_at.astimezone(VIETNAM).date()
    late = (decided_at.astimezone(VIETNAM).date() - due).days
    if late > 0:
        return Due("done", _("Xong, trễ %(days)d ngày") % {"days": late})
    return Due("done", _("Xong đúng hạn"))
