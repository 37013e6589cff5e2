"""Nobody stays in doubt: providers are asked about what should have ended."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from services.payments.actions import asking
from services.payments.actions.asking import (
    GRACE,
    ask_about,
    ask_about_unsettled,
)
from services.payments.actions.starting import order_of
from services.payments.gateways import registry
from services.payments.models import Attempt, Entry, Means
from services.payments.states import AttemptState
from services.payments.tasks import ask_providers
from tests.factories.dossiers import Office
from tests.factories.money import COPIES, billed, make_attempt, owing
from tests.services.payments.gateways.bench import MERCHANT, SECRET, Bench

pytestmark = [pytest.mark.django_db, pytest.mark.local]

NOW = timezone.now().replace(microsecond=0)
BEGAN = NOW - timedelta(minutes=5)


@pytest.fixture(autouse=True)
def offered(vnpay: Bench, settings: Settings) -> Iterator[None]:
    """Offer VNPAY alone, over HTTP."""
    settings.VNPAY = {
        "VNPAY_TMN_CODE": MERCHANT,
        "VNPAY_SECRET": SECRET,
        "VNPAY_PAY_URL": f"{vnpay.home}/paymentv2/vpcpay.html",
        "VNPAY_API_URL": f"{vnpay.home}/merchant_webapi/api/transaction",
    }
    registry.gateways.cache_clear()
    yield
    registry.gateways.cache_clear()


def attempt_at(office: Office, means: Means = Means.VNPAY) -> Attempt:
    """Begin an attempt that may still be paid, however long ago NOW was read."""
    invoice = billed(owing(office, at=BEGAN), at=BEGAN)
    attempt = make_attempt([invoice], at=BEGAN, means=means)
    attempt.expires_at = BEGAN + timedelta(days=1)
    attempt.save(update_fields=["expires_at"])
    return attempt


def after(attempt: Attempt, minutes: int = 1) -> timedelta:
    return attempt.expires_at - NOW + timedelta(minutes=minutes)


def state_of(attempt: Attempt) -> str:
    attempt.refresh_from_db()
    return attempt.state


def paid(vnpay: Bench, attempt: Attempt, choice: str = "pay") -> None:
    """Pay it, and lose every notice of it."""
    vnpay.mood(hold=True)
    vnpay.choose(order_of(attempt), choice)


def test_money_whose_notice_was_lost_is_found(vnpay: Bench) -> None:
    attempt = attempt_at(Office(COPIES))
    paid(vnpay, attempt)

    assert ask_about_unsettled(NOW + after(attempt)) == 1

    assert state_of(attempt) == AttemptState.PAID
    assert Entry.objects.get().attempt == attempt


def test_nobody_is_asked_before_the_expiry(vnpay: Bench) -> None:
    attempt = attempt_at(Office(COPIES))
    paid(vnpay, attempt)

    assert ask_about_unsettled(NOW) == 0

    attempt.refresh_from_db()
    assert (attempt.state, attempt.asked_at) == (AttemptState.OPEN, None)


@pytest.mark.parametrize(
    ("choice", "state"),
    [("cancel", AttemptState.FAILED), ("suspect", AttemptState.CHECKING)],
)
def test_failures_and_doubts_are_found_too(
    vnpay: Bench, choice: str, state: AttemptState
) -> None:
    attempt = attempt_at(Office(COPIES))
    paid(vnpay, attempt, choice)

    ask_about_unsettled(NOW + after(attempt))

    assert state_of(attempt) == state


def test_who_never_came_or_never_chose_lapses_after_a_while(vnpay: Bench) -> None:
    office = Office(COPIES)
    never, seen = attempt_at(office), attempt_at(office)
    vnpay.open(order_of(seen))

    ask_about_unsettled(NOW + after(never))
    assert (state_of(never), state_of(seen)) == (AttemptState.OPEN, AttemptState.OPEN)

    end = never.expires_at + GRACE
    ask_about_unsettled(end)
    assert (state_of(never), state_of(seen)) == (
        AttemptState.EXPIRED,
        AttemptState.EXPIRED,
    )
    assert (never.settled_at, never.reply_code) == (end, "91")


def test_what_is_in_doubt_never_lapses(vnpay: Bench) -> None:
    attempt = attempt_at(Office(COPIES))
    Attempt.objects.update(state=AttemptState.CHECKING)

    ask_about_unsettled(attempt.expires_at + timedelta(days=30))

    assert state_of(attempt) == AttemptState.CHECKING


def test_a_provider_that_is_down_is_asked_once_and_again_next_time(
    vnpay: Bench,
) -> None:
    office = Office(COPIES)
    attempts = [attempt_at(office) for _each in range(3)]
    for attempt in attempts:
        paid(vnpay, attempt)
    vnpay.mood(down=True)

    first = NOW + after(attempts[0])
    assert ask_about_unsettled(first) == 0
    assert Attempt.objects.filter(asked_at=first).count() == 1
    assert {state_of(attempt) for attempt in attempts} == {AttemptState.OPEN}

    vnpay.mood(down=False)
    assert ask_about_unsettled(first + timedelta(minutes=5)) == 3
    assert {state_of(attempt) for attempt in attempts} == {AttemptState.PAID}


def test_a_forged_answer_changes_nothing_and_stops_nobody(
    vnpay: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office(COPIES)
    attempts = [attempt_at(office) for _each in range(2)]
    vnpay.mood(forge=True)

    at = NOW + after(attempts[0])
    assert ask_about_unsettled(at) == 0

    assert Attempt.objects.filter(state=AttemptState.OPEN, asked_at=at).count() == 2
    assert attempts[0].reference in caplog.text


def test_a_lie_about_the_sum_books_nothing_and_is_logged(
    vnpay: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    attempt = attempt_at(Office(COPIES))
    paid(vnpay, attempt)
    vnpay.mood(lie=1)

    assert ask_about_unsettled(NOW + after(attempt)) == 0

    assert state_of(attempt) == AttemptState.OPEN
    assert f"{attempt.reference}: another sum" in caplog.text
    assert not Entry.objects.exists()


def test_a_number_used_twice_is_for_a_person_and_stops_nobody(
    vnpay: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office(COPIES)
    first, second = attempt_at(office), attempt_at(office)
    paid(vnpay, first)
    paid(vnpay, second)
    other = attempt_at(office)
    Attempt.objects.filter(pk=other.pk).update(
        state=AttemptState.FAILED, provider_number="14000001"
    )

    assert ask_about_unsettled(NOW + after(first)) == 1

    assert (state_of(first), state_of(second)) == (AttemptState.OPEN, AttemptState.PAID)
    assert f"{first.reference} cannot be booked" in caplog.text


def test_those_asked_longest_ago_come_first(
    vnpay: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(COPIES)
    early, late = attempt_at(office), attempt_at(office)
    at = NOW + after(early)
    monkeypatch.setattr(asking, "LIMIT", 1)

    for minutes in (0, 5):
        ask_about_unsettled(at + timedelta(minutes=minutes))

    asked = Attempt.objects.order_by("asked_at").values_list("pk", flat=True)
    assert list(asked) == [early.pk, late.pk]


def test_a_transfer_that_nobody_saw_lapses_after_its_days(settings: Settings) -> None:
    settings.VIETQR = {
        "VIETQR_BANK": "970400",
        "VIETQR_ACCOUNT": "0000000000",
        "VIETQR_ACCOUNT_NAME": "CO QUAN MAU",
    }
    registry.gateways.cache_clear()
    attempt = attempt_at(Office(COPIES), Means.VIETQR)

    ask_about_unsettled(attempt.expires_at + GRACE)

    registry.gateways.cache_clear()
    assert state_of(attempt) == AttemptState.EXPIRED


def test_the_clock_asks_too(vnpay: Bench) -> None:
    attempt = attempt_at(Office(COPIES))
    paid(vnpay, attempt)
    Attempt.objects.update(expires_at=NOW - timedelta(seconds=1))

    assert ask_providers() == 1


def test_pressing_again_at_once_asks_nobody(vnpay: Bench) -> None:
    attempt = attempt_at(Office(COPIES))

    ask_about(attempt, NOW)
    paid(vnpay, attempt)

    assert ask_about(attempt, NOW + timedelta(seconds=4)) is False
    assert state_of(attempt) == AttemptState.OPEN
    assert ask_about(attempt, NOW + timedelta(seconds=6)) is True
    assert state_of(attempt) == AttemptState.PAID
