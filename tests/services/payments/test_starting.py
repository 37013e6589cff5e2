"""Beginning to pay: an order that is committed before any provider hears of it."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from portal.local.ports import free_port
from services.payments.actions import begin
from services.payments.actions.starting import order_of
from services.payments.errors import NotOffered, Unavailable
from services.payments.gateways import registry
from services.payments.models import Attempt, Means
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing
from tests.services.payments.gateways.test_registry import PLATFORM, VIETQR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def offered(settings: Settings) -> Iterator[None]:
    """Offer transfers, and a Platform that does not answer."""
    nowhere = f"http://127.0.0.1:{free_port()}/"
    settings.VIETQR = VIETQR
    settings.PLATFORM = {**PLATFORM, "PLATFORM_URL": nowhere}
    registry.gateways.cache_clear()
    yield
    registry.gateways.cache_clear()


def test_a_payer_is_led_to_where_their_order_is_paid() -> None:
    invoice = billed(owing(Office(COPIES)), at=WHEN)
    payer = invoice.dossier.applicant
    assert payer

    attempt, url = begin(
        [invoice.public_id],
        means=Means.VIETQR,
        by=payer,
        at=WHEN,
        address="203.0.113.7",
    )

    assert url.endswith(f"/thanh-toan/chuyen-khoan/{attempt.reference}")
    assert (attempt.amount, attempt.payer) == (invoice.amount, payer)


def test_an_order_names_each_fee_with_its_office_and_its_payer() -> None:
    invoice = billed(owing(Office(COPIES)), at=WHEN)
    attempt = make_attempt([invoice], at=WHEN)

    order = order_of(attempt)

    (item,) = order.items
    dossier = invoice.dossier
    assert (item.dossier, item.procedure_code) == (dossier.code, COPIES)
    assert (item.agency_code, item.agency_name) == (
        dossier.agency.identifier,
        dossier.agency.name,
    )
    assert (item.amount, item.type) == (order.amount, "phi")
    assert attempt.payer
    assert order.payer == attempt.payer.full_name


def test_an_order_of_nobody_names_nobody() -> None:
    attempt = make_attempt([billed(owing(Office(COPIES)), at=WHEN)], at=WHEN)
    Attempt.objects.update(payer=None)
    attempt.refresh_from_db()

    assert order_of(attempt).payer == ""


def test_a_provider_of_one_receipt_takes_one_dossier() -> None:
    office = Office(COPIES)
    first = owing(office)
    second = owing(office, first.applicant)
    invoices = [billed(dossier, at=WHEN) for dossier in (first, second)]
    assert first.applicant

    with pytest.raises(NotOffered, match="từng hồ sơ một"):
        begin(
            [invoice.public_id for invoice in invoices],
            means=Means.PLATFORM,
            by=first.applicant,
            at=WHEN,
            address="",
        )

    assert not Attempt.objects.exists()


def test_a_provider_that_is_gone_is_said_and_the_order_is_kept() -> None:
    invoice = billed(owing(Office(COPIES)), at=WHEN)
    payer = invoice.dossier.applicant
    assert payer

    with pytest.raises(Unavailable, match="Chưa có khoản tiền nào bị trừ"):
        begin([invoice.public_id], means=Means.PLATFORM, by=payer, at=WHEN, address="")

    assert Attempt.objects.get().means == Means.PLATFORM
