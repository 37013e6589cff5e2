"""Sums as officers type them: read as they were meant, or asked about again."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from services.desk.money import AmountField, CloseForm
from services.dossiers.states import Act
from services.payments.models import Refund
from services.procedures.wording import money
from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office
from tests.factories.money import COPIES
from tests.factories.refunds import paid

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    ["8000", "8.000", "8 000", " 8.000 đ ", "8.000đ", "8\u00a0000 đồng", "8000 VND"],
)
def test_a_sum_is_read_as_people_write_it(typed: str) -> None:
    assert AmountField().clean(typed) == 8_000


@pytest.mark.parametrize(
    "typed",
    ["8.00", "8,000", "80.00", "8.0000", "8.5", "٨٠٠٠", "8e3", "tám nghìn", "."],
)
def test_what_could_be_another_sum_is_asked_about_again(typed: str) -> None:
    form = CloseForm({"cash": typed, "card": "0"})

    assert form.errors["cash"] == ["Hãy nhập số tiền chẵn đồng, ví dụ 8.000 hoặc 8000."]


def test_a_sum_beyond_all_reason_is_asked_about_again() -> None:
    form = CloseForm({"cash": "9" * 15, "card": "-1"})

    assert "quá lớn" in form.errors["cash"][0]
    assert "từ 0 đồng trở lên" in form.errors["card"][0]


@given(st.integers(0, 10**12))
def test_what_the_portal_writes_it_can_read(amount: int) -> None:
    assert AmountField().clean(money(amount)) == amount
    assert AmountField().clean(amount) == amount


def test_a_refund_of_8_000_typed_with_a_dot_is_one_of_8_000() -> None:
    office = Office(COPIES)
    dossier = paid(office)
    client = sign_in(office.receptionist)

    client.post(
        reverse("desk:act", args=[dossier.code, Act.REFUND.value]),
        {
            "version": dossier.version,
            "line": dossier.bill[0].key,
            "amount": "8.000",
            "reason": "Thu thừa một bản",
        },
    )

    assert Refund.objects.get().amount == 8_000
