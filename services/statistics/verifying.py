"""Comparing what is kept with what a second, slow count finds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from accounts.models import Agency
from services.dossiers.models import FilingProgress
from services.feedback.models import Rating
from services.procedures.models import Procedure
from services.statistics.applying import events_by_dossier
from services.statistics.folding import Happening
from services.statistics.models import (
    DailyFigure,
    DailyIntake,
    Duration,
    Funnel,
    Identification,
    Identified,
    MonthlyFigure,
    MonthlyIntake,
    Opinion,
    Rhythm,
    Usage,
)
from services.statistics.recount import (
    FIGURES,
    OPINIONS,
    STEPS,
    Found,
    recount,
    recount_funnel,
    recount_identified,
    recount_opinions,
    step_of,
)

type Life = Sequence[Happening]

PLACE = ("sector", "procedure", "level", "mode", "channel", "is_assisted", "tier")
TABLES: dict[str, tuple[type[Model], tuple[str, ...], tuple[str, ...]]] = {
    "day": (DailyFigure, ("agency", "day", *PLACE), FIGURES),
    "month": (MonthlyFigure, ("agency", "month", *PLACE), FIGURES),
    "intake of day": (DailyIntake, ("agency", "day", "channel"), ("accepted",)),
    "intake of month": (MonthlyIntake, ("agency", "month", "channel"), ("accepted",)),
    "duration": (
        Duration,
        ("agency", "month", "procedure", "bucket"),
        ("dossiers",),
    ),
    "usage": (Usage, ("agency", "month", "procedure"), ("dossiers",)),
    "funnel": (Funnel, ("agency", "month", "procedure"), STEPS),
    "identified": (Identified, ("month",), ("people",)),
    "opinion": (Opinion, ("agency", "month"), OPINIONS),
    "rhythm": (
        Rhythm,
        ("agency", "month", "weekday", "hour", "channel"),
        ("dossiers",),
    ),
}


@dataclass(frozen=True, slots=True)
class Deviation:
    """A count that is kept otherwise than the events tell it."""

    table: str
    key: tuple[Any, ...]
    name: str
    kept: int
    counted: int

    def __str__(self) -> str:
        place = " ".join(str(part) for part in self.key)
        return f"{self.table} {place} {self.name}: {self.kept}, not {self.counted}"


def kept_sums() -> Found:
    """Return all stored sums that are not zero."""
    found: Found = Counter()
    for table, (model, key, names) in TABLES.items():
        rows = model._default_manager.values_list(*key, *names)
        for row in rows.iterator(chunk_size=10_000):
            for name, number in zip(names, row[len(key) :], strict=True):
                if number:
                    found[table, row[: len(key)], name] = number
    return found


def offices_above() -> dict[int, Sequence[int]]:
    """Return for every agency the agencies on its path, itself included."""
    return {
        pk: [int(part) for part in path.split(".")]
        for pk, path in Agency.objects.values_list("pk", "path")
    }


def tiers() -> dict[int, str]:
    """Return for every agency the level of administration it stands at."""
    return dict(Agency.objects.values_list("pk", "level"))


def counted_ratings() -> Iterator[dict[str, Any]]:
    """Yield the ratings that the figures have read."""
    names = ("agency", "given_on", "is_test", "satisfaction", *OPINIONS[2:])
    ratings = Rating.objects.filter(is_counted=True).order_by("pk")
    yield from ratings.values(*names).iterator(chunk_size=10_000)


def filings() -> Iterator[dict[str, Any]]:
    """Yield the filings that were begun online, with the step they are at."""
    names = ("dossier", "agency", "procedure", "begun_on", "stage", "counted")
    rows = FilingProgress.objects.order_by("pk").values(*names, "is_test")
    yield from rows.iterator(chunk_size=10_000)


def noted(lives: Iterable[Life], filed: dict[int, int]) -> Iterator[Life]:
    """Yield the lives, and note on the way how many steps each dossier has passed."""
    for events in lives:
        filed[events[0].dossier] = step_of(events)
        yield events


def sectors() -> dict[int, int]:
    """Return the field of administration of every procedure."""
    return dict(Procedure.objects.values_list("pk", "sector"))


def deviations(first: date | None = None, last: date | None = None) -> list[Deviation]:
    """Count all events again and return what is kept otherwise, in order of keys.

    `first` and `last` (local days) leave out sums of other days, and of months that
    lie wholly outside. Everything has to be counted all the same.
    """
    above, filed = offices_above(), dict[int, int]()
    counted = recount(noted(events_by_dossier(), filed), above, tiers(), sectors())
    counted.update(recount_opinions(counted_ratings(), above))
    counted.update(recount_funnel(filings(), filed, above))
    counted.update(recount_identified(Identification.objects.values_list("day")))
    kept = kept_sums()
    return list(_differing(kept, counted, first, last))


def _differing(
    kept: Found, counted: Found, first: date | None, last: date | None
) -> Iterator[Deviation]:
    for key in sorted(kept.keys() | counted.keys(), key=str):
        table, place, name = key
        day = next(part for part in place if isinstance(part, date))
        if kept[key] != counted[key] and _is_within(table, day, first, last):
            yield Deviation(table, place, name, kept[key], counted[key])


def _is_within(table: str, day: date, first: date | None, last: date | None) -> bool:
    if first is not None and day < (first if table == "day" else first.replace(day=1)):
        return False
    return last is None or day <= last
