"""Comparing a provider's statement with our ledger, to the dong.

Movements are matched by their numbers and not by their day, because a payment made
a second before midnight is told a second after it. First what we did not know is
learned (the late truth is still true), then what is left over is written down as
differences; running it again writes nothing twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Agency, User
from accounts.permissions import Permission
from services.payments.actions import refunding
from services.payments.actions.booking import take_notice
from services.payments.actions.closing import span_of
from services.payments.errors import DifferenceRefused
from services.payments.gateways import Back, Movement, Told
from services.payments.models import (
    Attempt,
    Difference,
    Entry,
    Refund,
    Statement,
    StatementLine,
)
from services.payments.states import (
    AttemptState,
    DifferenceState,
    Outcome,
    RefundState,
)

Kind = Difference.Kind


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference as the comparison sees it; the first three are its identity."""

    kind: Difference.Kind
    reference: str
    provider_number: str
    ours: int | None = None
    theirs: int | None = None
    attempt: Attempt | None = None
    refund: Refund | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return (str(self.kind), self.reference, self.provider_number)


def reconcile(
    means: str, day: date, movements: Sequence[Movement], *, at: datetime
) -> list[Difference]:
    """Compare the provider's local day with our ledger; return what is open then.

    A movement of a known order that we had not booked is booked and noted; earlier
    days with open differences are looked at again.
    """
    for movement in movements:
        _learn(means, day, movement, at)
    with transaction.atomic():
        _keep_statement(means, day, movements, at)
        mine = Difference.objects.open().filter(means=means)
        days = {day, *mine.values_list("day", flat=True)}
        for each in sorted(days):
            _write_down(means, each, list(compare(means, each)), at)
    return list(mine.filter(day=day).order_by("pk"))


def _learn(means: str, day: date, movement: Movement, at: datetime) -> None:
    """Book what is true and was not known here; differences are left alone."""
    if movement.amount < 0:
        refund = _refund_of(means, movement)
        if refund and refund.amount == -movement.amount:
            back = Back(Outcome.SUCCEEDED, movement.provider_number)
            refunding.finish(refund, back, at=at)
        return
    attempt = _attempt_of(means, movement.reference)
    if attempt is None or attempt.state == AttemptState.PAID:
        return
    told = Told(
        means=means,
        reference=movement.reference,
        outcome=Outcome.SUCCEEDED,
        amount=movement.amount,
        provider_number=movement.provider_number,
    )
    # A number that the provider has used before stays a difference for an officer.
    with suppress(IntegrityError), transaction.atomic():
        taken = take_notice(told, at=at)
        attempt.refresh_from_db()
        if attempt.state == AttemptState.PAID:
            assert taken.attempt is not None
            _note(means, day, movement, attempt, at)


def _note(
    means: str, day: date, movement: Movement, attempt: Attempt, at: datetime
) -> None:
    Difference.objects.create(
        means=means,
        day=day,
        kind=Kind.MISSING_HERE,
        reference=movement.reference,
        provider_number=movement.provider_number,
        attempt=attempt,
        agency=_agency_of(attempt),
        theirs=movement.amount,
        state=DifferenceState.SETTLED,
        found_at=at,
        settled_at=at,
        note=_("Đã ghi sổ theo bảng kê của bên thu."),
    )


def _keep_statement(
    means: str, day: date, movements: Sequence[Movement], at: datetime
) -> None:
    totals = {
        "taken_at": at,
        "came_in": sum(m.amount for m in movements if m.amount > 0),
        "went_back": -sum(m.amount for m in movements if m.amount < 0),
    }
    statement, _new = Statement.objects.update_or_create(
        means=means, day=day, defaults=totals
    )
    statement.lines.all().delete()
    StatementLine.objects.bulk_create(
        StatementLine(
            statement=statement,
            reference=m.reference,
            provider_number=m.provider_number,
            amount=m.amount,
            at=m.at,
        )
        for m in movements
    )


def compare(means: str, day: date) -> Iterator[Finding]:
    """Yield every difference of the day as things are now; writes nothing."""
    lines = StatementLine.objects.filter(statement__means=means, statement__day=day)
    for line in lines.order_by("pk"):
        movement = Movement(line.reference, line.provider_number, line.amount, line.at)
        finding = _theirs(means, movement)
        if finding is not None:
            yield finding
    yield from _ours(means, day)


def _theirs(means: str, movement: Movement) -> Finding | None:
    """Return what is wrong with a movement of theirs, None where we have the same."""
    same = (movement.reference, movement.provider_number)
    if movement.amount < 0:
        refund = _refund_of(means, movement)
        if refund and refund.state == RefundState.DONE:
            if refund.amount == -movement.amount:
                return None
            ours: int | None = -refund.amount
        else:
            ours = None
        attempt = refund.attempt if refund else _attempt_of(means, movement.reference)
        return Finding(Kind.REFUND, *same, ours, movement.amount, attempt, refund)
    attempt = _attempt_of(means, movement.reference)
    if attempt is None:
        return Finding(Kind.MISSING_HERE, *same, None, movement.amount)
    if attempt.amount != movement.amount:
        return Finding(Kind.AMOUNT, *same, attempt.amount, movement.amount, attempt)
    if attempt.provider_number == movement.provider_number:
        return None
    return Finding(Kind.MISSING_HERE, *same, None, movement.amount, attempt)


def _ours(means: str, day: date) -> Iterator[Finding]:
    """Yield what the ledger has on the day and no statement of theirs."""
    begins, ends = span_of(day)
    entries = Entry.objects.filter(attempt__means=means, at__gte=begins, at__lt=ends)
    told = StatementLine.objects.filter(statement__means=means)
    numbers = told.filter(amount__gt=0).values("provider_number")
    for entry in (
        entries.filter(kind=Entry.Kind.PAYMENT)
        .exclude(attempt__provider_number__in=numbers)
        .select_related("attempt")
        .order_by("pk")
    ):
        attempt = entry.attempt
        assert attempt is not None
        same = (attempt.reference, attempt.provider_number)
        yield Finding(Kind.MISSING_THERE, *same, attempt.amount, None, attempt)
    back = told.filter(amount__lt=0).values("provider_number")
    for refund in (
        Refund.objects.by_provider()
        .filter(
            state=RefundState.DONE,
            attempt__means=means,
            settled_at__gte=begins,
            settled_at__lt=ends,
        )
        .exclude(provider_number__in=back)
        .select_related("attempt")
        .order_by("pk")
    ):
        same = (refund.public_id.hex, refund.provider_number)
        yield Finding(Kind.REFUND, *same, -refund.amount, None, refund.attempt, refund)


def _attempt_of(means: str, reference: str) -> Attempt | None:
    return Attempt.objects.filter(means=means, reference=reference).first()


def _refund_of(means: str, movement: Movement) -> Refund | None:
    """Find our refund by their number, by ours, or by its order and amount."""
    paid_back_by_them = Refund.objects.by_provider().filter(means=means)
    mine = paid_back_by_them.select_related("attempt", "agency")
    known = mine.exclude(provider_number="")
    numbered = (
        known.filter(provider_number=movement.provider_number).order_by("pk").first()
    )
    if numbered is not None:
        return numbered
    return next(
        (
            refund
            for refund in mine.approved().order_by("pk")
            if _is_asked_for(refund, movement)
        ),
        None,
    )


def _is_asked_for(refund: Refund, movement: Movement) -> bool:
    if refund.public_id.hex == movement.reference:
        return True
    return (
        refund.attempt is not None
        and refund.attempt.reference == movement.reference
        and refund.amount == -movement.amount
    )


def _write_down(
    means: str, day: date, findings: Iterable[Finding], at: datetime
) -> None:
    """Open what is new, settle what has vanished, leave the rest as it is."""
    now = {finding.key: finding for finding in findings}
    known = Difference.objects.filter(means=means, day=day)
    for difference in known.open().order_by("pk"):
        if _key_of(difference) not in now:
            difference.state = DifferenceState.SETTLED
            difference.settled_at = at
            difference.note = _("Hai bên đã khớp khi đối chiếu lại.")
            difference.save()
    # What an officer has settled stays settled, though it is still to be seen.
    left = known.open() | known.filter(settled_by__isnull=False)
    seen = {_key_of(difference) for difference in left}
    for key, finding in now.items():
        if key not in seen:
            _open(means, day, finding, at)


def _key_of(difference: Difference) -> tuple[str, str, str]:
    return (difference.kind, difference.reference, difference.provider_number)


def _open(means: str, day: date, finding: Finding, at: datetime) -> None:
    agency = finding.refund.agency if finding.refund else _agency_of(finding.attempt)
    Difference.objects.create(
        means=means,
        day=day,
        kind=finding.kind,
        reference=finding.reference,
        provider_number=finding.provider_number,
        attempt=finding.attempt,
        refund=finding.refund,
        agency=agency,
        ours=finding.ours,
        theirs=finding.theirs,
        found_at=at,
    )


def _agency_of(attempt: Attempt | None) -> Agency | None:
    """Return the agency of the attempt's first dossier, None for unknown orders."""
    if attempt is None:
        return None
    parts = attempt.parts.select_related("invoice__dossier__agency")
    return parts.order_by("pk")[0].invoice.dossier.agency


@transaction.atomic
def settle_difference(
    difference: Difference, *, by: User, at: datetime, note: str
) -> Difference:
    """Close a difference, saying what was done about it.

    Whoever reconciles for its agency may; where no agency is known, whoever does so
    anywhere. Raises DifferenceRefused.
    """
    mine = Difference.objects.select_for_update(of=("self",)).get(pk=difference.pk)
    where = by.agencies_with(Permission.RECONCILE)
    if mine.agency_id is not None:
        where = where.filter(pk=mine.agency_id)
    if not where.exists():
        raise DifferenceRefused(_("Ông/Bà không có quyền thực hiện thao tác này."))
    if not note.strip():
        raise DifferenceRefused(_("Hãy ghi chênh lệch được xử lý thế nào."))
    if mine.state != DifferenceState.OPEN:
        raise DifferenceRefused(_("Chênh lệch này đã được xử lý."))
    mine.state = DifferenceState.SETTLED
    mine.settled_by, mine.settled_at, mine.note = by, at, note.strip()
    mine.save()
    return mine
