"""A provider's notices on their whole way: signature, order, sum, state, booking.

The page that takes them in belongs to a face; what it does stands here in `reply`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from services.payments.actions import take_notice
from services.payments.actions.starting import order_of
from services.payments.gateways import BadSignature
from services.payments.models import Attempt, Entry, Means
from services.payments.states import AttemptState, Verdict
from tests.factories.dossiers import Office
from tests.factories.money import COPIES, billed, make_attempt, owing
from tests.services.payments.gateways.bench import Bench, Heard, make_order

pytestmark = [pytest.mark.django_db, pytest.mark.local]


def now() -> datetime:
    """Return this second: the fakes have clocks of their own, and orders lapse."""
    return timezone.now().replace(microsecond=0)


def begun(bench: Bench) -> Attempt:
    at = now() - timedelta(minutes=1)
    invoice = billed(owing(Office(COPIES), at=at), at=at)
    return make_attempt([invoice], at=at, means=Means(bench.means))


def reply(bench: Bench, heard: Heard) -> Verdict:
    """Take the notice as a page does, answer it, and return the verdict."""
    try:
        told = bench.gateway.read_notice(heard.message)
        verdict = take_notice(told, at=now()).verdict
    except BadSignature:
        verdict = Verdict.FORGED
    heard.answer(bench.gateway.answer(verdict))
    return verdict


def test_a_notice_is_booked_once_and_then_known(bench: Bench) -> None:
    attempt = begun(bench)
    bench.mood(repeat=1)
    bench.choose(order_of(attempt), "pay")

    verdicts = [reply(bench, bench.ear.hear()) for _time in "12"]

    attempt.refresh_from_db()
    assert verdicts == [Verdict.TAKEN, Verdict.KNOWN_ALREADY]
    assert attempt.state == AttemptState.PAID
    assert Entry.objects.count() == 1


def test_a_lie_about_the_sum_books_nothing_and_the_truth_does(bench: Bench) -> None:
    attempt = begun(bench)
    bench.mood(lie=-1_000)
    bench.choose(order_of(attempt), "pay")
    lied = reply(bench, bench.ear.hear())
    assert not Entry.objects.exists()

    bench.mood(lie=0)
    verdict = reply(bench, bench.ear.hear())
    while verdict is Verdict.WRONG_AMOUNT:  # told before the mood changed
        verdict = reply(bench, bench.ear.hear())

    assert (lied, verdict) == (Verdict.WRONG_AMOUNT, Verdict.TAKEN)
    assert Entry.objects.count() == 1


def test_a_forged_notice_books_nothing(bench: Bench) -> None:
    attempt = begun(bench)
    bench.mood(forge=True)
    bench.choose(order_of(attempt), "pay")

    verdict = reply(bench, bench.ear.hear())

    attempt.refresh_from_db()
    assert (verdict, attempt.state) == (Verdict.FORGED, AttemptState.OPEN)


def test_a_notice_of_no_order_of_ours_is_told_so(bench: Bench) -> None:
    bench.choose(make_order(), "pay")

    assert reply(bench, bench.ear.hear()) is Verdict.NO_SUCH_ORDER


def test_an_order_of_one_provider_is_not_paid_at_another(bench: Bench) -> None:
    attempt = begun(bench)
    Attempt.objects.update(means=Means.CARD)
    bench.choose(order_of(attempt), "pay")

    assert reply(bench, bench.ear.hear()) is Verdict.NO_SUCH_ORDER


def test_money_told_after_a_failure_is_booked_and_a_failure_after_it_is_not(
    vnpay: Bench,
) -> None:
    attempt = begun(vnpay)
    vnpay.mood(hold=True)
    vnpay.choose(order_of(attempt), "pay")
    for response, status in (("00", "00"), ("24", "02")):
        vnpay.mood(tell=[attempt.reference, response, status])
    vnpay.mood(hold=False)

    verdicts = [reply(vnpay, vnpay.ear.hear()) for _each in "123"]

    attempt.refresh_from_db()
    assert verdicts == [Verdict.TAKEN, Verdict.TAKEN, Verdict.KNOWN_ALREADY]
    assert attempt.state == AttemptState.PAID


def test_another_currency_is_another_sum(vnpay: Bench) -> None:
    attempt = begun(vnpay)
    vnpay.choose(order_of(attempt), "pay")
    heard = vnpay.ear.hear()
    told = vnpay.gateway.read_notice(heard.message)

    verdict = take_notice(replace(told, currency="USD"), at=now()).verdict

    heard.answer(vnpay.gateway.answer(verdict))
    assert verdict is Verdict.WRONG_AMOUNT
