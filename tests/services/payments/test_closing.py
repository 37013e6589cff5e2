"""The cashier's day: counted against the ledger, and closed once."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from accounts.permissions import Role
from services.dossiers import actions
from services.dossiers.models import Dossier
from services.payments.actions import Drawer, close_day, collect
from services.payments.actions.closing import expected, why_not_close
from services.payments.errors import DayClosed
from services.payments.models import CashDay, EntryLine, Means
from tests.factories.accounts import make_agency, make_officer
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, owing

db = pytest.mark.django_db

LATER = WHEN + timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


def collected(office: Office, means: Means = Means.CASH, *, days: int = 0) -> Dossier:
    at = LATER + days * DAY
    dossier = actions.receive(owing(office), by=office.receptionist, at=at)
    return collect(
        dossier,
        by=office.receptionist,
        at=at,
        means=means,
        amount=dossier.fee_owed,
        reference="THE-1",
    )


def closed(office: Office, cash: int, card: int, reason: str = "") -> CashDay:
    return close_day(
        office.agency,
        by=office.receptionist,
        at=LATER,
        counted=Drawer(cash, card),
        reason=reason,
    )


@db
def test_the_ledger_says_what_should_lie_in_the_drawer(office: Office) -> None:
    for means in (Means.CASH, Means.CASH, Means.CARD, Means.TREASURY):
        collected(office, means)
    collected(office, days=1)

    day = closed(office, 48_000, 24_000)

    assert (day.expected_cash, day.expected_card) == (48_000, 24_000)
    assert day.difference == 0
    assert str(day).endswith("2026-03-02")


@db
def test_money_of_another_cashier_lies_in_another_drawer(office: Office) -> None:
    collected(office)
    other = make_officer(Role.CASHIER, office.agency)

    assert expected(office.agency, other, LATER.date()) == Drawer(0, 0)


@db
def test_a_difference_says_why(office: Office) -> None:
    collected(office)
    with pytest.raises(DayClosed, match="chênh lệch"):
        closed(office, 20_000, 0)

    day = closed(office, 20_000, 0, "Thối nhầm tiền")

    assert (day.difference, day.reason) == (-4_000, "Thối nhầm tiền")
    with pytest.raises(IntegrityError), transaction.atomic():
        CashDay.objects.update(reason="")


@db
@pytest.mark.parametrize("means", [Means.CASH, Means.CARD, Means.TREASURY])
def test_after_closing_nothing_is_collected_on_that_day(
    office: Office, means: Means
) -> None:
    closed(office, 0, 0)

    with pytest.raises(DayClosed, match="đã khóa"):
        collected(office, means)
    assert collected(office, means, days=1).fee_owed == 0


@db
def test_a_day_is_closed_once_by_its_cashier_and_not_before_it_comes(
    office: Office,
) -> None:
    closed(office, 0, 0)

    with pytest.raises(DayClosed, match="đã khóa"):
        closed(office, 0, 0)
    mine = {"by": office.receptionist, "at": LATER, "counted": Drawer(0, 0)}
    with pytest.raises(DayClosed, match="Chưa đến"):
        close_day(office.agency, day=LATER.date() + DAY, **mine)  # type: ignore[arg-type]
    with pytest.raises(DayClosed, match="không có quyền"):
        close_day(make_agency(), **mine)  # type: ignore[arg-type]


@db
def test_days_before_the_first_money_of_the_agency_have_no_book(office: Office) -> None:
    collected(office, days=-1)
    mine = {"by": office.receptionist, "at": LATER, "counted": Drawer(24_000, 0)}
    with pytest.raises(DayClosed, match="chưa thu khoản nào"):
        close_day(office.agency, day=LATER.date() - 2 * DAY, **mine)  # type: ignore[arg-type]

    yesterday = close_day(office.agency, day=LATER.date() - DAY, **mine)  # type: ignore[arg-type]

    assert yesterday.day == LATER.date() - DAY
    assert why_not_close(make_agency(), LATER.date(), today=LATER.date()) == ""
    assert why_not_close(make_agency(), LATER.date() - DAY, today=LATER.date())


@pytest.mark.django_db(transaction=True)
def test_closing_while_money_comes_in_overlooks_none() -> None:
    office = Office(COPIES)
    dossiers = [
        actions.receive(owing(office), by=office.receptionist, at=WHEN) for _n in "123"
    ]
    together = threading.Barrier(4)
    refused: list[DayClosed] = []

    def take(dossier: Dossier) -> None:
        together.wait()
        try:
            collect(
                dossier,
                by=office.receptionist,
                at=LATER,
                means=Means.CASH,
                amount=24_000,
            )
        except DayClosed as problem:
            refused.append(problem)
        connections.close_all()

    threads = [threading.Thread(target=take, args=(each,)) for each in dossiers]
    for thread in threads:
        thread.start()
    together.wait()
    day = closed(office, 0, 0, "Chưa đếm")
    for thread in threads:
        thread.join()

    assert day.expected_cash == 24_000 * (3 - len(refused))
    assert EntryLine.objects.filter(account="cash").balance() == day.expected_cash
    connection.close()
