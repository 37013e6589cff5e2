"""VietQR's code byte for byte, and a provider that asks nobody."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from services.payments.gateways import NoAnswer, Return
from services.payments.gateways.vietqr import Account, VietQr, field, payload
from services.payments.states import Outcome
from tests.services.payments.gateways.bench import make_order

ACCOUNT = Account(
    bank="970416",
    number="257678859",
    holder="CO QUAN MAU",
    page_url="https://dichvucong.mau.test/chuyen-khoan/{reference}",
)
VECTOR = (
    "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA"
    "53037045802VN6304AE9F"
)


def read(text: str) -> dict[str, str]:
    """Return the fields of a code by their tags, as a bank's application does."""
    found = {}
    while text:
        length = int(text[2:4])
        found[text[:2]], text = text[4 : 4 + length], text[4 + length :]
    return found


def test_the_static_code_is_the_vectors_byte_for_byte() -> None:
    assert payload("970416", "257678859") == VECTOR


def test_a_code_of_an_order_carries_its_sum_and_its_number() -> None:
    text = payload("970416", "257678859", amount=24_000, purpose="MC260302000000000001")

    fields = read(text)
    assert (fields["01"], fields["53"], fields["54"]) == ("12", "704", "24000")
    assert read(fields["62"]) == {"08": "MC260302000000000001"}
    assert read(read(fields["38"])["01"]) == {"00": "970416", "01": "257678859"}


def test_a_field_longer_than_its_length_can_say_is_refused() -> None:
    with pytest.raises(ValueError, match="62"):
        field("62", "x" * 100)


def test_the_payer_is_led_to_our_own_page_and_has_three_days() -> None:
    gateway, order = VietQr(ACCOUNT), make_order()

    url = gateway.start(order, at=timezone.now())

    assert url == f"https://dichvucong.mau.test/chuyen-khoan/{order.reference}"
    assert gateway.lasts == timedelta(days=3)
    assert gateway.code(order).startswith("<svg")


def test_it_knows_of_no_money_by_itself() -> None:
    gateway, order, at = VietQr(ACCOUNT), make_order(), timezone.now()
    asked = Return(order, "FT1", at, 1_000, "HT1", "Bộ phận Một cửa", "Nhầm")

    assert gateway.ask(order, at=at).outcome is Outcome.PENDING
    assert gateway.give_back(asked, at=at).outcome is Outcome.FAILED
    with pytest.raises(NoAnswer):
        gateway.statement(date(2026, 3, 2))
