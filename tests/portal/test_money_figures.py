"""The figures of money: public without anything personal, and those of an office."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from services.dossiers import actions
from services.payments.actions import take_notice
from services.statistics import applying, money
from services.statistics.online_share import Share, first_of
from services.statistics.scope import Scope
from tests.factories.accounts import make_agency, make_officer, sign_in
from tests.factories.dossiers import Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told

pytestmark = pytest.mark.django_db


def paid_today(office: Office) -> None:
    """Have a dossier accepted that paid online."""
    now = timezone.now()
    dossier = owing(office, at=now)
    take_notice(told(make_attempt([billed(dossier, at=now)], at=now)), at=now)
    dossier.refresh_from_db()
    actions.receive(dossier, by=office.receptionist, at=now)
    applying.apply_new_events()


def test_a_month_without_fees_has_no_share(client: Client) -> None:
    page = client.get(reverse("money_figures")).content.decode()

    assert "—" in page
    assert "Diễn giải, chưa đối chiếu với văn bản" in page


def test_the_public_page_shows_the_share_and_the_points(client: Client) -> None:
    office = Office(COPIES)
    paid_today(office)

    page = client.get(reverse("money_figures")).content.decode()

    assert "100,0\u00a0%" in page
    assert "1 trên 1 hồ sơ" in page
    assert office.receptionist.full_name not in page


def test_every_month_of_the_period_has_its_row() -> None:
    paid_today(Office(COPIES))
    today = timezone.localdate()

    rows = money.paid_online_by_month(Scope(first_of(today, 3), today))

    assert [row.share for row in rows] == [Share(), Share(), Share(1, 1)]


@pytest.mark.parametrize(
    ("months", "first"), [(1, date(2026, 3, 1)), (3, date(2026, 1, 1))]
)
def test_the_period_ends_with_the_month_of_today(months: int, first: date) -> None:
    assert first_of(date(2026, 3, 31), months) == first


def test_an_office_sees_its_own_sums_by_means_day_and_agency() -> None:
    office, other = Office(COPIES), Office(COPIES)
    paid_today(office)
    paid_today(other)
    path = reverse("desk:money_figures")

    page = sign_in(office.leader).get(path).content.decode()

    assert "VNPAY" in page
    assert f"{timezone.localdate():%d/%m/%Y}" in page
    assert "24.000 đ" in page
    assert "48.000 đ" not in page


def test_whoever_oversees_several_offices_chooses_one() -> None:
    city = make_agency("Thành phố Mẫu")
    office = Office(COPIES)
    office.agency.path = f"{city.path}.{office.agency.pk}"
    office.agency.save()
    paid_today(office)
    client = sign_in(make_officer(Role.AUDITOR, city))
    path = reverse("desk:money_figures")

    whole = client.get(path)
    part = client.get(f"{path}?co-quan={office.agency.identifier}")
    foreign = client.get(f"{path}?co-quan={Office(COPIES).agency.identifier}")

    assert whole.context["office"] == city
    assert part.context["office"] == office.agency
    assert foreign.context["office"] == city
    assert "24.000 đ" in whole.content.decode()


def test_an_administrator_of_an_office_enters_without_seeing_dossiers() -> None:
    office = Office(COPIES)
    client = sign_in(make_officer(Role.AGENCY_ADMIN, office.agency))

    page = client.get(reverse("desk:money_figures")).content.decode()

    assert "Chưa có khoản nào trong thời gian này" in page
    assert "Nhận tại quầy" not in page
