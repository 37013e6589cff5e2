"""Invoices follow what dossiers owe; what is begun or taken is what is owed now."""

from uuid import uuid4

import pytest

from services.dossiers import actions as dossiers
from services.dossiers.models import Dossier
from services.payments.actions import begin, bill, collect
from services.payments.errors import BeingChecked, NothingOwed
from services.payments.models import (
    Attempt,
    Entry,
    EntryLine,
    Invoice,
    Means,
    Notification,
    Refund,
)
from services.payments.states import AttemptState, InvoiceState, Verdict
from services.payments.tasks import bill_new_events
from tests.factories.book import Book, offered
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing
from tests.factories.refunds import LATER, in_cash, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


def test_what_is_filed_is_billed_and_what_ended_is_not(office: Office) -> None:
    owes, refused = owing(office), owing(office)
    bill_new_events()
    assert Invoice.objects.open().count() == 2

    dossiers.refuse(refused, by=office.receptionist, at=LATER, reason="Sai nơi nộp")
    bill_new_events()

    assert Invoice.objects.open().get().dossier == owes
    assert refused.invoices.get().state == InvoiceState.CANCELLED


def test_invented_dossiers_owe_nobody(office: Office) -> None:
    Dossier.objects.filter(pk=owing(office).pk).update(is_invented=True)

    bill_new_events()

    assert not Invoice.objects.exists()


def test_a_draft_owes_nothing(office: Office) -> None:
    assert bill(office.draft(), at=WHEN) is None


def test_a_sum_that_has_just_changed_is_looked_at_again(office: Office) -> None:
    dossier = owing(office)
    payer, invoice = dossier.applicant, billed(dossier, at=WHEN)
    assert payer
    raised = dossier.bill[0].__class__("them", "Thêm", "phi", 1_000, "Thêm")
    dossier.refresh_from_db()
    dossier.write_bill([*dossier.bill, raised])
    dossier.save()

    with offered(Book()), pytest.raises(NothingOwed, match="vừa thay đổi"):
        begin([invoice.public_id], means=Means.VNPAY, by=payer, at=LATER, address="")


def test_what_is_paid_or_unknown_cannot_be_begun_again(office: Office) -> None:
    invoice = billed(owing(office), at=WHEN)
    payer = invoice.dossier.applicant
    assert payer

    with offered(Book()), pytest.raises(NothingOwed, match="đã được nộp"):
        begin(
            [invoice.public_id, uuid4()],
            means=Means.VNPAY,
            by=payer,
            at=LATER,
            address="",
        )

    assert not Attempt.objects.exists()


def test_nothing_is_begun_or_taken_while_money_is_in_doubt(office: Office) -> None:
    dossier = dossiers.receive(owing(office), by=office.receptionist, at=WHEN)
    invoice = billed(dossier, at=WHEN)
    make_attempt([invoice], at=WHEN)
    Attempt.objects.update(state=AttemptState.CHECKING)
    assert dossier.applicant

    with offered(Book()), pytest.raises(BeingChecked):
        begin(
            [invoice.public_id],
            means=Means.VNPAY,
            by=dossier.applicant,
            at=LATER,
            address="",
        )
    with pytest.raises(BeingChecked):
        collect(
            dossier, by=office.receptionist, at=LATER, means=Means.CASH, amount=24_000
        )


def test_the_counter_takes_exactly_what_is_owed_and_its_paper(office: Office) -> None:
    dossier = dossiers.receive(owing(office), by=office.receptionist, at=WHEN)

    for means, amount, why in (
        (Means.CASH, 23_999, "vừa thay đổi"),
        (Means.CARD, 24_000, "số chứng từ"),
    ):
        with pytest.raises(NothingOwed, match=why):
            collect(
                dossier, by=office.receptionist, at=LATER, means=means, amount=amount
            )


def test_rows_name_themselves_without_a_person(office: Office) -> None:
    refund = proposed(office, in_cash(office))
    attempt = make_attempt([billed(owing(office), at=WHEN)], at=WHEN)
    invoice = attempt.parts.get().invoice
    told = Notification(means=Means.VNPAY, verdict=Verdict.TAKEN)

    assert str(attempt) == f"vnpay {attempt.reference} (open)"
    assert str(attempt.parts.get()) == f"{attempt.pk} → {invoice.pk}: 24000"
    assert str(invoice) == f"{invoice.dossier_id}: 24000 (open)"
    assert str(Entry.objects.get()).startswith("payment cash:")
    assert str(EntryLine.objects.order_by("pk")[0]) == "cash +24000"
    assert str(told) == "vnpay: taken"
    assert str(Refund.objects.get()) == str(refund) == "8000 (proposed)"
