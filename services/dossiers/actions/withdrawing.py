"""Withdrawal: a wish of the citizen, confirmed by the office."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from services.dossiers import policies
from services.dossiers.actions.locking import announce, locked
from services.dossiers.actions.reception import require_reason
from services.dossiers.models import Dossier, Withdrawal
from services.dossiers.states import Act


@transaction.atomic
def ask_withdraw(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    reason: str,
    version: int | None = None,
) -> Dossier:
    """Ask to take an undecided dossier back; the state moves when confirmed.

    An applicant without an account asks at the counter. Raises ActNotAllowed
    (decided already, asked already, no reason) and Stale.
    """
    mine = locked(dossier, version=version)
    policies.require(by, Act.ASK_WITHDRAWAL, mine)
    require_reason(reason)
    Withdrawal.objects.create(
        dossier=mine, asked_by=by, asked_at=at, reason=reason.strip()
    )
    announce(mine.move(Act.ASK_WITHDRAWAL, by=by, at=at, note=reason.strip()))
    return mine


@transaction.atomic
def confirm_withdraw(
    dossier: Dossier, *, by: User, at: datetime, version: int | None = None
) -> Dossier:
    """Confirm the withdrawal; the dossier ends. Raises ActNotAllowed and Stale."""
    mine = locked(dossier, version=version)
    policies.require(by, Act.CONFIRM_WITHDRAWAL, mine)
    mine.withdrawal.confirmed_at = at
    mine.withdrawal.save(update_fields=["confirmed_at"])
    announce(mine.move(Act.CONFIRM_WITHDRAWAL, by=by, at=at))
    return mine
