"""Reading the seed catalogue: files in, validated definitions out.

The files are the truth and are read in a diff; nothing outside this folder is needed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Agency
from services.procedures.catalogue import blocks
from services.procedures.definition import Definition

FOLDER = Path(__file__).parent
PROCEDURES = FOLDER / "procedures"

DAY_OF_2021 = date(2021, 7, 1)
DAY_OF_2025 = date(2025, 7, 1)
"""A day in each era: with districts, and since NQ 202/2025/QH15 without."""


@dataclass(frozen=True, slots=True)
class SectorEntry:
    """A field of administration: slug and name."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class LifeEventEntry:
    """A life event: `audience` is citizen or business, `icon` an id of icons.svg."""

    key: str
    name: str
    audience: str
    icon: str


@dataclass(frozen=True, slots=True)
class Authorities:
    """Who decides in one era: whole levels of agencies, or departments by name."""

    levels: tuple[str, ...]
    departments: tuple[str, ...]
    note: str

    def agencies(self, day: date) -> QuerySet[Agency]:
        """Return the agencies that exist on the day, in a fixed order."""
        return (
            Agency.objects.valid_on(day)
            .filter(
                Q(level__in=self.levels)
                | Q(level=Agency.Level.DEPARTMENT, name__in=self.departments)
            )
            .order_by("identifier")
        )


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A procedure of the seed catalogue with what stands around its definition."""

    code: str
    name: str
    sector: SectorEntry
    life_events: tuple[str, ...]
    is_common: bool
    decision: str
    authorities_2021: Authorities
    authorities_2025: Authorities
    keywords: tuple[str, ...]
    definition: Definition

    def offices_2021(self) -> QuerySet[Agency]:
        """Return the agencies that provide it in the era of districts."""
        return self.authorities_2021.agencies(DAY_OF_2021)

    def offices_2025(self) -> QuerySet[Agency]:
        """Return the agencies that provide it since 01/07/2025."""
        return self.authorities_2025.agencies(DAY_OF_2025)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def sectors() -> Mapping[str, SectorEntry]:
    """Return the sectors by key."""
    names = _read(FOLDER / "sectors.json")
    return {key: SectorEntry(key, name) for key, name in names.items()}


@cache
def life_events() -> tuple[LifeEventEntry, ...]:
    """Return the life events, citizens' first, in the order of the home page."""
    return tuple(LifeEventEntry(**each) for each in _read(FOLDER / "life_events.json"))


@cache
def synonyms() -> Mapping[str, str]:
    """Return what people write for short, with what they mean: gks, sổ đỏ, hkd."""
    return dict(_read(FOLDER / "synonyms.json"))


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of all procedures, in order."""
    return tuple(sorted(path.stem for path in PROCEDURES.glob("*.json")))


@cache
def entry(code: str) -> CatalogueEntry:
    """Return one procedure; FileNotFoundError if there is none with the code."""
    return read_entry(_read(PROCEDURES / f"{code}.json"))


def entries() -> tuple[CatalogueEntry, ...]:
    """Return all procedures by code; each is validated once per process."""
    return tuple(entry(code) for code in codes())


def read_entry(kept: Mapping[str, Any]) -> CatalogueEntry:
    """Return the procedure that a file holds; pydantic.ValidationError if it lies."""
    keywords = tuple(kept["keywords"])
    definition = {"keywords": keywords, **blocks.expand(kept["definition"])}
    return CatalogueEntry(
        code=kept["code"],
        name=kept["name"],
        sector=sectors()[kept["sector"]],
        life_events=tuple(kept["life_events"]),
        is_common=kept["is_common"],
        decision=kept["decision"],
        authorities_2021=_authorities(kept["authorities"]["2021"]),
        authorities_2025=_authorities(kept["authorities"]["2025"]),
        keywords=keywords,
        definition=Definition.model_validate(definition),
    )


def _authorities(kept: Mapping[str, Any]) -> Authorities:
    return Authorities(tuple(kept["levels"]), tuple(kept["departments"]), kept["note"])
