"""Everything that may happen to money, in any order: the books stay equal.

Payers, providers, cashiers and officers act as they like over every means there is:
VNPAY, the Platform, bank transfers, cash and cards. Notices come late, twice, after the
order has lapsed, in another sum, under a forged signature, or not at all; the portal
dies in the middle of a booking. After every step each entry sums to zero, what the
ledger has at a provider is what that provider holds of what was booked, nothing is
booked twice, and dossiers, invoices and receipts agree with the ledger to the dong.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from services.dossiers import actions
from services.dossiers.codes import VIETNAM
from services.dossiers.errors import ActNotAllowed
from services.dossiers.models import Dossier
from services.payments import auditing
from services.payments.actions import (
    approve,
    begin,
    bill,
    carry_out,
    collect,
    confirm_transfer,
    pay_out,
    propose,
    propose_another_way,
    reconcile,
    refuse,
    take_notice,
)
from services.payments.actions.ledger import account_of
from services.payments.errors import PaymentError
from services.payments.models import (
    Attempt,
    Difference,
    EntryLine,
    Invoice,
    Means,
    Refund,
)
from services.payments.states import (
    AttemptState,
    InvoiceState,
    Outcome,
    RefundState,
)
from tests.factories.book import Book, offered
from tests.factories.dossiers import Office
from tests.factories.money import COPIES, owing, told
from tests.services.payments.hazards import Hazards, anyone

REFUSALS = (ActNotAllowed, PaymentError)
FATES = (Outcome.SUCCEEDED, Outcome.FAILED, Outcome.PENDING, None)


class Money(Hazards):
    """Three dossiers of two people at one office, two providers, a bank, a counter."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.books = [
            Book(Means.VNPAY),
            Book(Means.PLATFORM, numbers=iter(range(70_000_001, 71_000_000))),
            Book(Means.VIETQR, numbers=iter(range(90_000_001, 91_000_000))),
        ]
        self.bank = self.books[-1]
        self.stack.enter_context(offered(*self.books))
        self.office = Office(COPIES)
        first = owing(self.office)
        self.people: list[User | None] = [first.applicant]
        self.dossiers = [first, owing(self.office, first.applicant), owing(self.office)]

    def teardown(self) -> None:
        """Every true payment of a known order is found at last; then forget all."""
        try:
            for book in self.books:
                self.compare(book)
            self.books_are_equal()
        finally:
            transaction.set_rollback(True)
            self.stack.close()

    def dossier(self, number: int) -> Dossier:
        known = self.dossiers[number % len(self.dossiers)]
        return Dossier.objects.get(pk=known.pk)

    def book_of(self, attempt: Attempt) -> Book:
        return next(book for book in self.books if book.means == attempt.means)

    def tries(self, act: Callable[[], object]) -> None:
        """Do it where it is allowed; a refusal leaves everything as it was."""
        with suppress(*REFUSALS), transaction.atomic():
            act()

    # Payers

    @rule(numbers=st.sets(anyone, min_size=1, max_size=2), which=st.integers(0, 2))
    def begins(self, numbers: set[int], which: int) -> None:
        self.later()
        mine = [self.dossier(number) for number in sorted(numbers)]
        payer = mine[0].applicant
        assert payer is not None
        invoices = [bill(each, at=self.now) for each in mine]
        ids = {each.public_id for each in invoices if each is not None}
        with suppress(PaymentError):
            attempt, _address = begin(
                sorted(ids),
                means=Means(self.books[which].means),
                by=payer,
                at=self.now,
                address="127.0.0.1",
            )
            self.attempts.append(attempt)

    @precondition(lambda self: self.attempts)
    @rule(number=anyone, short=st.sampled_from([0, 0, 0, 1, 1_000]))
    def pays(self, number: int, short: int) -> None:
        """Money reaches the provider, sometimes less; its notice is on its way."""
        self.later()
        attempt = self.attempts[number % len(self.attempts)]
        if attempt.means != Means.VIETQR:
            self.is_forged(attempt)
        amount = attempt.amount - short
        theirs = self.book_of(attempt).takes(attempt.reference, amount, self.now)
        if attempt.means != Means.VIETQR:  # a bank tells nobody
            self.notices.append(told(attempt, amount=amount, number=theirs))

    @rule(number=anyone)
    def withdraws(self, number: int) -> None:
        self.later()
        dossier = self.dossier(number)
        owner = dossier.applicant
        assert owner is not None

        def both() -> None:
            actions.ask_withdraw(dossier, by=owner, at=self.now, reason="Nhầm")
            actions.confirm_withdraw(dossier, by=self.office.receptionist, at=self.now)

        self.tries(both)

    # Providers

    @precondition(lambda self: self.notices)
    @rule(number=anyone, dies_after=st.sampled_from([0, 1, 3, 6, 9, 12, 15]))
    def tells(self, number: int, dies_after: int) -> None:
        """Any notice, any number of times, in any order; at times we die of it."""
        self.later()
        notice = self.notices[number % len(self.notices)]
        if dies_after:
            self.dies_while_told(notice, dies_after)
        take_notice(notice, at=self.now)

    @precondition(lambda self: self.remote())
    @rule(number=anyone, outcome=st.sampled_from([Outcome.FAILED, Outcome.DOUBTFUL]))
    def says_it_went_wrong(self, number: int, outcome: Outcome) -> None:
        self.later()
        remote = self.remote()
        take_notice(told(remote[number % len(remote)], outcome), at=self.now)

    @precondition(lambda self: self.remote())
    @rule(number=anyone, more=st.integers(1, 50_000))
    def lies(self, number: int, more: int) -> None:
        """A notice of a sum that was never ordered, of money that never came."""
        self.later()
        remote = self.remote()
        attempt = remote[number % len(remote)]
        take_notice(told(attempt, amount=attempt.amount + more), at=self.now)

    # The office

    @precondition(lambda self: self.bank.movements)
    @rule(number=anyone, slip=st.sampled_from([0, 0, 0, 1_000]))
    def confirms_a_transfer(self, number: int, slip: int) -> None:
        """An officer books what they read on the account, sometimes wrongly."""
        self.later()
        came = [m for m in self.bank.movements if m.amount > 0]
        seen = came[number % len(came)]
        attempt = Attempt.objects.get(reference=seen.reference)
        self.tries(
            lambda: confirm_transfer(
                attempt,
                by=self.office.receptionist,
                at=self.now,
                bank_number=seen.provider_number,
                amount=seen.amount + slip,
            )
        )

    @rule(number=anyone)
    def goes_on(self, number: int) -> None:
        self.later()
        dossier, desk = self.dossier(number), self.office.receptionist
        self.tries(lambda: actions.receive(dossier, by=desk, at=self.now))
        dossier = self.dossier(number)
        self.tries(lambda: actions.forward(dossier, by=desk, at=self.now))

    @rule(number=anyone, amount=st.integers(0, 5).map(lambda n: n * 8_000))
    def changes_the_fee(self, number: int, amount: int) -> None:
        self.later()
        dossier = self.dossier(number)
        self.tries(
            lambda: actions.adjust_fee(
                dossier,
                by=self.office.officer,
                at=self.now,
                line=dossier.bill[0].key,
                amount=amount,
                reason="Tính lại",
            )
        )

    @rule(number=anyone)
    def asks_for_more(self, number: int) -> None:
        self.later()
        dossier = self.dossier(number)
        self.tries(
            lambda: actions.ask_payment(
                dossier,
                by=self.office.officer,
                at=self.now,
                amount=30_000,
                reason="Nghĩa vụ",
            )
        )

    @rule(number=anyone, means=st.sampled_from([Means.CASH, Means.CARD]))
    def collects(self, number: int, means: Means) -> None:
        self.later()
        dossier = self.dossier(number)
        self.tries(
            lambda: collect(
                dossier,
                by=self.office.receptionist,
                at=self.now,
                means=means,
                amount=dossier.fee_owed,
                reference="THE-1",
            )
        )

    @rule(number=anyone, amount=st.integers(1, 30_000), line=st.integers(0, 1))
    def proposes_a_refund(self, number: int, amount: int, line: int) -> None:
        self.later()
        dossier = self.dossier(number)
        key = dossier.bill[line % len(dossier.bill)].key
        self.tries(
            lambda: propose(
                dossier,
                line=key,
                amount=amount,
                reason="Thừa",
                by=self.office.receptionist,
                at=self.now,
            )
        )

    @rule(number=anyone, agrees=st.sampled_from([True, True, True, False]))
    def decides_a_refund(self, number: int, *, agrees: bool) -> None:
        self.later()
        waiting = list(Refund.objects.holding().order_by("pk"))
        if not waiting:
            return
        refund, leader = waiting[number % len(waiting)], self.office.leader
        if agrees:
            self.tries(lambda: approve(refund, by=leader, at=self.now))
        else:
            self.tries(lambda: refuse(refund, by=leader, at=self.now, reason="Không"))

    @rule(number=anyone, instead=st.sampled_from([Means.CASH, Means.VIETQR]))
    def chooses_another_way(self, number: int, instead: Means) -> None:
        self.later()
        failed = list(Refund.objects.filter(state=RefundState.FAILED).order_by("pk"))
        if failed:
            propose_another_way(
                failed[number % len(failed)],
                by=self.office.receptionist,
                at=self.now,
                instead=instead,
            )

    @rule(number=anyone, fate=st.sampled_from(FATES), silent=st.booleans())
    def pays_back(self, number: int, fate: Outcome | None, *, silent: bool) -> None:
        """The worker or the cashier carries a refund out, with whatever luck."""
        self.later()
        waiting = list(Refund.objects.approved().order_by("pk"))
        if not waiting:
            return
        refund = waiting[number % len(waiting)]
        for book in self.books:
            book.answers, book.is_silent = fate, silent
        carry_out(refund, at=self.now)
        self.tries(lambda: self.by_hand(refund))
        for book in self.books:
            book.answers, book.is_silent = Outcome.SUCCEEDED, False

    def by_hand(self, refund: Refund) -> None:
        """Pay out of the drawer, or out of the account by a transfer of its own."""
        slip, before = "THE-2", list(self.bank.movements)
        if refund.means == Means.VIETQR:
            slip = self.bank.takes(f"{refund.public_id}", -refund.amount, self.now)
        try:
            pay_out(refund, by=self.office.receptionist, at=self.now, reference=slip)
        except REFUSALS:
            self.bank.movements[:] = before
            raise

    @rule(which=st.integers(0, 2))
    def reconciles(self, which: int) -> None:
        self.later()
        self.compare(self.books[which])

    def compare(self, book: Book) -> None:
        """What is not booked after it is a difference that somebody will see."""
        today = self.now.astimezone(VIETNAM).date()
        days = {m.at.astimezone(VIETNAM).date() for m in book.movements} | {today}
        for day in sorted(days):
            reconcile(book.means, day, book.statement(day), at=self.now)
        booked = self.booked(book)
        unbooked = {m.provider_number for m in book.movements} - booked
        mine = Difference.objects.open().filter(means=book.means)
        assert set(mine.values_list("provider_number", flat=True)) == unbooked

    # What always holds

    def booked(self, book: Book) -> set[str]:
        paid = Attempt.objects.filter(means=book.means, state=AttemptState.PAID)
        gone = Refund.objects.by_provider().filter(
            means=book.means, state=RefundState.DONE
        )
        numbers = [
            *paid.values_list("provider_number", flat=True),
            *gone.values_list("provider_number", flat=True),
        ]
        assert len(numbers) == len(set(numbers))
        return set(numbers)

    @invariant()
    def books_are_equal(self) -> None:
        connection.check_constraints()
        assert auditing.faults() == []
        for book in self.books:
            booked = self.booked(book)
            theirs = [m for m in book.movements if m.provider_number in booked]
            assert len(theirs) == len(booked)
            lines = EntryLine.objects.filter(account=account_of(book.means))
            assert lines.balance() == sum(m.amount for m in theirs)

    @invariant()
    def nobody_is_paid_without_money_or_owes_with_it(self) -> None:
        for known in self.dossiers:
            dossier = Dossier.objects.get(pk=known.pk)
            assert dossier.fee_collected <= dossier.fee_due
            paid = dossier.invoices.filter(state=InvoiceState.PAID)
            gone = dossier.refunds.filter(state=RefundState.DONE)
            came_in = sum(each.amount for each in paid)
            assert dossier.fee_collected == came_in - sum(r.amount for r in gone)
            still = bill(dossier, at=self.now)
            assert still is None or still.amount == dossier.fee_owed
        assert not Invoice.objects.filter(amount__lte=0).exists()


@pytest.mark.django_db
@pytest.mark.no_cover
def test_the_books_stay_equal_whatever_happens() -> None:
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=5,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
