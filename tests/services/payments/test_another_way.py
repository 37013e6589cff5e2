"""A refund that its provider refuses goes back by hand or is given up; four eyes."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Posting, User
from accounts.permissions import Role
from services.dossiers.models import Dossier
from services.dossiers.states import Act
from services.payments import auditing
from services.payments.actions import (
    approve,
    carry_out,
    pay_out,
    propose,
    propose_another_way,
    reconcile,
    refuse,
)
from services.payments.actions.refunding import finish
from services.payments.errors import RefundRefused
from services.payments.gateways import Back, Movement
from services.payments.models import Account, Difference, Means, Receipt, Refund
from services.payments.states import Outcome, RefundState
from tests.factories.book import Book, offered
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES
from tests.factories.refunds import LATER, approved, balance, in_cash, paid

pytestmark = pytest.mark.django_db

ACCOUNTS = {Means.CASH: Account.CASH, Means.VIETQR: Account.BANK}


@pytest.fixture
def book() -> Iterator[Book]:
    book = Book()
    with offered(book):
        yield book


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


@pytest.fixture
def dossier(office: Office, book: Book) -> Dossier:
    return paid(office, book)


@pytest.fixture
def failed(office: Office, dossier: Dossier, book: Book) -> Refund:
    """A refund of 8,000 VND that two people agreed to and the provider refused."""
    book.answers = Outcome.FAILED
    refund = carry_out(approved(office, dossier), at=LATER)
    assert refund.state == RefundState.FAILED
    return refund


def another_way(office: Office, refund: Refund, instead: Means = Means.CASH) -> Refund:
    mine = propose_another_way(
        refund, by=office.receptionist, at=LATER, instead=instead
    )
    return approve(mine, by=office.leader, at=LATER)


def leading_too(office: Office) -> User:
    """Return the proposer, who is posted as a leader as well."""
    person = office.receptionist
    Posting.objects.create(
        user=person, agency=office.agency, role=Role.LEADER, valid_from=WHEN.date()
    )
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("instead", [Means.CASH, Means.VIETQR])
def test_it_is_paid_by_hand_and_every_dong_balances(
    office: Office, dossier: Dossier, book: Book, failed: Refund, instead: Means
) -> None:
    again = another_way(office, failed, instead)
    assert carry_out(again, at=LATER).state == RefundState.APPROVED

    done = pay_out(again, by=office.receptionist, at=LATER, reference="PC-12")

    dossier.refresh_from_db()
    assert (done.state, done.provider_number) == (RefundState.DONE, "PC-12")
    assert balance(Account.VNPAY) == book.balance == 24_000
    assert balance(ACCOUNTS[instead]) == -8_000
    assert dossier.fee_collected == Receipt.objects.live().get().amount == 16_000
    assert dossier.events.get(act=Act.REFUND).data["means"] == instead
    assert auditing.faults() == []


def test_it_needs_a_slip_even_in_cash(office: Office, failed: Refund) -> None:
    again = another_way(office, failed)

    with pytest.raises(RefundRefused, match="số chứng từ"):
        pay_out(again, by=office.receptionist, at=LATER)
    with pytest.raises(IntegrityError, match="has_its_slip"), transaction.atomic():
        Refund.objects.update(state=RefundState.DONE)
    with pytest.raises(IntegrityError, match="another_way_by_hand"):
        Refund.objects.update(instead=Means.VNPAY)


def test_another_way_is_a_new_proposal_that_somebody_else_approves(
    office: Office, failed: Refund
) -> None:
    both = leading_too(office)
    mine = propose_another_way(failed, by=both, at=LATER, instead=Means.CASH)

    assert (mine.state, mine.approved_by) == (RefundState.PROPOSED, None)
    with pytest.raises(RefundRefused, match="phải khác người đề nghị"):
        approve(mine, by=both, at=LATER)
    with pytest.raises(RefundRefused, match="được duyệt trước"):
        pay_out(mine, by=both, at=LATER, reference="PC-1")


def test_only_who_collects_chooses_and_only_what_the_provider_refused(
    office: Office, failed: Refund
) -> None:
    cash = approved(office, in_cash(office))

    with pytest.raises(RefundRefused, match="không có quyền"):
        propose_another_way(failed, by=office.leader, at=LATER, instead=Means.CASH)
    with pytest.raises(RefundRefused, match="tiền mặt hoặc chuyển khoản"):
        propose_another_way(
            failed, by=office.receptionist, at=LATER, instead=Means.CARD
        )
    with pytest.raises(RefundRefused, match="không chuyển được"):
        propose_another_way(
            cash, by=office.receptionist, at=LATER, instead=Means.VIETQR
        )


def test_it_is_given_up_with_a_reason_by_another_and_may_be_proposed_again(
    office: Office, dossier: Dossier, failed: Refund
) -> None:
    with pytest.raises(RefundRefused, match="phải khác người đề nghị"):
        refuse(failed, by=leading_too(office), at=LATER, reason="Thôi")
    with pytest.raises(RefundRefused, match="lý do"):
        refuse(failed, by=office.leader, at=LATER, reason=" ")

    ended = refuse(failed, by=office.leader, at=LATER, reason="Người nộp không nhận")

    assert ended.state == RefundState.REFUSED
    assert balance(Account.VNPAY) == 24_000
    assert auditing.faults() == []
    (whole,) = propose(
        dossier,
        line=dossier.bill[0].key,
        amount=24_000,
        reason="Nộp nhầm",
        by=office.receptionist,
        at=LATER,
    )
    assert whole.amount == 24_000


def test_a_provider_that_answers_late_has_no_say_any_more(
    office: Office, failed: Refund
) -> None:
    again = another_way(office, failed)

    late = finish(again, Back(Outcome.SUCCEEDED, "15999"), at=LATER)

    assert late.state == RefundState.APPROVED
    assert balance(Account.VNPAY) == 24_000


def test_reconciling_expects_nothing_of_the_provider_and_sees_what_it_paid_anyway(
    office: Office, book: Book, failed: Refund
) -> None:
    again = another_way(office, failed)
    pay_out(again, by=office.receptionist, at=LATER, reference="PC-12")
    day = WHEN.date()
    assert reconcile(Means.VNPAY, day, book.statement(day), at=LATER) == []
    book.answers = Outcome.SUCCEEDED
    assert again.attempt is not None
    book.movements.append(Movement(again.attempt.reference, "15999", -8_000, LATER))

    (seen,) = reconcile(Means.VNPAY, day, book.statement(day), at=LATER)

    assert (seen.kind, seen.theirs) == (Difference.Kind.REFUND, -8_000)
    assert seen.ours is None
    assert auditing.faults() == []
