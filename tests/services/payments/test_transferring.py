"""Bank transfers: an officer says that the money came, a proof only helps."""

import io
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.permissions import Role
from services.documents.actions import store_upload
from services.documents.models import Document
from services.dossiers.errors import ActNotAllowed
from services.payments.actions import confirm_transfer, show_proof
from services.payments.errors import NothingOwed
from services.payments.models import Attempt, Entry, EntryLine, Means
from services.payments.states import AttemptState
from tests.factories.accounts import make_citizen, make_officer
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing

pytestmark = pytest.mark.django_db

LATER = WHEN + timedelta(hours=5)


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


@pytest.fixture
def transfer(office: Office) -> Attempt:
    invoice = billed(owing(office), at=WHEN)
    return make_attempt([invoice], at=WHEN, means=Means.VIETQR)


def proof_of(attempt: Attempt, *, theirs: bool = True) -> Document:
    owner = attempt.payer if theirs else make_citizen()
    assert owner
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    upload = SimpleUploadedFile("uy nhiem chi.png", picture.getvalue())
    return store_upload(upload, by=owner, at=WHEN)


def test_what_an_officer_saw_on_the_account_is_booked(
    office: Office, transfer: Attempt
) -> None:
    paid = confirm_transfer(
        transfer,
        by=office.receptionist,
        at=LATER,
        bank_number=" FT26061000001 ",
        amount=transfer.amount,
    )

    entry = Entry.objects.get()
    assert (paid.state, paid.provider_number) == (AttemptState.PAID, "FT26061000001")
    assert (entry.by, entry.attempt) == (office.receptionist, transfer)
    assert EntryLine.objects.get(account="bank").amount == transfer.amount
    dossier = transfer.parts.get().invoice.dossier
    assert dossier.fee_owed == 0


def test_money_that_comes_after_the_expiry_is_money(
    office: Office, transfer: Attempt
) -> None:
    Attempt.objects.update(state=AttemptState.EXPIRED, settled_at=LATER)

    paid = confirm_transfer(
        transfer,
        by=office.receptionist,
        at=LATER,
        bank_number="FT1",
        amount=transfer.amount,
    )

    assert paid.state == AttemptState.PAID


@pytest.mark.parametrize("number", ["", "  ", "x" * 65])
def test_a_transfer_without_the_banks_number_is_not_booked(
    office: Office, transfer: Attempt, number: str
) -> None:
    with pytest.raises(NothingOwed, match="sao kê"):
        confirm_transfer(
            transfer,
            by=office.receptionist,
            at=LATER,
            bank_number=number,
            amount=transfer.amount,
        )


def test_another_sum_is_not_booked(office: Office, transfer: Attempt) -> None:
    with pytest.raises(NothingOwed, match="khác số tiền"):
        confirm_transfer(
            transfer,
            by=office.receptionist,
            at=LATER,
            bank_number="FT1",
            amount=transfer.amount - 1,
        )

    assert not Entry.objects.exists()


def test_a_transfer_is_confirmed_once_and_its_number_counts_once(
    office: Office, transfer: Attempt
) -> None:
    other = make_attempt([billed(owing(office), at=WHEN)], at=WHEN, means=Means.VIETQR)
    confirm = partial(
        confirm_transfer, by=office.receptionist, at=LATER, bank_number="FT1"
    )
    confirm(transfer, amount=transfer.amount)

    with pytest.raises(NothingOwed, match="đã được xác nhận"):
        confirm(transfer, amount=transfer.amount)
    with pytest.raises(NothingOwed, match="một lần nộp khác"):
        confirm(other, amount=other.amount)

    assert Entry.objects.count() == 1


def test_only_who_collects_at_every_agency_confirms(
    office: Office, transfer: Attempt
) -> None:
    elsewhere = Office(COPIES)
    both = make_attempt(
        [transfer.parts.get().invoice, billed(owing(elsewhere), at=WHEN)],
        at=WHEN,
        means=Means.VIETQR,
    )
    citizen = transfer.payer
    assert citizen
    clerk = make_officer(Role.OFFICER, office.agency)
    for attempt, by in (
        (transfer, elsewhere.receptionist),
        (transfer, clerk),
        (transfer, citizen),
        (both, office.receptionist),
    ):
        with pytest.raises(ActNotAllowed, match="không có quyền"):
            confirm_transfer(
                attempt, by=by, at=LATER, bank_number="FT1", amount=attempt.amount
            )


def test_what_a_provider_tells_of_is_not_confirmed_by_hand(office: Office) -> None:
    attempt = make_attempt([billed(owing(office), at=WHEN)], at=WHEN)

    with pytest.raises(ActNotAllowed, match="Chỉ chuyển khoản"):
        confirm_transfer(
            attempt,
            by=office.receptionist,
            at=LATER,
            bank_number="FT1",
            amount=attempt.amount,
        )


def test_a_payer_may_show_a_proof_which_books_nothing(transfer: Attempt) -> None:
    assert transfer.payer
    proof = proof_of(transfer)

    shown = show_proof(transfer, proof, by=transfer.payer, at=LATER)

    assert (shown.proof, shown.state) == (proof, AttemptState.OPEN)
    assert not Entry.objects.exists()


def test_nobody_elses_proof_is_kept(transfer: Attempt) -> None:
    assert transfer.payer
    with pytest.raises(ActNotAllowed):
        show_proof(transfer, proof_of(transfer), by=make_citizen(), at=LATER)
    foreign = proof_of(transfer, theirs=False)
    with pytest.raises(ActNotAllowed):
        show_proof(transfer, foreign, by=transfer.payer, at=LATER)


def test_a_transfer_that_ended_takes_no_proof(
    office: Office, transfer: Attempt
) -> None:
    assert transfer.payer
    confirm_transfer(
        transfer,
        by=office.receptionist,
        at=LATER,
        bank_number="FT1",
        amount=transfer.amount,
    )

    with pytest.raises(NothingOwed):
        show_proof(transfer, proof_of(transfer), by=transfer.payer, at=LATER)
