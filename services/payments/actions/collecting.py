"""Collecting at the counter (cash, card, proof that it was paid) and at the door."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from services.dossiers import actions as dossiers
from services.dossiers import policies
from services.dossiers.codes import VIETNAM
from services.dossiers.models import Dossier
from services.dossiers.states import Act, State
from services.payments.actions import ledger
from services.payments.actions.billing import bill
from services.payments.actions.booking import settle
from services.payments.actions.closing import open_drawer
from services.payments.errors import BeingChecked, NothingOwed
from services.payments.models import (
    Account,
    Difference,
    Entry,
    Invoice,
    Means,
    Part,
    Refund,
)
from services.payments.states import AttemptState

AT_COUNTER = frozenset({Means.CASH, Means.CARD, Means.TREASURY})


@transaction.atomic
def collect(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    means: Means,
    amount: int,
    reference: str = "",
    version: int | None = None,
) -> Dossier:
    """Take `amount` VND, which must be exactly what the dossier owes now.

    `reference` names the card slip or the treasury's paper; cash needs none. Raises
    ActNotAllowed and Stale as every act of the desk, NothingOwed (another amount is
    owed, or none; the paper is missing), BeingChecked, DayClosed (the cashier's day).
    """
    mine = dossiers.locked(dossier, version=version)
    act = Act.SETTLE if mine.state == State.PAYMENT_DUE else Act.COLLECT_FEE
    policies.require(by, act, mine)
    invoice = _exactly(mine, amount, at)
    if means is not Means.CASH and not reference.strip():
        raise NothingOwed(_("Hãy ghi số chứng từ của lần nộp tiền."))
    open_drawer(mine.agency, by, at)
    settle([invoice], means=means, at=at, by=by)
    ledger.post(
        Entry.Kind.PAYMENT,
        reference=f"{means}:{invoice.public_id}",
        sides=ledger.income(invoice, ledger.account_of(means)),
        at=at,
        by=by,
        note=reference.strip(),
    )
    return dossiers.record_payment(
        mine, by=by, at=at, amount=amount, means=means, reference=reference.strip()
    )


def _exactly(dossier: Dossier, amount: int, at: datetime) -> Invoice:
    """Return the dossier's open invoice if it is of the amount and may be paid now."""
    invoice = bill(dossier, at=at)
    if invoice is None or invoice.amount != amount:
        raise NothingOwed(_("Số phải thu vừa thay đổi. Hãy xem lại rồi thu."))
    checking = Part.objects.filter(
        invoice=invoice, attempt__state=AttemptState.CHECKING
    )
    if checking.exists():
        raise BeingChecked(
            _("Lần thanh toán trực tuyến đang được kiểm tra, chưa thu thêm được.")
        )
    return invoice


@transaction.atomic
def collect_at_door(
    dossier: Dossier, *, at: datetime, amount: int, reference: str
) -> Entry | None:
    """Book the `amount` VND that the post collected; it owes them to the office.

    What is owed pays the dossier if it came in whole; what came in beyond it, or fell
    short of it, is proposed for refund. Any other sum than was owed is a difference
    that somebody has to settle with the post, also where it took nothing: then there
    is no entry. Booked once for the post's `reference`: repeating it returns the entry
    that there is.
    """
    mine = dossiers.locked(dossier)
    slip = f"{Means.COD}:{reference}"
    if (known := Entry.objects.filter(reference=slip).first()) is not None:
        return known
    invoice = bill(mine, at=at)
    owed = invoice.amount if invoice is not None else 0
    if amount != owed:
        _note_difference(mine, reference, owed=owed, taken=amount, at=at)
    sides: list[ledger.Side] = []
    if invoice is not None and amount >= owed:
        sides += _pay_at_door(mine, invoice, reference, at)
    rest = amount - owed if sides else amount
    if rest:
        sides += ledger.excess(rest, mine.agency, Account.COD)
    if not sides:
        return None
    entry = ledger.post(Entry.Kind.PAYMENT, reference=slip, sides=sides, at=at)
    if rest:
        _propose_refund(mine, entry, rest, at)
    return entry


def _pay_at_door(
    dossier: Dossier, invoice: Invoice, reference: str, at: datetime
) -> list[ledger.Side]:
    settle([invoice], means=Means.COD, at=at)
    dossiers.record_payment(
        dossier,
        by=None,
        at=at,
        amount=invoice.amount,
        means=Means.COD,
        reference=reference,
    )
    return ledger.income(invoice, Account.COD)


def _note_difference(
    dossier: Dossier, reference: str, *, owed: int, taken: int, at: datetime
) -> None:
    Difference.objects.get_or_create(
        means=Means.COD,
        kind=Difference.Kind.AMOUNT,
        reference=str(dossier.code),
        provider_number=reference,
        defaults={
            "day": at.astimezone(VIETNAM).date(),
            "agency": dossier.agency,
            "ours": owed,
            "theirs": taken,
            "found_at": at,
        },
    )


def _propose_refund(dossier: Dossier, entry: Entry, amount: int, at: datetime) -> None:
    Refund.objects.create(
        means=Means.COD,
        entry=entry,
        agency=dossier.agency,
        amount=amount,
        reason=_("Bưu điện thu hộ khác với số phải nộp của hồ sơ %(code)s.")
        % {"code": dossier.code},
        proposed_at=at,
    )
