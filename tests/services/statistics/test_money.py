"""Figures of money: by day, means and office, paid online, points, what is open."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from accounts.models import Agency
from services.dossiers import actions
from services.dossiers.models import Dossier
from services.payments.actions import (
    approve,
    collect,
    pay_out,
    propose,
    reconcile,
    take_notice,
)
from services.payments.gateways import Movement
from services.payments.models import Means
from services.procedures.definition import Mode
from services.procedures.models import Offering
from services.statistics import applying, money
from services.statistics.models import DailyMoney, Fact
from services.statistics.money import Moved, OpenDifferences
from services.statistics.online_share import Share
from services.statistics.payment_score import PaymentScore, payment_score
from services.statistics.scope import Scope
from tests.factories.accounts import make_agency
from tests.factories.dossiers import BIRTH, DIPLOMA, WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told

pytestmark = pytest.mark.django_db

LATER = WHEN + timedelta(hours=1)
MARCH = Scope(date(2026, 3, 1), date(2026, 3, 31))


def online(office: Office) -> Dossier:
    """Return an accepted dossier that paid 24,000 VND by VNPAY."""
    dossier = owing(office)
    take_notice(told(make_attempt([billed(dossier, at=WHEN)], at=WHEN)), at=LATER)
    return actions.receive(dossier, by=office.receptionist, at=LATER)


def at_counter(office: Office) -> Dossier:
    dossier = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    return collect(
        dossier,
        by=office.receptionist,
        at=LATER,
        means=Means.CASH,
        amount=dossier.fee_owed,
    )


@pytest.fixture
def office() -> Office:
    return Office(COPIES, DIPLOMA, BIRTH)


def refunded(office: Office, dossier: Dossier, amount: int) -> None:
    (refund,) = propose(
        dossier,
        line=dossier.bill[0].key,
        amount=amount,
        reason="Thừa",
        by=office.receptionist,
        at=LATER,
    )
    refund = approve(refund, by=office.leader, at=LATER)
    pay_out(refund, by=office.receptionist, at=LATER)


def test_money_counts_on_its_day_at_its_office_by_its_means(office: Office) -> None:
    online(office)
    online(office)
    refunded(office, at_counter(office), 8_000)
    applying.apply_new_events()

    cash, vnpay = Moved("cash", 24_000, 1, 8_000), Moved("vnpay", 48_000, 2, 0)
    day = Moved("2026-03-02", 72_000, 3, 8_000)
    assert money.by_means(MARCH) == [cash, vnpay]
    assert money.by_day(MARCH) == [(date(2026, 3, 2), day)]
    ((agency, moved),) = money.by_agency(MARCH)
    assert agency == office.agency
    assert (moved.came_in, moved.went_back) == (72_000, 8_000)
    assert str(DailyMoney.objects.order_by("means")[0]).endswith("cash")


def test_money_of_other_offices_stands_outside(office: Office) -> None:
    online(office)
    applying.apply_new_events()

    for agency, count in ((office.agency, 1), (make_agency(), 0)):
        scope = Scope(MARCH.first, MARCH.last, agency=agency)
        assert len(money.by_means(scope)) == count


def test_a_rebuild_gives_the_same_money(office: Office) -> None:
    online(office)
    refunded(office, at_counter(office), 24_000)
    applying.apply_new_events()
    kept = (money.by_means(MARCH), money.by_day(MARCH), money.paid_online(MARCH))

    applying.rebuild()

    assert (
        money.by_means(MARCH),
        money.by_day(MARCH),
        money.paid_online(MARCH),
    ) == kept


def test_the_fact_knows_what_was_paid_and_how(office: Office) -> None:
    paid, back = online(office), at_counter(office)
    refunded(office, back, 8_000)
    applying.apply_new_events()

    facts = {fact.dossier: fact for fact in Fact.objects.all()}
    assert (facts[paid.pk].paid, facts[paid.pk].means) == (24_000, "vnpay")
    assert (facts[back.pk].paid, facts[back.pk].means) == (16_000, "cash")


def test_paid_online_is_what_bears_a_fee_and_paid_nowhere_else(office: Office) -> None:
    online(office)
    at_counter(office)
    both = actions.forward(online(office), by=office.receptionist, at=LATER)
    applying.apply_new_events()
    assert money.paid_online(MARCH) == Share(2, 3)
    both = actions.ask_payment(
        both, by=office.officer, at=LATER, amount=30_000, reason="Bổ sung"
    )
    collect(both, by=office.receptionist, at=LATER, means=Means.CASH, amount=30_000)
    free = Office(DIPLOMA)
    free.received()
    applying.apply_new_events()

    assert money.paid_online(MARCH) == Share(1, 3)


def test_a_fee_that_the_office_adds_or_sets_later_is_borne_too(office: Office) -> None:
    asked = Office(DIPLOMA).received()
    applying.apply_new_events()
    assert not Fact.objects.get(dossier=asked.pk).bears_fee
    there = Agency.objects.get(pk=asked.agency_id)
    desk = there.postings.get(role="receptionist").user
    officer = there.postings.get(role="officer").user
    asked = actions.forward(asked, by=desk, at=LATER)

    actions.ask_payment(asked, by=officer, at=LATER, amount=30_000, reason="Thêm")
    raised = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    actions.adjust_fee(
        actions.forward(raised, by=office.receptionist, at=LATER),
        by=office.officer,
        at=LATER,
        line=raised.bill[0].key,
        amount=0,
        reason="Miễn",
    )
    applying.apply_new_events()

    assert money.paid_online(MARCH) == Share(0, 2)


def test_money_of_test_dossiers_never_counts(office: Office) -> None:
    dossier = owing(office)
    applying.apply_new_events()
    Fact.objects.filter(dossier=dossier.pk).update(is_test=True)
    take_notice(told(make_attempt([billed(dossier, at=WHEN)], at=WHEN)), at=LATER)

    applying.apply_new_events()

    assert money.by_means(MARCH) == []


def test_the_points_follow_the_formula(office: Office) -> None:
    Offering.objects.filter(procedure__code=COPIES).update(level=4, mode=Mode.FULL)
    online(office)
    at_counter(office)
    applying.apply_new_events()

    score = payment_score(MARCH)

    # Copies and births may cost something; only copies are offered at level 4.
    assert score == PaymentScore(Share(1, 2), Share(1, 2), Share(1, 2))
    exact = 6 * Fraction(1, 2) + Fraction(5, 4) + Fraction(5, 4)
    assert score.points == exact


@pytest.mark.parametrize(
    ("a", "b", "c", "points"),
    [
        (Share(0, 0), Share(1, 1), Share(1, 1), None),
        (Share(1, 1), Share(1, 1), Share(1, 1), 10),
        (Share(0, 1), Share(4, 5), Share(0, 5), 2),
        (Share(1, 2), Share(0, 0), Share(0, 0), 3),
    ],
)
def test_points_end_at_ten_and_need_a_dossier(
    a: Share, b: Share, c: Share, points: int | None
) -> None:
    assert PaymentScore(a, b, c).points == points


def test_the_score_of_an_office_or_a_sector_looks_at_that_alone(
    office: Office,
) -> None:
    sector = office.procedures[0].sector
    only = Scope(MARCH.first, MARCH.last, agency=office.agency, sector=sector)
    nowhere = Scope(MARCH.first, MARCH.last, agency=make_agency())

    assert payment_score(only).b.total >= 1
    assert payment_score(nowhere).b == Share(0, 0)


def test_open_differences_are_counted_and_summed(office: Office) -> None:
    attempt = make_attempt([billed(owing(office), at=WHEN)], at=WHEN)
    movements = [
        Movement(attempt.reference, "1", attempt.amount - 500, WHEN),
        Movement("MC000000000000000000", "2", 50_000, WHEN),
    ]

    reconcile(Means.VNPAY, date(2026, 3, 2), movements, at=LATER)

    assert money.open_differences() == OpenDifferences(2, 50_500)
    assert money.open_differences(office.agency) == OpenDifferences(1, 500)
