"""Sums of money as people type them: read as they mean them, or not at all."""

from unicodedata import normalize

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from services.eforms.kinds.numbers import AmountField, whole
from services.procedures.wording import money

FIELD = AmountField(min_value=0, max_value=10**15)
MARKS = [".", " ", "\u00a0", "\u202f", "\u2009"]
UNITS = ["", " đ", "đ", "\u00a0đ", " đồng", " VNĐ", " VND", " ₫", "đ."]


@pytest.mark.parametrize(
    ("typed", "vnd"),
    [
        ("8000", 8_000),
        ("8.000", 8_000),
        ("8 000", 8_000),
        ("8 000 đ", 8_000),
        ("8\u00a0000\u00a0đ", 8_000),
        (" 20.000 đồng ", 20_000),
        (normalize("NFD", "20.000 đồng"), 20_000),
        ("1.000.000", 1_000_000),
        ("0", 0),
        ("", None),
        (None, None),
        (24_000, 24_000),
    ],
)
def test_a_sum_is_read_as_it_is_written_here(typed: object, vnd: int | None) -> None:
    assert AmountField(required=False).clean(typed) == vnd


@pytest.mark.parametrize(
    "typed",
    [
        "8.0",
        "8.00",
        "8.0000",
        "8000.000",
        "1.000 000",
        "1.00.000",
        "0.500",
        "8,000",
        "8.000,5",
        "8e3",
        "8_000",
        "+8000",
        "٨٠٠٠",
        "８０００",
        "8.٠٠٠",
        "tám nghìn",
        "đ",
        "8.000 đ đ",
        "8.000 USD",
        "1" * 19,
        "1" + ".000" * 2_000,
    ],
)
def test_whatever_else_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        FIELD.clean(typed)

    assert refused.value.messages == [
        "Hãy nhập số tiền chẵn đồng, ví dụ 8000 hoặc 8.000."
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Hãy nhập số tiền."),
        ("0", "Hãy nhập số tiền từ 1 đồng trở lên."),
        ("-8.000", "Hãy nhập số tiền từ 1 đồng trở lên."),
        ("10.000", "Hãy nhập số tiền không quá 9000 đồng."),
    ],
)
def test_a_sum_beyond_its_limits_says_which(typed: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AmountField(min_value=1, max_value=9_000).clean(typed)

    assert refused.value.messages == [sentence]


@given(st.integers(min_value=0, max_value=10**15))
def test_what_the_portal_writes_it_reads_again(amount: int) -> None:
    assert FIELD.clean(money(amount)) == amount
    assert FIELD.clean(str(amount)) == amount


@given(
    st.integers(min_value=0, max_value=10**15),
    st.sampled_from(MARKS),
    st.sampled_from(UNITS),
)
def test_every_mark_and_unit_that_people_use_means_the_same(
    amount: int, mark: str, unit: str
) -> None:
    assert FIELD.clean(f"{amount:,}".replace(",", mark) + unit) == amount


@given(st.text(alphabet="0123456789. -đ\u00a0٣,", max_size=12))
def test_a_number_is_never_more_or_less_than_its_digits(typed: str) -> None:
    read = whole(typed)

    if read is not None:
        digits = "".join(each for each in typed if each in "0123456789")
        assert abs(read) == int(digits)
        assert "٣" not in typed
