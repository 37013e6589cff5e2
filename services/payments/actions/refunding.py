"""Paying back, with four eyes: one proposes, another approves, then the money goes.

A refund is never of more than came in: what may go back is what the live receipts
hold (or the excess in the ledger), less what other refunds have spoken for, looked at
under the lock of the dossier (of the attempt, for an excess). Money that came twice
is proposed by nobody, so one person beside the machine decides.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Agency, User
from accounts.permissions import Permission
from services.dossiers import actions as dossiers
from services.dossiers import policies
from services.dossiers.models import Dossier
from services.dossiers.states import Act
from services.payments.actions import ledger, receipting
from services.payments.actions.closing import open_drawer
from services.payments.actions.starting import order_of
from services.payments.errors import NotOffered, RefundRefused
from services.payments.gateways import (
    Back,
    BadSignature,
    NoAnswer,
    Return,
    gateway_for,
)
from services.payments.models import (
    Account,
    Attempt,
    Entry,
    EntryLine,
    Means,
    Receipt,
    Refund,
)
from services.payments.models.refund import INSTEAD
from services.payments.signals import announce_approved
from services.payments.states import REFUND_MOVES, Outcome, RefundState


@dataclass(frozen=True, slots=True)
class Source:
    """Where money of one line came from, and how many VND of it may still go back."""

    line: str
    means: Means
    attempt: Attempt | None
    most: int


def sources(dossier: Dossier) -> list[Source]:
    """Return what may be paid back of the dossier, the newest money first."""
    found: dict[tuple[str, str, int | None], Source] = {}
    receipts = Receipt.objects.live().filter(dossier=dossier)
    for receipt in receipts.select_related("attempt").order_by("-pk"):
        for line in receipt.bill:
            key = (line.key, receipt.means, receipt.attempt_id)
            most = line.amount + (found[key].most if key in found else 0)
            means = Means(receipt.means)
            found[key] = Source(line.key, means, receipt.attempt, most)
    held: dict[tuple[str, str, int | None], int] = {
        (row["line"], row["means"], row["attempt"]): row["sum"]
        for row in Refund.objects.holding()
        .filter(dossier=dossier)
        .values("line", "means", "attempt")
        .annotate(sum=Sum("amount"))
        .order_by("line")
    }
    left = (
        Source(each.line, each.means, each.attempt, each.most - held.get(key, 0))
        for key, each in found.items()
    )
    return [source for source in left if source.most > 0]


@transaction.atomic
def propose(
    dossier: Dossier,
    *,
    line: str,
    amount: int,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> list[Refund]:
    """Propose to pay back `amount` VND of a line: one refund for each source.

    What was paid last goes back first. Raises ActNotAllowed (no power, nothing
    collected), Stale, and RefundRefused (no reason, more than may go back).
    """
    mine = dossiers.locked(dossier, version=version)
    policies.require(by, Act.REFUND, mine)
    _require_reason(reason)
    left, made = amount, []
    for source in sources(mine):
        part = min(left, source.most) if source.line == line else 0
        if part > 0:
            refund = Refund(
                means=source.means,
                attempt=source.attempt,
                agency=mine.agency,
                dossier=mine,
                line=line,
            )
            made.append(_keep(refund, part, reason, by=by, at=at))
            left -= part
    if left or not made:
        raise RefundRefused(_("Số tiền hoàn vượt quá số đã thu của khoản này."))
    return made


@transaction.atomic
def propose_excess(
    attempt: Attempt,
    *,
    agency: Agency,
    amount: int,
    reason: str,
    by: User,
    at: datetime,
) -> Refund:
    """Propose to pay back money that no dossier was credited with.

    Only needed where the refund that booking proposed was refused. Raises
    RefundRefused.
    """
    mine = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
    _require(by, Permission.COLLECT_FEE, agency)
    _require_reason(reason)
    if not 0 < amount <= excess_of(mine, agency):
        raise RefundRefused(_("Số tiền hoàn vượt quá số tiền thu thừa."))
    refund = Refund(means=mine.means, attempt=mine, agency=agency)
    return _keep(refund, amount, reason, by=by, at=at)


def excess_of(attempt: Attempt, agency: Agency) -> int:
    """Return the VND of the attempt that may still be proposed to go back."""
    lines = EntryLine.objects.filter(
        entry__attempt=attempt, agency=agency, account=Account.EXCESS
    )
    held = Refund.objects.holding().filter(attempt=attempt, agency=agency, dossier=None)
    spoken_for = int(held.aggregate(sum=Sum("amount", default=0))["sum"])
    return -lines.balance() - spoken_for


@transaction.atomic
def propose_door_excess(
    entry: Entry, *, amount: int, reason: str, by: User, at: datetime
) -> Refund:
    """Propose again to pay back what the postman took and no dossier was owed.

    Only needed where the refund that booking proposed was refused. Raises
    RefundRefused.
    """
    mine = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    line = mine.lines.filter(account=Account.EXCESS).select_related("agency").get()
    _require(by, Permission.COLLECT_FEE, line.agency)
    _require_reason(reason)
    if not 0 < amount <= door_excess_of(mine):
        raise RefundRefused(_("Số tiền hoàn vượt quá số tiền thu thừa."))
    refund = Refund(means=Means.COD, entry=mine, agency=line.agency)
    return _keep(refund, amount, reason, by=by, at=at)


def door_excess_of(entry: Entry) -> int:
    """Return the VND of the postman's entry that may still be proposed to go back."""
    excess = entry.lines.filter(account=Account.EXCESS)
    spoken_for = entry.refunds.exclude(state=RefundState.REFUSED)
    gone = int(spoken_for.aggregate(sum=Sum("amount", default=0))["sum"])
    return -sum(excess.values_list("amount", flat=True)) - gone


def _keep(
    refund: Refund, amount: int, reason: str, *, by: User, at: datetime
) -> Refund:
    refund.amount, refund.reason = amount, reason.strip()
    refund.proposed_by, refund.proposed_at = by, at
    refund.save(force_insert=True)
    return refund


@transaction.atomic
def approve(refund: Refund, *, by: User, at: datetime) -> Refund:
    """Agree that the money goes back; the worker sends it after the commit.

    Also for a transfer that failed: it is tried once more under the same number.
    Raises RefundRefused (no power, the proposer themselves, not in this state).
    """
    mine = _locked(refund)
    _require(by, Permission.APPROVE_REFUND, mine.agency)
    if mine.proposed_by_id == by.pk:
        raise RefundRefused(_("Người duyệt phải khác người đề nghị hoàn tiền."))
    _move(mine, RefundState.APPROVED)
    mine.approved_by, mine.approved_at, mine.settled_at = by, at, None
    mine.save()
    announce_approved(mine)
    return mine


@transaction.atomic
def refuse(refund: Refund, *, by: User, at: datetime, reason: str) -> Refund:
    """Turn the proposal down, or give up what the provider refused, saying why.

    The money stays with the office and may be proposed again. Raises RefundRefused as
    `approve`.
    """
    mine = _locked(refund)
    _require(by, Permission.APPROVE_REFUND, mine.agency)
    _require_reason(reason)
    if mine.state == RefundState.FAILED and mine.proposed_by_id == by.pk:
        raise RefundRefused(_("Người thôi hoàn phải khác người đề nghị hoàn tiền."))
    _move(mine, RefundState.REFUSED)
    mine.refused_by, mine.refusal, mine.settled_at = by, reason.strip(), at
    mine.save()
    return mine


@transaction.atomic
def propose_another_way(
    refund: Refund, *, by: User, at: datetime, instead: Means
) -> Refund:
    """Propose to pay back by hand what the provider refused to; another approves.

    Raises RefundRefused (no power to collect, not refused by a provider, `instead`
    none of INSTEAD).
    """
    mine = _locked(refund)
    _require(by, Permission.COLLECT_FEE, mine.agency)
    if instead not in INSTEAD:
        raise RefundRefused(_("Hãy chọn tiền mặt hoặc chuyển khoản."))
    if mine.state != RefundState.FAILED:
        raise RefundRefused(_("Chỉ đổi cách hoàn khi bên thu không chuyển được."))
    _move(mine, RefundState.PROPOSED)
    mine.instead, mine.settled_at = instead, None
    mine.proposed_by, mine.proposed_at = by, at
    mine.approved_by = mine.approved_at = None
    mine.save()
    return mine


def carry_out(refund: Refund, *, at: datetime) -> Refund:
    """Have the provider pay an approved refund back, and book it.

    May run any number of times: the provider knows the refund by its public id, and
    it is booked once. Where the provider does not answer it stays approved; what a
    person has to pay back is left to `pay_out`.
    """
    if refund.state != RefundState.APPROVED or refund.is_by_hand:
        return refund
    try:
        back = gateway_for(refund.means).give_back(asked_of(refund), at=at)
    except (NoAnswer, BadSignature, NotOffered):
        return refund
    return finish(refund, back, at=at)


def asked_of(refund: Refund) -> Return:
    """Return what the provider is asked; of people it learns the agency's code."""
    attempt = refund.attempt
    assert attempt is not None
    assert attempt.settled_at is not None
    return Return(
        order=order_of(attempt),
        provider_number=attempt.provider_number,
        paid_at=attempt.settled_at,
        amount=refund.amount,
        reference=refund.public_id.hex,
        by=refund.agency.identifier,
        reason=refund.reason,
    )


@transaction.atomic
def pay_out(refund: Refund, *, by: User, at: datetime, reference: str = "") -> Refund:
    """Record that a person has paid an approved refund back at the counter.

    `reference` names the slip of the card machine, treasury or bank, or the receipt
    for cash that was not paid in cash; only cash for cash needs none. Raises
    RefundRefused and DayClosed.
    """
    _require(by, Permission.COLLECT_FEE, refund.agency)
    if not refund.is_by_hand:
        raise RefundRefused(_("Khoản này do bên thu hoàn, không chi tại quầy."))
    if refund.means != Means.CASH and not reference.strip():
        raise RefundRefused(_("Hãy ghi số chứng từ của lần hoàn tiền."))
    mine = _locked(refund)
    if mine.state != RefundState.APPROVED:
        raise RefundRefused(_("Phiếu hoàn tiền phải được duyệt trước."))
    open_drawer(mine.agency, by, at)
    back = Back(Outcome.SUCCEEDED, provider_number=reference.strip())
    return finish(mine, back, at=at, by=by)


@transaction.atomic
def finish(
    refund: Refund, back: Back, *, at: datetime, by: User | None = None
) -> Refund:
    """Book what the provider (or `by`) says of an approved refund; once only.

    Done and refused for good end it; anything else leaves it approved. A provider has
    no say any more about what a person pays back.
    """
    mine = _locked(refund)
    if mine.state != RefundState.APPROVED or (by is None and mine.is_by_hand):
        return mine
    if back.outcome not in {Outcome.SUCCEEDED, Outcome.FAILED}:
        return mine
    done = back.outcome is Outcome.SUCCEEDED
    _move(mine, RefundState.DONE if done else RefundState.FAILED)
    mine.settled_at = at
    mine.provider_number, mine.reply_code = back.provider_number, back.code
    mine.save()
    if done:
        _book(mine, at=at, by=by)
    return mine


def _book(refund: Refund, *, at: datetime, by: User | None) -> None:
    reference = f"refund:{refund.public_id}"
    ledger.post(
        Entry.Kind.REFUND,
        reference=reference,
        sides=ledger.money_back(refund),
        at=at,
        by=by,
        attempt=refund.attempt,
        note=refund.reason,
    )
    if refund.dossier is None:
        return
    answers_for = by or refund.approved_by
    assert answers_for is not None
    receipting.take_off(refund, by=answers_for, at=at)
    dossiers.record_refund(
        refund.dossier,
        by=by,
        at=at,
        line=refund.line,
        amount=refund.amount,
        means=refund.goes_by,
        reason=refund.reason,
        reference=reference,
    )


def _locked(refund: Refund) -> Refund:
    """Lock the dossier of the refund, then the refund; return it afresh."""
    if refund.dossier is not None:
        dossiers.locked(refund.dossier)
    return (
        Refund.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dossier", "agency", "attempt", "approved_by")
        .get(pk=refund.pk)
    )


def _move(refund: Refund, target: RefundState) -> None:
    state = RefundState(refund.state)
    if target not in REFUND_MOVES.get(state, frozenset()):
        raise RefundRefused(
            _("Phiếu hoàn tiền đang ở trạng thái “%(state)s”.") % {"state": state.label}
        )
    refund.state = target


def _require(by: User, permission: Permission, agency: Agency) -> None:
    if not by.has_permission(permission, agency):
        raise RefundRefused(_("Ông/Bà không có quyền thực hiện thao tác này."))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RefundRefused(_("Hãy ghi lý do."))
