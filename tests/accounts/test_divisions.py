"""The divisions of both eras, held against published counts."""

from collections import Counter
from datetime import date

import pytest

from accounts.divisions import (
    CITY,
    Era,
    citizen_number_provinces,
    departments,
    districts,
    era_on,
    formed_from,
    province_name,
    provinces,
    ward_name,
    wards,
)


def kinds(era: Era) -> Counter[str]:
    """Count the city's communes by the first word of their names."""
    if era is Era.TWO_LEVELS:
        found = wards(era, CITY)
    else:
        found = tuple(w for d in districts(CITY) for w in wards(era, CITY, d.code))
    return Counter(ward.name.split()[0] for ward in found)


def test_until_2025_the_city_had_22_districts_and_312_communes() -> None:
    assert len(districts(CITY)) == 22
    assert kinds(Era.DISTRICTS) == {"Phường": 249, "Xã": 58, "Thị": 5}


def test_since_july_2025_it_has_168_communes_and_no_districts() -> None:
    assert kinds(Era.TWO_LEVELS) == {"Phường": 113, "Xã": 54, "Đặc": 1}


def test_the_country_had_63_provinces_and_has_34() -> None:
    assert len(provinces(Era.DISTRICTS)) == 63
    assert len(provinces(Era.TWO_LEVELS)) == 34
    assert len(citizen_number_provinces()) == 63


@pytest.mark.parametrize(
    ("day", "era"),
    [(date(2025, 6, 30), Era.DISTRICTS), (date(2025, 7, 1), Era.TWO_LEVELS)],
)
def test_the_era_changes_on_the_first_of_july_2025(day: date, era: Era) -> None:
    assert era_on(day) is era


def test_every_commune_of_today_names_communes_it_was_formed_from() -> None:
    before = {
        w.code for d in districts(CITY) for w in wards(Era.DISTRICTS, CITY, d.code)
    }
    origins = formed_from()

    assert set(origins) == {ward.code for ward in wards(Era.TWO_LEVELS, CITY)}
    named = {code for codes in origins.values() for code in codes}
    assert named <= before
    assert len(named) > 200


def test_elsewhere_communes_are_known_since_2025_and_written_freely_before() -> None:
    hanoi = "01"

    assert len(wards(Era.TWO_LEVELS, hanoi)) == 126
    assert wards(Era.DISTRICTS, hanoi, "001") == ()
    assert districts(hanoi) == ()


def test_names_are_found_by_code() -> None:
    first = wards(Era.TWO_LEVELS, CITY)[0]

    assert province_name(Era.TWO_LEVELS, CITY) == "Thành phố Hồ Chí Minh"
    assert ward_name(Era.TWO_LEVELS, CITY, first.code) == first.name
    with pytest.raises(KeyError):
        ward_name(Era.TWO_LEVELS, CITY, "00000")


def test_the_city_had_departments_in_both_eras() -> None:
    assert set(departments()) == {"until_2025", "since_2025"}
    assert "Sở Tư pháp" in departments()["since_2025"]
