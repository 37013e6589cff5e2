"""Paying back: two people, never more than came in, and once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from accounts.permissions import Role
from services.dossiers import actions
from services.dossiers.errors import ActNotAllowed
from services.dossiers.states import Act
from services.payments import auditing
from services.payments.actions import (
    approve,
    bill,
    carry_out,
    propose,
    refuse,
)
from services.payments.actions.refunding import finish
from services.payments.errors import RefundRefused
from services.payments.gateways import Back
from services.payments.models import (
    Account,
    Attempt,
    Entry,
    Means,
    Receipt,
    Refund,
)
from services.payments.states import (
    REFUND_MOVES,
    Outcome,
    RefundState,
)
from services.payments.tasks import carry_out_refunds
from tests.factories.accounts import make_agency, make_citizen, make_officer
from tests.factories.book import Book, offered
from tests.factories.dossiers import Office
from tests.factories.money import COPIES, owing
from tests.factories.refunds import LATER, approved, balance, paid, proposed

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
def test_what_two_agree_to_goes_back_by_the_way_it_came(
    office: Office, book: Book
) -> None:
    dossier = paid(office, book)

    done = carry_out(approved(office, dossier), at=LATER)

    dossier.refresh_from_db()
    assert done.state == RefundState.DONE
    assert (dossier.fee_due, dossier.fee_collected) == (16_000, 16_000)
    assert bill(dossier, at=LATER) is None
    assert balance(Account.VNPAY) == book.balance == 16_000
    event = dossier.events.get(act=Act.REFUND)
    assert event.data["means"] == "vnpay"
    assert auditing.faults() == []


@db
def test_the_provider_learns_codes_and_numbers_but_nobody_s_name(
    office: Office, book: Book
) -> None:
    dossier = paid(office, book)

    refund = carry_out(approved(office, dossier), at=LATER)

    (asked,) = book.asked
    attempt = Attempt.objects.get()
    assert asked.reference == refund.public_id.hex
    assert asked.provider_number == attempt.provider_number
    assert asked.by == office.agency.identifier
    assert asked.order.codes == (dossier.code,)


@db
def test_a_refund_replaces_the_receipt_and_a_full_one_cancels_it(
    office: Office, book: Book
) -> None:
    dossier = paid(office, book)
    first = Receipt.objects.get()
    carry_out(approved(office, dossier), at=LATER)
    second = Receipt.objects.live().get()

    carry_out(approved(office, dossier, 16_000), at=LATER)

    first.refresh_from_db()
    assert (second.replaces, second.amount) == (first, 16_000)
    assert first.cancel_reason == "Nộp thừa một bản"
    assert first.cancelled_by == office.leader
    assert not Receipt.objects.live().exists()
    assert auditing.faults() == []


@db
def test_asking_twice_pays_once(office: Office, book: Book) -> None:
    refund = approved(office, paid(office, book))

    carry_out(refund, at=LATER)
    carry_out(refund, at=LATER)
    again = carry_out(Refund.objects.get(), at=LATER)

    assert again.state == RefundState.DONE
    assert book.balance == balance(Account.VNPAY) == 16_000
    assert Entry.objects.filter(kind=Entry.Kind.REFUND).count() == 1


@db
def test_an_answer_that_got_lost_is_asked_for_again(office: Office, book: Book) -> None:
    refund = approved(office, paid(office, book))
    book.is_silent = True
    waiting = carry_out(refund, at=LATER)
    assert waiting.state == RefundState.APPROVED
    book.is_silent = False

    assert carry_out_refunds() == 1

    assert Refund.objects.get().state == RefundState.DONE
    assert book.balance == 16_000
    assert carry_out_refunds() == 0


@db
@pytest.mark.parametrize("outcome", [Outcome.PENDING, Outcome.DOUBTFUL])
def test_what_the_provider_has_not_decided_stays_approved(
    office: Office, book: Book, outcome: Outcome
) -> None:
    book.answers = outcome
    refund = approved(office, paid(office, book))

    assert carry_out(refund, at=LATER).state == RefundState.APPROVED
    assert balance(Account.VNPAY) == 24_000


@db
def test_a_refused_transfer_is_approved_once_more(office: Office, book: Book) -> None:
    book.answers = Outcome.FAILED
    failed = carry_out(approved(office, paid(office, book)), at=LATER)
    assert (failed.state, failed.reply_code) == (RefundState.FAILED, "99")
    book.answers = Outcome.SUCCEEDED

    once_more = approve(failed, by=office.leader, at=LATER)

    assert carry_out(once_more, at=LATER).state == RefundState.DONE


@db
def test_the_approval_wakes_the_worker_after_the_commit(
    office: Office,
    book: Book,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    refund = proposed(office, paid(office, book))

    with django_capture_on_commit_callbacks(execute=True) as waiting:
        approve(refund, by=office.leader, at=LATER)

    assert len(waiting) == 1
    assert book.asked == []


@db
def test_the_proposer_and_people_without_the_power_do_not_approve(
    office: Office,
) -> None:
    office.agency.postings.create(
        user=office.receptionist, role=Role.LEADER, valid_from="2021-01-01"
    )
    refund = proposed(office, paid(office))
    both = User.objects.get(pk=office.receptionist.pk)
    strangers = [
        make_officer(Role.CASHIER, office.agency),
        make_officer(Role.LEADER, make_agency()),
    ]

    with pytest.raises(RefundRefused, match="khác người đề nghị"):
        approve(refund, by=both, at=LATER)
    for stranger in strangers:
        with pytest.raises(RefundRefused, match="không có quyền"):
            approve(refund, by=stranger, at=LATER)
        with pytest.raises(RefundRefused, match="không có quyền"):
            refuse(refund, by=stranger, at=LATER, reason="Không")


@db
def test_a_refused_proposal_ends_and_frees_its_money(office: Office) -> None:
    dossier = paid(office)
    refund = proposed(office, dossier, 24_000)
    with pytest.raises(RefundRefused, match="vượt quá"):
        proposed(office, dossier, 1)

    refused = refuse(refund, by=office.leader, at=LATER, reason="Không đủ căn cứ")

    assert (refused.refusal, refused.refused_by) == ("Không đủ căn cứ", office.leader)
    with pytest.raises(RefundRefused, match="Không duyệt"):
        approve(refused, by=office.leader, at=LATER)
    assert proposed(office, dossier, 24_000).amount == 24_000


@db
def test_a_proposal_needs_a_power_a_reason_a_line_and_a_sum(office: Office) -> None:
    dossier = paid(office)
    right: dict[str, Any] = {
        "line": dossier.bill[0].key,
        "amount": 8_000,
        "reason": "Thừa",
        "by": office.receptionist,
        "at": LATER,
    }

    for wrong in ({"line": "khong_co"}, {"amount": 0}, {"amount": -1}, {"reason": " "}):
        with pytest.raises(RefundRefused):
            propose(dossier, **{**right, **wrong})
    with pytest.raises(ActNotAllowed):
        propose(dossier, **{**right, "by": make_citizen()})
    with pytest.raises(ActNotAllowed):
        propose(owing(office), **right)
    assert not Refund.objects.exists()


@db
@pytest.mark.parametrize(
    ("line", "amount"), [("", 8_000), ("khong_co", 8_000), (None, 0), (None, 24_001)]
)
def test_a_dossier_notes_no_more_back_than_came_in(
    office: Office, line: str | None, amount: int
) -> None:
    dossier = paid(office)
    key = dossier.bill[0].key if line is None else line

    with pytest.raises(ActNotAllowed, match="vượt quá"):
        actions.record_refund(
            dossier,
            by=None,
            at=LATER,
            line=key,
            amount=amount,
            means=Means.VNPAY,
            reason="Thừa",
            reference="x",
        )


@db
def test_the_database_wants_two_pairs_of_eyes_and_reasons(office: Office) -> None:
    refund = proposed(office, paid(office))

    for change in (
        "approved_by_id = proposed_by_id, approved_at = now()",
        "state = 'done'",
        "state = 'refused'",
    ):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"UPDATE payments_refund SET {change} WHERE id = %s", [refund.pk]
            )


@db
def test_an_answer_that_comes_when_all_is_done_changes_nothing(
    office: Office, book: Book
) -> None:
    done = carry_out(approved(office, paid(office, book)), at=LATER)

    late = finish(done, Back(Outcome.FAILED, code="99"), at=LATER)

    assert late.state == RefundState.DONE


def test_done_and_refused_are_the_end() -> None:
    assert {s for s in RefundState if s not in REFUND_MOVES} == {"done", "refused"}
