"""Reception: within eight working hours the office accepts or refuses, in writing."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from services.dossiers import clock, policies
from services.dossiers.actions.locking import announce, locked
from services.dossiers.errors import ActNotAllowed, NotOffered
from services.dossiers.models import Dossier
from services.dossiers.states import Act
from services.procedures.models import Offering


@transaction.atomic
def receive(
    dossier: Dossier, *, by: User, at: datetime, version: int | None = None
) -> Dossier:
    """Accept an online filing: the clock starts and the result is promised.

    What the figures count is frozen here (TT 01/2020/TT-VPCP and QĐ 766/QĐ-TTg count
    by the date of acceptance). Raises ActNotAllowed, Stale, NotOffered.
    """
    mine = locked(dossier, version=version)
    policies.require(by, Act.RECEIVE, mine)
    announce(mine.move(Act.RECEIVE, by=by, at=at, data=accept(mine, at)))
    return mine


@transaction.atomic
def refuse(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    reason: str,
    version: int | None = None,
) -> Dossier:
    """Refuse the filing in writing with its reason (Mẫu 03, TT 01/2018/TT-VPCP).

    Also ends a dossier whose citizen did not supply in time. Raises ActNotAllowed
    (also without a reason, or before the time to supply has run out) and Stale.
    """
    mine = locked(dossier, version=version)
    policies.require(by, Act.REFUSE, mine)
    require_reason(reason)
    if mine.paused_at is not None and mine.supplement.answer_due_at > at:
        raise ActNotAllowed(
            _("Chưa hết hạn bổ sung nên chưa thể từ chối giải quyết hồ sơ.")
        )
    announce(mine.move(Act.REFUSE, by=by, at=at, note=reason.strip()))
    return mine


def require_reason(reason: str) -> None:
    """Raise ActNotAllowed unless something is said: nobody is turned away unheard."""
    if not reason.strip():
        raise ActNotAllowed(_("Hãy ghi rõ lý do để người dân biết."))


def accept(dossier: Dossier, at: datetime) -> dict[str, Any]:
    """Freeze on the locked row what the figures are made of; return it for the event.

    Raises NotOffered when the agency no longer provides the procedure at all.
    """
    offering = (
        Offering.objects.valid_on(at.astimezone(policies.VIETNAM).date())
        .filter(agency=dossier.agency, procedure=dossier.revision.procedure_id)
        .first()
    )
    if offering is None:
        raise NotOffered(_("Cơ quan này không còn thực hiện thủ tục."))
    return freeze(dossier, offering, at)


def freeze(dossier: Dossier, offering: Offering, at: datetime) -> dict[str, Any]:
    """Freeze level, mode and promise in memory; return the facts for the event."""
    dossier.level = offering.level
    dossier.mode = offering.mode
    dossier.accepted_at = at
    dossier.promised_at = dossier.due_at = clock.promise(dossier, at).due_at
    return frozen_facts(dossier)


def frozen_facts(dossier: Dossier) -> dict[str, Any]:
    """Return the facts of an accepted dossier as its event tells them: no person."""
    assert dossier.due_at is not None
    return {
        **filed_facts(dossier),
        "level": dossier.level,
        "mode": dossier.mode,
        "fee": dossier.fee_due,
        "due": dossier.due_at.isoformat(),
    }


def filed_facts(dossier: Dossier) -> dict[str, Any]:
    """Return the facts known when the dossier gets its code."""
    assert dossier.submitted_at is not None
    return {
        "channel": dossier.channel,
        "assisted": dossier.is_assisted,
        "agency": dossier.agency_id,
        "procedure": dossier.revision.procedure_id,
        "revision": dossier.revision_id,
        "case": dossier.case,
        "root": dossier.root_id,
        "test": dossier.is_test,
        "invented": dossier.is_invented,
        "submitted": dossier.submitted_at.isoformat(),
    }
