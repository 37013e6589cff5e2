"""The seed catalogue is true to the facts that were found, and complete."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from accounts.seeding import seed_agencies
from accounts.vietnamese import fold
from services.procedures.availability import highest_offered
from services.procedures.catalogue import blocks, loader
from services.procedures.catalogue.loader import CatalogueEntry
from services.procedures.definition import (
    Amount,
    FlatAmount,
    TieredAmount,
    UnitAmount,
)
from services.workdays.terms import Unit
from tests.factories.answers import number_for
from tests.services.procedures.catalogue_facts import FOUND


@pytest.fixture(params=loader.codes())
def entry(request: pytest.FixtureRequest) -> CatalogueEntry:
    return loader.entry(request.param)


# The facts


def test_the_catalogue_holds_the_49_procedures_that_were_found() -> None:
    assert len(loader.entries()) == 49
    assert {entry.code for entry in loader.entries()} == set(FOUND)


def test_name_and_sector_are_those_of_the_national_catalogue(
    entry: CatalogueEntry,
) -> None:
    facts = FOUND[entry.code]
    assert (entry.name, entry.sector.name) == (facts.name, facts.sector)


def test_the_term_that_was_found_is_among_its_terms(entry: CatalogueEntry) -> None:
    terms = {(term.value, str(term.unit)) for term in entry.definition.terms}
    assert FOUND[entry.code].term in terms


def test_the_amounts_that_were_found_are_among_its_fees(entry: CatalogueEntry) -> None:
    rules = entry.definition.fees
    amounts = {
        vnd for rule in rules for priced in rule.amounts for vnd in _vnd(priced.amount)
    }
    assert amounts >= FOUND[entry.code].amounts


def _vnd(amount: Amount) -> Iterator[int]:
    match amount:
        case FlatAmount() | UnitAmount():
            yield amount.amount
        case TieredAmount():
            yield from (tier.amount for tier in amount.tiers)
            if amount.cap:
                yield amount.cap


def test_the_codes_of_results_that_were_found_are_among_its_results(
    entry: CatalogueEntry,
) -> None:
    codes = {result.code for result in entry.definition.results}
    assert codes >= FOUND[entry.code].results


def test_parts_without_a_source_name_something_that_exists(
    entry: CatalogueEntry,
) -> None:
    for path in entry.definition.unsourced:
        part: Any = entry.definition
        for name in path.split("."):
            part = _inside(part, name)
        assert part is not None, path


def _inside(part: Any, name: str) -> Any:
    """Follow a dotted path: a field, a place in a list, or the key of an item."""
    if isinstance(part, BaseModel):
        return getattr(part, name)
    if name.isdecimal():
        return part[int(name)]
    return next(item for item in part if item.key == name)


def test_a_part_tagged_as_unsourced_is_listed(entry: CatalogueEntry) -> None:
    definition = entry.definition
    listed = definition.unsourced
    for group in ("documents", "fees", "route"):
        for part in getattr(definition, group):
            if part.source == "Chưa có nguồn" and not _is_paper_form(part):
                assert group in listed or f"{group}.{part.key}" in listed


def _is_paper_form(part: Any) -> bool:
    return getattr(part, "replaced_by_form", False)


# Route, levels, offices


def test_the_route_takes_no_longer_than_the_general_term(
    entry: CatalogueEntry,
) -> None:
    definition = entry.definition
    taken = sum(step.working_hours for step in definition.route)
    assert taken <= _working_hours(
        definition.terms[-1].value, definition.terms[-1].unit
    )


def _working_hours(value: Decimal, unit: Unit) -> Decimal:
    """Return the least working hours of a term; weekends fall into calendar days."""
    match unit:
        case Unit.HOUR:
            return value
        case Unit.WORKING_DAY:
            return value * 8
        case _:
            return Decimal(int(value * 5 / 7) * 8)


def test_a_second_period_begins_with_the_modes_of_2022(entry: CatalogueEntry) -> None:
    first, second = entry.definition.levels
    assert first.valid_to == date(2022, 8, 14)
    assert second.valid_from == date(2022, 8, 15)
    assert (second.level, second.mode) in {
        (4, "toan_trinh"),
        (3, "mot_phan"),
        (2, "thong_tin"),
    }


def test_what_is_below_the_full_level_says_what_is_missing(
    entry: CatalogueEntry,
) -> None:
    period = highest_offered(entry.definition, date(2026, 1, 5))
    assert period.level == 4 or period.missing


@pytest.mark.django_db
def test_agencies_of_both_eras_provide_every_procedure() -> None:
    seed_agencies()
    for each in loader.entries():
        for offices, authorities in (
            (each.offices_2021(), each.authorities_2021),
            (each.offices_2025(), each.authorities_2025),
        ):
            found = {office.name for office in offices}
            assert found
            assert found >= set(authorities.departments)
            assert authorities.note


@pytest.mark.django_db
def test_districts_provide_nothing_after_they_ended() -> None:
    seed_agencies()
    permit = loader.entry("1.013225")
    assert {office.level for office in permit.offices_2021()} == {"district"}
    assert {office.level for office in permit.offices_2025()} == {"commune"}
    assert permit.offices_2021().count() == 22
    assert permit.offices_2025().count() == 168


# Life events and search words


def test_every_procedure_belongs_to_life_events_that_exist(
    entry: CatalogueEntry,
) -> None:
    known = {event.key for event in loader.life_events()}
    assert entry.life_events
    assert set(entry.life_events) <= known


def test_every_life_event_leads_to_a_procedure() -> None:
    used = {key for entry in loader.entries() for key in entry.life_events}
    assert used == {event.key for event in loader.life_events()}
    audiences = Counter(event.audience for event in loader.life_events())
    assert audiences == {"citizen": 12, "business": 5}


def test_every_sector_has_a_procedure() -> None:
    used = {entry.sector.key for entry in loader.entries()}
    assert used == loader.sectors().keys()


@pytest.mark.parametrize(
    ("short", "code"),
    [
        ("gks", "1.001193"),
        ("gpxd", "1.013225"),
        ("hkd", "1.001612"),
        ("cccd", "1.014061"),
        ("cmnd", "1.014061"),
        ("tthn", "1.004873"),
        ("lltp", "3.000333"),
        ("gplx", "3.000347"),
        ("bhyt", "2.000986"),
        ("sổ đỏ", "1.012783"),
        ("sổ hồng", "1.012783"),
        ("hộ khẩu", "1.004222"),
        ("đkkh", "1.000894"),
    ],
)
def test_an_abbreviation_means_words_of_its_procedure(short: str, code: str) -> None:
    meant = fold(loader.synonyms()[short]).split()
    assert set(meant) <= set(_words(loader.entry(code)))


def test_every_abbreviation_means_something_of_the_catalogue() -> None:
    words = [_words(entry) for entry in loader.entries()]
    small_talk = {"z", "j"}
    for short, long in loader.synonyms().items():
        meant = set(fold(long).split())
        assert short in small_talk or any(meant <= each for each in words), short


def _words(entry: CatalogueEntry) -> set[str]:
    text = fold(" ".join([entry.name, *entry.keywords]))
    return set("".join(c if c.isalnum() else " " for c in text).split())


# Blocks


def test_every_block_is_used() -> None:
    texts = [
        (loader.PROCEDURES / f"{code}.json").read_text(encoding="utf-8")
        for code in loader.codes()
    ]
    for name in blocks.names():
        assert any(f'"block": "{name}"' in text for text in texts), name


def test_sample_numbers_agree_with_year_and_gender() -> None:
    assert number_for(1990) == "079090012345"
    assert number_for(2021, is_female=True) == "079321012345"
