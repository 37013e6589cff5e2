"""Numbers that the state gives: read as people type them, refused with a way on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.numbers import (
    CitizenNumber,
    Gender,
    InvalidNumber,
    disagreement,
    is_valid_tax_code,
    mask_number,
    parse_citizen_number,
    parse_identity_number,
    parse_passport,
    parse_phone,
    parse_tax_code,
    show_phone,
)

WOMAN = CitizenNumber("079190012345")


@pytest.mark.parametrize(
    ("digits", "year", "gender"),
    [
        ("079090012345", 1990, Gender.MALE),
        ("079190012345", 1990, Gender.FEMALE),
        ("001200000001", 2000, Gender.MALE),
        ("001325000001", 2025, Gender.FEMALE),
        ("096401000001", 2101, Gender.MALE),
    ],
)
def test_a_citizen_number_tells_century_gender_and_year(
    digits: str, year: int, gender: Gender
) -> None:
    number = parse_citizen_number(digits)

    assert (number.birth_year, number.gender) == (year, gender)


def test_spaces_dots_and_hyphens_are_left_out() -> None:
    assert parse_citizen_number(" 079 190.012-345 ").digits == WOMAN.digits


@pytest.mark.parametrize("typed", ["", "07919001234", "0791900123456", "07919001234x"])
def test_what_is_no_citizen_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidNumber, match="12 chữ số, ví dụ"):
        parse_citizen_number(typed)


def test_digits_of_other_scripts_are_no_digits() -> None:
    with pytest.raises(InvalidNumber):
        parse_citizen_number("٠٧٩١٩٠٠١٢٣٤٥")


def test_an_unknown_province_is_no_reason_to_refuse() -> None:
    assert WOMAN.has_known_province
    assert not parse_citizen_number("100190012345").has_known_province


@pytest.mark.parametrize(
    ("year", "gender", "word"),
    [
        (1991, None, "1990"),
        (None, Gender.MALE, "nữ"),
        (1990, Gender.FEMALE, None),
        (None, None, None),
    ],
)
def test_the_number_is_held_against_birth_year_and_gender(
    year: int | None, gender: Gender | None, word: str | None
) -> None:
    sentence = disagreement(WOMAN, birth_year=year, gender=gender)

    assert (sentence is None) == (word is None)
    assert word is None or word in str(sentence)


def test_a_mans_number_says_so() -> None:
    man = CitizenNumber("079090012345")

    assert "nam" in str(disagreement(man, birth_year=None, gender=Gender.FEMALE))


def test_old_identity_cards_of_nine_digits_still_count() -> None:
    assert parse_identity_number("024 123 456") == "024123456"
    assert parse_identity_number("079190012345") == WOMAN.digits
    with pytest.raises(InvalidNumber, match="9 chữ số"):
        parse_identity_number("0791900")


@pytest.mark.parametrize("typed", ["b1234567", "C 12345678"])
def test_a_passport_is_a_letter_and_digits(typed: str) -> None:
    assert parse_passport(typed) == typed.replace(" ", "").upper()


@pytest.mark.parametrize("typed", ["12345678", "B123456", "BB1234567"])
def test_what_is_no_passport_is_refused(typed: str) -> None:
    with pytest.raises(InvalidNumber, match="hộ chiếu"):
        parse_passport(typed)


@pytest.mark.parametrize("code", ["0100233488", "0301442379", "0300942001"])
def test_tax_codes_with_their_check_digit_are_right(code: str) -> None:
    assert is_valid_tax_code(code)
    assert parse_tax_code(code) == code


@pytest.mark.parametrize(
    "typed", ["0100233489", "123", "0314409058-000", "0314409058-02", "abcdefghij"]
)
def test_a_wrong_tax_code_is_refused(typed: str) -> None:
    with pytest.raises(InvalidNumber, match="Mã số thuế"):
        parse_tax_code(typed)


def test_branches_and_since_2025_citizen_numbers_are_tax_codes() -> None:
    assert parse_tax_code("0314409058002") == "0314409058-002"
    assert parse_tax_code("0314409058-002") == "0314409058-002"
    assert parse_tax_code("079190012345") == "079190012345"


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_at_most_one_check_digit_fits(head: str) -> None:
    fitting = [digit for digit in range(10) if is_valid_tax_code(f"{head}{digit}")]

    assert len(fitting) <= 1


@pytest.mark.parametrize(
    "typed", ["0901234567", "090 123 45 67", "+84901234567", "84 90.123.4567"]
)
def test_a_phone_is_kept_as_e164_however_it_is_typed(typed: str) -> None:
    assert parse_phone(typed) == "+84901234567"


def test_a_landline_is_a_phone_too() -> None:
    assert parse_phone("028 3829 5000") == "+842838295000"


@pytest.mark.parametrize("typed", ["", "12", "901234567", "0601234567", "09012345678"])
def test_what_is_no_phone_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidNumber, match="0901 234 567"):
        parse_phone(typed)


def test_a_phone_is_shown_as_people_read_it() -> None:
    assert show_phone("+84901234567") == "0901 234 567"


@given(st.from_regex(r"[0-9]{9,13}", fullmatch=True))
def test_a_masked_number_shows_three_digits_at_each_end(number: str) -> None:
    masked = mask_number(number)

    assert len(masked) == len(number)
    assert masked[3:-3] == "*" * (len(number) - 6)


def test_a_citizen_number_is_masked_as_lists_show_it() -> None:
    assert mask_number("079190012123") == "079******123"


def test_a_short_number_is_hidden_whole() -> None:
    assert mask_number("12345678") == "********"
