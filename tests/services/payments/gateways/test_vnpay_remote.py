"""VNPAY's own ways over HTTP: querydr, refunds, the file of a day, what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from services.payments.gateways import BadSignature, NoAnswer, Order, Return
from services.payments.gateways.base import VIETNAM
from services.payments.gateways.http import Client
from services.payments.gateways.vnpay import Vnpay
from services.payments.states import Outcome, Verdict
from tests.services.payments.gateways.bench import HTTP, Bench, make_order

pytestmark = pytest.mark.local


def paid(vnpay: Bench, order: Order, choice: str = "pay") -> str:
    """Pay the order; return VNPAY's number of it."""
    vnpay.choose(order, choice)
    heard = vnpay.ear.hear()
    heard.answer(vnpay.gateway.answer(Verdict.TAKEN))
    number = vnpay.gateway.read_notice(heard.message).provider_number
    assert isinstance(number, str)
    return number


def back_of(order: Order, number: str, amount: int, reference: str) -> Return:
    return Return(
        order=order,
        provider_number=number,
        paid_at=timezone.now(),
        amount=amount,
        reference=reference,
        by="Bộ phận Một cửa",
        reason="Nộp hai lần",
    )


def test_money_taken_under_suspicion_is_in_doubt(vnpay: Bench) -> None:
    order = make_order()
    vnpay.choose(order, "suspect")

    heard = vnpay.ear.hear()
    told = vnpay.gateway.read_notice(heard.message)
    heard.answer(vnpay.gateway.answer(Verdict.TAKEN))

    assert (told.outcome, told.code) == (Outcome.DOUBTFUL, "07/07")
    assert vnpay.gateway.ask(order, at=timezone.now()).outcome is Outcome.DOUBTFUL


def test_a_payment_reversed_later_is_in_doubt_and_not_failed(vnpay: Bench) -> None:
    order = make_order()
    paid(vnpay, order)

    vnpay.mood(reverse=order.reference)

    assert vnpay.gateway.ask(order, at=timezone.now()).outcome is Outcome.DOUBTFUL


def test_notices_that_contradict_each_other_each_say_their_own(vnpay: Bench) -> None:
    order = make_order()
    paid(vnpay, order)

    vnpay.mood(tell=[order.reference, "24", "02"])
    heard = vnpay.ear.hear()
    heard.answer(vnpay.gateway.answer(Verdict.KNOWN_ALREADY))

    assert vnpay.gateway.read_notice(heard.message).outcome is Outcome.FAILED


def test_who_pays_after_the_expiry_has_failed(vnpay: Bench) -> None:
    order = make_order(minutes=-1)
    vnpay.choose(order, "pay")

    heard = vnpay.ear.hear()
    told = vnpay.gateway.read_notice(heard.message)
    heard.answer(vnpay.gateway.answer(Verdict.TAKEN))

    assert (told.outcome, told.code) == (Outcome.FAILED, "11/02")


@pytest.mark.parametrize(
    "changed",
    [
        {"vnp_Amount": "100"},
        {"vnp_TmnCode": "MAU00002"},
        {"vnp_SecureHash": "00"},
    ],
)
def test_a_changed_address_is_no_page_of_payment(
    vnpay: Bench, changed: dict[str, str]
) -> None:
    url = urlsplit(vnpay.gateway.start(make_order(), at=timezone.now()))
    fields = {**dict(parse_qsl(url.query)), **changed}

    page = HTTP.request("GET", f"{vnpay.home}{url.path}", fields=fields)

    assert page.status == 400
    assert "97" in page.data.decode()


def test_a_number_is_good_for_one_order(vnpay: Bench) -> None:
    order = make_order()
    vnpay.open(order)

    assert "đã được dùng" in vnpay.open(replace(order, amount=1_000))


def test_an_order_that_ended_is_not_paid_again(vnpay: Bench) -> None:
    order = make_order()
    paid(vnpay, order)

    assert "đã kết thúc" in vnpay.open(order)


def test_a_refund_in_full_is_given_once_however_often_it_is_asked_for(
    vnpay: Bench,
) -> None:
    order = make_order()
    asked = back_of(order, paid(vnpay, order), 24_000, "HT001")

    first = vnpay.gateway.give_back(asked, at=timezone.now())
    again = vnpay.gateway.give_back(asked, at=timezone.now())

    assert first.outcome is Outcome.SUCCEEDED
    assert again == first
    day = timezone.now().astimezone(VIETNAM).date()
    moved = [line.amount for line in vnpay.gateway.statement(day)]
    assert moved == [24_000, -24_000]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("05", Outcome.PENDING), ("06", Outcome.SUCCEEDED), ("09", Outcome.FAILED)],
)
def test_a_refund_stands_as_vnpay_says(
    vnpay: Bench, status: str, outcome: Outcome
) -> None:
    order = make_order()
    vnpay.mood(refund_status=status)

    back = vnpay.gateway.give_back(
        back_of(order, paid(vnpay, order), 8_000, "HT002"), at=timezone.now()
    )

    assert (back.outcome, back.code) == (outcome, status)


def test_more_than_was_paid_or_of_nothing_is_not_given_back(vnpay: Bench) -> None:
    order, never = make_order(), make_order()
    number = paid(vnpay, order)

    much = vnpay.gateway.give_back(
        back_of(order, number, 25_000, "HT003"), at=timezone.now()
    )
    nothing = vnpay.gateway.give_back(
        back_of(never, "1", 24_000, "HT004"), at=timezone.now()
    )

    assert (much.outcome, much.code) == (Outcome.FAILED, "95")
    assert (nothing.outcome, nothing.code) == (Outcome.FAILED, "91")


def test_a_repetition_whose_refund_is_not_seen_yet_is_pending(vnpay: Bench) -> None:
    """94 for a number that gave nothing back: querydr shows the payment itself."""
    order = make_order()
    asked = back_of(order, paid(vnpay, order), 25_000, "HT005")
    vnpay.gateway.give_back(asked, at=timezone.now())

    again = vnpay.gateway.give_back(asked, at=timezone.now())

    assert again.outcome is Outcome.PENDING


def test_a_forged_answer_to_a_refund_is_refused(vnpay: Bench) -> None:
    order = make_order()
    asked = back_of(order, paid(vnpay, order), 24_000, "HT006")
    vnpay.mood(forge=True)

    with pytest.raises(BadSignature):
        vnpay.gateway.give_back(asked, at=timezone.now())


def test_another_merchants_questions_are_no_answers(vnpay: Bench) -> None:
    contract = replace(vnpay.gateway._contract, tmn_code="MAU00002")
    stranger = Vnpay(contract, Client(read=2))
    order = make_order()

    with pytest.raises(NoAnswer, match="02"):
        stranger.ask(order, at=timezone.now())
    with pytest.raises(NoAnswer, match="02"):
        stranger.give_back(back_of(order, "1", 24_000, "HT007"), at=timezone.now())


def test_a_wrong_key_is_told_by_the_answers_signature(vnpay: Bench) -> None:
    contract = replace(vnpay.gateway._contract, secret="another key")

    with pytest.raises(BadSignature):
        Vnpay(contract, Client(read=2)).ask(make_order(), at=timezone.now())


def test_the_file_of_a_day_holds_what_was_paid_then(vnpay: Bench) -> None:
    order, failed = make_order(), make_order()
    number = paid(vnpay, order)
    paid(vnpay, failed, "cancel")

    today = timezone.now().astimezone(VIETNAM).date()
    (line,) = vnpay.gateway.statement(today)

    assert (line.reference, line.provider_number) == (order.reference, number)
    assert line.amount == 24_000
    assert abs(line.at - timezone.now()) < timedelta(minutes=1)
    assert vnpay.gateway.statement(date(2021, 1, 27)) == []


def test_without_an_address_there_is_no_file(vnpay: Bench) -> None:
    contract = replace(vnpay.gateway._contract, statement_url="")

    with pytest.raises(NoAnswer, match="VNPAY_STATEMENT_URL"):
        Vnpay(contract, Client()).statement(date(2026, 3, 2))
