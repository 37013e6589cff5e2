"""What is claimed of every remote provider: our client before a process that is one.

The process signs, parses and keeps books with code of its own; the two meet over HTTP.
"""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from services.payments.gateways import BadSignature, NoAnswer, Notifying
from services.payments.states import Outcome, Verdict
from tests.services.payments.gateways.bench import HTTP, Bench, make_order

pytestmark = pytest.mark.local


def test_what_is_paid_is_told_with_our_number_and_sum(bench: Bench) -> None:
    order = make_order()

    bench.choose(order, "pay")
    heard = bench.ear.hear()
    told = bench.gateway.read_notice(heard.message)
    heard.answer(bench.gateway.answer(Verdict.TAKEN))

    assert isinstance(bench.gateway, Notifying)
    assert (told.means, told.reference) == (bench.means, order.reference)
    assert (told.outcome, told.amount) == (Outcome.SUCCEEDED, 24_000)
    assert (told.currency, told.bank) == ("VND", "NCB")
    assert told.provider_number


def test_asking_says_what_the_notice_said(bench: Bench) -> None:
    order = make_order()
    bench.choose(order, "pay")
    heard = bench.ear.hear()
    told = bench.gateway.read_notice(heard.message)

    asked = bench.gateway.ask(order, at=timezone.now())

    heard.answer(bench.gateway.answer(Verdict.TAKEN))
    assert (asked.outcome, asked.amount) == (told.outcome, told.amount)
    assert asked.provider_number == told.provider_number


@pytest.mark.parametrize("choice", ["poor", "cancel"])
def test_who_does_not_pay_has_failed_and_names_no_money(
    bench: Bench, choice: str
) -> None:
    bench.choose(make_order(), choice)

    heard = bench.ear.hear()
    told = bench.gateway.read_notice(heard.message)
    heard.answer(bench.gateway.answer(Verdict.TAKEN))

    assert told.outcome is Outcome.FAILED


def test_who_has_not_chosen_is_pending_and_who_never_came_is_unknown(
    bench: Bench,
) -> None:
    seen, never = make_order(), make_order()
    bench.open(seen)

    assert bench.gateway.ask(seen, at=timezone.now()).outcome is Outcome.PENDING
    told = bench.gateway.ask(never, at=timezone.now())
    assert (told.outcome, told.amount) == (Outcome.UNKNOWN, None)


def test_a_closed_browser_is_told_all_the_same(bench: Bench) -> None:
    answer = bench.choose(make_order(), "close")

    heard = bench.ear.hear()
    told = bench.gateway.read_notice(heard.message)
    heard.answer(bench.gateway.answer(Verdict.TAKEN))

    assert told.outcome is Outcome.SUCCEEDED
    assert answer.status == 200
    assert "Location" not in answer.headers


def test_a_slow_provider_is_no_answer(bench: Bench) -> None:
    order = make_order()
    bench.mood(slow=30)

    with pytest.raises(NoAnswer):
        bench.gateway.ask(order, at=timezone.now())


@pytest.mark.parametrize("mood", ["down", "garbage"])
def test_a_provider_that_is_down_or_babbles_is_no_answer(
    bench: Bench, mood: str
) -> None:
    bench.mood(**{mood: True})

    with pytest.raises(NoAnswer):
        bench.gateway.ask(make_order(), at=timezone.now())


def test_a_provider_that_is_gone_is_no_answer(bench: Bench) -> None:
    bench.kill()

    with pytest.raises(NoAnswer):
        bench.gateway.ask(make_order(), at=timezone.now())


def test_a_forged_answer_and_a_forged_notice_are_refused(bench: Bench) -> None:
    order = make_order()
    bench.mood(forge=True)
    bench.choose(order, "pay")

    with pytest.raises(BadSignature):
        bench.gateway.ask(order, at=timezone.now())
    heard = bench.ear.hear()
    with pytest.raises(BadSignature):
        bench.gateway.read_notice(heard.message)
    heard.answer(bench.gateway.answer(Verdict.FORGED))


def test_a_lie_about_the_sum_is_told_as_it_came(bench: Bench) -> None:
    """Nobody takes the sum over: `take_notice` compares it with the order's."""
    order = make_order()
    bench.mood(lie=-1_000)
    bench.choose(order, "pay")

    heard = bench.ear.hear()
    told = bench.gateway.read_notice(heard.message)
    heard.answer(bench.gateway.answer(Verdict.WRONG_AMOUNT))

    assert (told.outcome, told.amount) == (Outcome.SUCCEEDED, 23_000)
    assert bench.gateway.ask(order, at=timezone.now()).amount == 23_000


def test_a_notice_is_repeated_until_it_is_understood_and_never_for_ever(
    bench: Bench,
) -> None:
    order = make_order()
    bench.choose(order, "pay")

    for verdict in (Verdict.TROUBLE, Verdict.TROUBLE, Verdict.KNOWN_ALREADY):
        heard = bench.ear.hear()
        assert bench.gateway.read_notice(heard.message).reference == order.reference
        heard.answer(bench.gateway.answer(verdict))

    other = make_order()
    bench.choose(other, "pay")
    for _try in range(4):
        bench.ear.hear().answer(bench.gateway.answer(Verdict.TROUBLE))
    last = make_order()
    bench.choose(last, "pay")
    heard = bench.ear.hear()
    assert bench.gateway.read_notice(heard.message).reference == last.reference
    heard.answer(bench.gateway.answer(Verdict.TAKEN))
    assert bench.notices()[:2] == [[order.reference, 3, 1], [other.reference, 4, 0]]


def test_a_repeating_provider_says_the_same_each_time(bench: Bench) -> None:
    bench.mood(repeat=2)
    bench.choose(make_order(), "pay")

    said = []
    for _time in range(3):
        heard = bench.ear.hear()
        said.append(bench.gateway.read_notice(heard.message))
        heard.answer(bench.gateway.answer(Verdict.KNOWN_ALREADY))

    assert len(set(said)) == 1


def test_late_notices_come_in_another_order(bench: Bench) -> None:
    first, second = make_order(), make_order()
    bench.mood(hold=True)
    bench.choose(first, "pay")
    bench.choose(second, "pay")
    assert bench.ear.is_quiet()

    bench.mood(hold=False)

    references = []
    for _each in "12":
        heard = bench.ear.hear()
        references.append(bench.gateway.read_notice(heard.message).reference)
        heard.answer(bench.gateway.answer(Verdict.TAKEN))
    assert references == [second.reference, first.reference]


def test_killed_and_started_again_it_knows_its_orders_and_its_debts(
    bench: Bench,
) -> None:
    order = make_order()
    bench.mood(hold=True)
    bench.choose(order, "pay")
    bench.kill()

    bench.start()

    heard = bench.ear.hear()
    told = bench.gateway.read_notice(heard.message)
    heard.answer(bench.gateway.answer(Verdict.TAKEN))
    assert told.outcome is Outcome.SUCCEEDED
    asked = bench.gateway.ask(order, at=timezone.now())
    assert asked.provider_number == told.provider_number


def test_pressing_twice_pays_once(bench: Bench) -> None:
    order = make_order()
    page = bench.open(order)
    assert "MÔ PHỎNG" in page
    fields = {"reference": order.reference, "choice": "pay"}
    path = "/paymentv2/chon" if bench.means == "vnpay" else "/chon"
    for _time in "12":
        HTTP.request(
            "POST",
            bench.home + path,
            fields=fields,
            encode_multipart=False,
            redirect=False,
        )

    bench.ear.hear().answer(bench.gateway.answer(Verdict.TAKEN))

    assert len(bench.notices()) == 1


def test_the_page_is_plainly_a_simulation_and_needs_no_script(bench: Bench) -> None:
    url = bench.gateway.start(make_order(), at=timezone.now())
    answer = HTTP.request("GET", url)
    page = answer.data.decode()

    assert "MÔ PHỎNG – không phải" in page
    assert "không có tiền thật" in page
    assert 'lang="vi"' in page
    assert "24.000 đ" in page
    assert "<script" not in page
    assert "Nguyễn Thị Mẫu" not in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_payer_comes_back_to_our_page(bench: Bench) -> None:
    answer = bench.choose(make_order(), "pay")
    bench.ear.hear().answer(bench.gateway.answer(Verdict.TAKEN))

    back = urlsplit(answer.headers["Location"])
    assert answer.status == 303
    assert (back.hostname, back.path) == ("dichvucong.mau.test", "/ket-qua")
    if bench.means == "vnpay":
        told = bench.gateway.read_notice(dict(parse_qsl(back.query)))
        assert told.outcome is Outcome.SUCCEEDED
