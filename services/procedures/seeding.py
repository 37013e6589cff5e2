"""Putting the seed catalogue into the database: idempotent, in a few statements."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from services.procedures.actions import raise_offerings
from services.procedures.availability import highest_offered
from services.procedures.catalogue.loader import CatalogueEntry, entries, life_events
from services.procedures.definition import Definition
from services.procedures.models import (
    LifeEvent,
    Offering,
    Procedure,
    Revision,
    Sector,
    definition_json,
)

TWO_LEVELS_FROM = date(2025, 7, 1)
"""Since then the city has no districts (NQ 202/2025/QH15)."""

OFFERED_FROM = date(2021, 1, 1)


@transaction.atomic
def seed_catalogue(at: datetime) -> int:
    """Publish what the catalogue holds and the database lacks; return how many.

    A procedure whose definition changed in the catalogue gets a new revision; what
    was published stays as it was.
    """
    _seed_life_events()
    published = 0
    for entry in entries():
        procedure = _seed_procedure(entry)
        published += _publish_if_new(procedure, entry.definition, at)
    return published


def _seed_life_events() -> None:
    LifeEvent.objects.bulk_create(
        [
            LifeEvent(
                key=event.key,
                name=event.name,
                audience=event.audience,
                icon=event.icon,
                position=place,
            )
            for place, event in enumerate(life_events())
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["name", "audience", "icon", "position"],
    )


def _seed_procedure(entry: CatalogueEntry) -> Procedure:
    sector, _new = Sector.objects.get_or_create(
        key=entry.sector.key, defaults={"name": entry.sector.name}
    )
    procedure, _new = Procedure.objects.update_or_create(
        code=entry.code,
        defaults={
            "name": entry.name,
            "sector": sector,
            "keywords": " ".join(entry.keywords),
            "is_common": entry.is_common,
        },
    )
    procedure.life_events.set(LifeEvent.objects.filter(key__in=entry.life_events))
    return procedure


def _publish_if_new(procedure: Procedure, definition: Definition, at: datetime) -> int:
    if procedure.current is not None and procedure.current.read() == definition:
        return 0
    last = procedure.current.number if procedure.current else 0
    procedure.current = Revision.objects.create(
        procedure=procedure,
        number=last + 1,
        definition=definition_json(definition),
        published_at=at,
    )
    procedure.save(update_fields=["current"])
    return 1


@transaction.atomic
def seed_offerings(*, on: date, online_payment: bool = False) -> int:
    """Let the agencies of the right level offer the procedures, in both eras.

    The level is the highest the revision supports; what was seeded when the portal
    took no money online rises from the local day on. Returns how many were new.
    """
    before = Offering.objects.count()
    known = {p.code: p for p in Procedure.objects.select_related("current")}
    there = set(Offering.objects.values_list("agency", "procedure", "valid_from"))
    rows = [
        offering
        for entry in entries()
        for offering in _offerings(
            entry, known[entry.code], there, online_payment=online_payment
        )
    ]
    Offering.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    for entry in entries():
        raise_offerings(known[entry.code], on=on, online_payment=online_payment)
    return Offering.objects.count() - before


def _offerings(
    entry: CatalogueEntry,
    procedure: Procedure,
    there: set[tuple[int, int, date]],
    *,
    online_payment: bool,
) -> Iterable[Offering]:
    for agencies, begins in (
        (entry.offices_2021(), OFFERED_FROM),
        (entry.offices_2025(), TWO_LEVELS_FROM),
    ):
        period = highest_offered(
            entry.definition, max(begins, OFFERED_FROM), online_payment=online_payment
        )
        for agency in agencies:
            if (agency.pk, procedure.pk, begins) in there:
                continue
            yield Offering(
                agency=agency,
                procedure=procedure,
                level=period.level,
                mode=period.mode,
                valid_from=begins,
                valid_to=agency.valid_to,
            )
