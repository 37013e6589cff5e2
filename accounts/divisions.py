"""Administrative divisions of both eras, for addresses and agencies.

Until 30/06/2025 an address had province, district and commune; since 01/07/2025
(NQ 202/2025/QH15) it has province and commune. The city's own divisions are complete
in both eras. Outside the city the communes since 2025 come from the public snapshot
of the library `vietnam-provinces`; before, they are free text.
"""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from accounts.vietnamese import nfc

DATA = Path(__file__).parent / "data"
CITY = "79"
"""Code of Hồ Chí Minh City among the provinces of both eras."""

TWO_LEVELS_FROM = date(2025, 7, 1)


class Era(StrEnum):
    """Which divisions an address speaks of."""

    DISTRICTS = "2021"
    TWO_LEVELS = "2025"


@dataclass(frozen=True, slots=True)
class Division:
    """A division with its GSO code (two digits, three for districts, five below)."""

    code: str
    name: str


def era_on(day: date) -> Era:
    """Return the era in force on the day."""
    return Era.TWO_LEVELS if day >= TWO_LEVELS_FROM else Era.DISTRICTS


@cache
def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _data(era: Era) -> Any:
    return _read(f"divisions_{era}.json")


@cache
def provinces(era: Era) -> tuple[Division, ...]:
    """Return the provinces of the era: 63 or 34, by code."""
    return tuple(Division(p["code"], p["name"]) for p in _data(era)["provinces"])


@cache
def districts(province: str) -> tuple[Division, ...]:
    """Return the districts of the era of districts; known for the city only."""
    if province != CITY:
        return ()
    return tuple(
        Division(d["code"], d["name"]) for d in _data(Era.DISTRICTS)["districts"]
    )


@cache
def wards(era: Era, province: str, district: str = "") -> tuple[Division, ...]:
    """Return the communes, by code; empty where they are written as free text."""
    if era is Era.DISTRICTS:
        return tuple(
            Division(w["code"], w["name"])
            for w in _data(era)["wards"]
            if province == CITY and w["district"] == district
        )
    if province == CITY:
        return tuple(Division(w["code"], w["name"]) for w in _data(era)["wards"])
    return _wards_elsewhere(province)


@cache
def _wards_elsewhere(province: str) -> tuple[Division, ...]:
    # Seven megabytes that most processes never need: read when first asked for.
    from vietnam_provinces import Ward  # noqa: PLC0415
    from vietnam_provinces.codes import ProvinceCode  # noqa: PLC0415

    found = Ward.iter_by_province(ProvinceCode(int(province)))
    return tuple(Division(f"{int(w.code):05d}", nfc(w.name)) for w in found)


def province_name(era: Era, code: str) -> str:
    """Return the province's name; KeyError for an unknown code."""
    return {p.code: p.name for p in provinces(era)}[code]


def ward_name(era: Era, province: str, code: str, district: str = "") -> str:
    """Return the commune's name; KeyError for an unknown code."""
    return {w.code: w.name for w in wards(era, province, district)}[code]


@cache
def citizen_number_provinces() -> frozenset[str]:
    """Return the 63 three-digit codes that a citizen number may begin with."""
    return frozenset(f"0{p.code}" for p in provinces(Era.DISTRICTS))


@cache
def formed_from() -> dict[str, tuple[str, ...]]:
    """Return, per commune of 2025, the communes of 2021 it was formed from."""
    communes = _data(Era.TWO_LEVELS)["wards"]
    return {w["code"]: tuple(w["from"]) for w in communes}


@cache
def departments() -> dict[str, tuple[str, ...]]:
    """Return the names of the city's departments `until_2025` and `since_2025`."""
    data = _read("departments.json")
    return {era: tuple(data[era]) for era in ("until_2025", "since_2025")}
