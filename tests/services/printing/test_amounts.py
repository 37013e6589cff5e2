"""Money in words: as receipts write it, and readable back to the same sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.printing.amounts import DIGITS, dong_in_words

SCALES = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}
ONES = {word: value for value, word in enumerate(DIGITS)} | {"mốt": 1, "lăm": 5}


def read_back(words: list[str]) -> int:
    """Return the number that the words say, by the rules a reader applies."""
    if "tỷ" in words:
        place = len(words) - 1 - words[::-1].index("tỷ")
        return read_back(words[:place]) * SCALES["tỷ"] + read_back(words[place + 1 :])
    total = group = digit = 0
    for word in words:
        if word in SCALES:
            total += (group + digit) * SCALES[word]
            group = digit = 0
        elif word == "trăm":
            group, digit = digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word != "lẻ":
            digit = ONES[word]
    return total + group + digit


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (101, "Một trăm lẻ một đồng"),
        (1_000, "Một nghìn đồng"),
        (8_000, "Tám nghìn đồng"),
        (24_000, "Hai mươi bốn nghìn đồng"),
        (75_000, "Bảy mươi lăm nghìn đồng"),
        (111_000, "Một trăm mười một nghìn đồng"),
        (1_005_000, "Một triệu không trăm lẻ năm nghìn đồng"),
        (2_000_000, "Hai triệu đồng"),
        (1_000_000_005, "Một tỷ không trăm lẻ năm đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
    ],
)
def test_an_amount_reads_as_people_say_it(amount: int, words: str) -> None:
    assert dong_in_words(amount) == words


@given(st.integers(0, 10**15))
def test_the_words_read_back_to_the_amount(amount: int) -> None:
    words = dong_in_words(amount).lower().split()

    assert words.pop() == "đồng"
    assert read_back(words) == amount


def test_less_than_nothing_has_no_words() -> None:
    with pytest.raises(ValueError, match="begins at nothing"):
        dong_in_words(-1)
