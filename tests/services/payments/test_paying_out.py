"""What goes back by hand or came in excess, and never more than came in."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from services.dossiers.errors import ActNotAllowed
from services.payments import auditing
from services.payments.actions import (
    approve,
    carry_out,
    pay_out,
    propose_excess,
    refuse,
    take_notice,
)
from services.payments.errors import DayClosed, RefundRefused
from services.payments.models import (
    Account,
    CashDay,
    Means,
    Receipt,
    Refund,
)
from services.payments.states import (
    RefundState,
)
from tests.factories.book import Book, offered
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told
from tests.factories.refunds import LATER, approved, balance, in_cash, paid, proposed

db = pytest.mark.django_db


@pytest.fixture
def book() -> Iterator[Book]:
    book = Book()
    with offered(book):
        yield book


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


@db
def test_cash_is_handed_back_at_the_counter(office: Office) -> None:
    refund = proposed(office, in_cash(office))
    with pytest.raises(RefundRefused, match="phải được duyệt"):
        pay_out(refund, by=office.receptionist, at=LATER)
    refund = approve(refund, by=office.leader, at=LATER)
    assert carry_out(refund, at=LATER).state == RefundState.APPROVED

    done = pay_out(refund, by=office.receptionist, at=LATER)

    assert done.state == RefundState.DONE
    assert balance(Account.CASH) == 16_000
    assert Receipt.objects.live().get().cancelled_by is None
    assert auditing.faults() == []


@db
def test_money_is_handed_back_only_by_whoever_may_with_a_slip_and_an_open_day(
    office: Office,
) -> None:
    online = approved(office, paid(office))
    cash = approved(office, in_cash(office))
    Refund.objects.filter(pk=cash.pk).update(means=Means.CARD)
    card = Refund.objects.get(pk=cash.pk)

    with pytest.raises(RefundRefused, match="bên thu hoàn"):
        pay_out(online, by=office.receptionist, at=LATER)
    with pytest.raises(RefundRefused, match="không có quyền"):
        pay_out(cash, by=office.leader, at=LATER)
    with pytest.raises(RefundRefused, match="số chứng từ"):
        pay_out(card, by=office.receptionist, at=LATER, reference=" ")
    CashDay.objects.update(closed_at=LATER)
    with pytest.raises(DayClosed):
        pay_out(card, by=office.receptionist, at=LATER, reference="THE-1")


@db
def test_what_was_paid_twice_goes_back_without_touching_the_dossier(
    office: Office, book: Book
) -> None:
    dossier = owing(office)
    invoice = billed(dossier, at=WHEN)
    for attempt in [make_attempt([invoice], at=WHEN) for _twice in "12"]:
        number = book.takes(attempt.reference, attempt.amount, WHEN)
        take_notice(told(attempt, number=number), at=LATER)
    refund = Refund.objects.get()

    carry_out(approve(refund, by=office.leader, at=LATER), at=LATER)

    dossier.refresh_from_db()
    assert dossier.fee_collected == balance(Account.VNPAY) == book.balance == 24_000
    assert balance(Account.EXCESS) == 0
    assert auditing.faults() == []


@db
def test_an_excess_that_was_refused_may_be_proposed_again_but_never_exceeded(
    office: Office,
) -> None:
    invoice = billed(owing(office), at=WHEN)
    for attempt in [make_attempt([invoice], at=WHEN) for _twice in "12"]:
        take_notice(told(attempt), at=LATER)
    refund = Refund.objects.get()
    second = refund.attempt
    assert second is not None
    more: dict[str, Any] = {"agency": office.agency, "reason": "Thừa", "at": LATER}
    mine: dict[str, Any] = {**more, "by": office.receptionist}
    with pytest.raises(RefundRefused, match="vượt quá"):
        propose_excess(second, amount=1, **mine)
    refuse(refund, by=office.leader, at=LATER, reason="Chờ xác minh")

    for amount in (0, 24_001):
        with pytest.raises(RefundRefused, match="vượt quá"):
            propose_excess(second, amount=amount, **mine)
    with pytest.raises(RefundRefused, match="không có quyền"):
        propose_excess(second, amount=1, by=office.leader, **more)

    assert propose_excess(second, amount=24_000, **mine).dossier is None


class Amounts(TestCase):
    """Whatever is proposed and decided, no more goes back than came in."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.integers(1, 30_000), st.sampled_from("parq"))))
    def test_refunds_never_exceed_what_came_in(
        self, wishes: list[tuple[int, str]]
    ) -> None:
        book, office = Book(), Office(COPIES)
        dossier = paid(office, book)
        with offered(book):
            for amount, fate in wishes:
                try:
                    refund = proposed(office, dossier, amount)
                except (RefundRefused, ActNotAllowed):
                    continue
                if fate == "r":
                    refuse(refund, by=office.leader, at=LATER, reason="Không")
                if fate in "aq":
                    refund = approve(refund, by=office.leader, at=LATER)
                if fate == "q":
                    carry_out(refund, at=LATER)

        alive = Refund.objects.exclude(state=RefundState.REFUSED)
        assert sum(refund.amount for refund in alive) <= 24_000
        assert book.balance == balance(Account.VNPAY) >= 0
        assert auditing.faults() == []
