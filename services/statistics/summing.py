"""What facts add to the sums, and adding it: alike for one event and ten million.

`cells_of` asks the stored facts, grouped by day and office, with the conditions of the
predicates. `add` rolls such cells up along the tree of agencies, into days and months.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, QuerySet, Sum, Value, When
from django.db.models.functions import ExtractIsoWeekDay, TruncMonth

from services.statistics.models import Fact, Spell
from services.statistics.predicates import COUNTED, SUMMED
from services.statistics.rolling import ADD_DAYS, ADD_DURATIONS, ADD_MONTHS, ADD_RHYTHM

PLACE = ("agency", "procedure", "level", "mode", "channel", "is_assisted")
MEASURES = (
    *("accepted", "fee_bearing", "paid_online", "digitised"),
    *("early", "on_time", "late", "ended", "with_file"),
    *("days", "late_change", "paused_change"),
)
BUCKETS = (0, 1, 2, 5, 10, 15, 20, 30, 60)
"""Upper ends, in calendar days from acceptance to resolution; beyond them one more."""
AT_ONCE = 20_000

type Key = tuple[Any, ...]
type Counts = tuple[int, ...]
type Cells = dict[Key, Counts]
type Rows = Sequence[tuple[Key, Counts]]


def bucket_of(days: int) -> int:
    """Return the number of the bucket that so many calendar days fall into."""
    return next((i for i, end in enumerate(BUCKETS) if days <= end), len(BUCKETS))


_BUCKET = Case(
    *(When(days__lte=end, then=Value(number)) for number, end in enumerate(BUCKETS)),
    default=Value(len(BUCKETS)),
    output_field=IntegerField(),
)


def _figures_of(facts: QuerySet[Fact], day: str) -> Iterator[tuple[Key, Counts]]:
    """Yield what the facts add on that day of theirs, in order of days."""
    counts: dict[str, Any] = {
        column: Count("pk", filter=condition or None)
        for column, (on, condition) in SUMMED.items()
        if on == day
    }
    if day == "resolved_date":
        counts["days"] = Sum("days")
    mine = facts.filter(COUNTED).exclude(**{day: None}).order_by(day)
    rows = mine.annotate(day=F(day)).values_list("day", *PLACE).annotate(**counts)
    yield from _spread(rows, tuple(counts))


def _spread(
    rows: QuerySet[Any, Any], names: Sequence[str]
) -> Iterator[tuple[Key, Counts]]:
    """Put the counts of the rows at their places among all measures."""
    width = 1 + len(PLACE)
    places = [MEASURES.index(name) for name in names]
    for row in rows.iterator(chunk_size=AT_ONCE):
        counts = [0] * len(MEASURES)
        for place, count in zip(places, row[width:], strict=True):
            counts[place] = count
        yield row[:width], tuple(counts)


def _changes_of(
    facts: QuerySet[Fact], kind: str, edge: str, sign: int
) -> Iterator[tuple[Key, Counts]]:
    """Yield by how many a stock changes where a spell has its edge."""
    spells = Spell.objects.filter(kind=kind, fact__in=facts.filter(COUNTED))
    place = [f"fact__{name}" for name in PLACE]
    rows = (
        spells.exclude(**{edge: None})
        .order_by(edge)
        .values_list(edge, *place)
        .annotate(count=Value(sign) * Count("pk"))
    )
    yield from _spread(rows, (f"{kind}_change",))


def figures_of(facts: QuerySet[Fact]) -> Iterator[tuple[Key, Counts]]:
    """Yield cells and what the facts add to them; a cell may come more than once."""
    yield from _figures_of(facts, "accepted_date")
    yield from _figures_of(facts, "resolved_date")
    for kind in Spell.Kind.values:
        yield from _changes_of(facts, kind, "first", +1)
        yield from _changes_of(facts, kind, "until", -1)


def durations_of(facts: QuerySet[Fact]) -> Iterator[tuple[Key, Counts]]:
    """Yield how many facts took how long, by month of resolution."""
    rows = (
        facts.filter(COUNTED, resolved_date__isnull=False)
        .annotate(month=TruncMonth("resolved_date"), bucket=_BUCKET)
        .values_list("month", "agency", "procedure", "bucket")
        .annotate(count=Count("pk"))
        .order_by("month")
    )
    for *key, count in rows.iterator(chunk_size=AT_ONCE):
        yield tuple(key), (count,)


def rhythm_of(facts: QuerySet[Fact]) -> Iterator[tuple[Key, Counts]]:
    """Yield how many facts were filed at which hour of the week (Monday is 1)."""
    rows = (
        facts.filter(COUNTED)
        .annotate(
            month=TruncMonth("accepted_date"),
            weekday=ExtractIsoWeekDay("submitted_date"),
        )
        .values_list("month", "agency", "weekday", "submitted_hour", "channel")
        .annotate(count=Count("pk"))
        .order_by("month")
    )
    for *key, count in rows.iterator(chunk_size=AT_ONCE):
        yield tuple(key), (count,)


def _add_figures(cells: Rows) -> None:
    columns = _columns(cells)
    with connection.cursor() as cursor:
        cursor.execute(ADD_DAYS, columns)
        cursor.execute(ADD_MONTHS, columns)


def _add_durations(cells: Rows) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ADD_DURATIONS, _columns(cells))


def _add_rhythm(cells: Rows) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ADD_RHYTHM, _columns(cells))


def _columns(cells: Rows) -> list[list[Any]]:
    rows = [(*key, *counts) for key, counts in cells]
    return [list(column) for column in zip(*rows, strict=True)]


KINDS = {
    "figures": (figures_of, _add_figures),
    "durations": (durations_of, _add_durations),
    "rhythm": (rhythm_of, _add_rhythm),
}
"""Each kind of sum: what facts add to it, and how that is rolled up into its table."""

type AllCells = dict[str, Cells]


def cells_of(facts: QuerySet[Fact]) -> AllCells:
    """Return everything that the facts add to the sums, by kind and cell."""
    return {kind: _collected(of(facts)) for kind, (of, _add) in KINDS.items()}


def _collected(cells: Iterable[tuple[Key, Counts]]) -> Cells:
    sums: Cells = {}
    for key, counts in cells:
        known = sums.get(key)
        sums[key] = counts if known is None else _plus(known, counts)
    return sums


def _plus(one: Counts, other: Counts, sign: int = 1) -> Counts:
    return tuple(a + sign * b for a, b in zip(one, other, strict=True))


def add_difference(before: AllCells, after: AllCells) -> None:
    """Add to the stored sums by how much `after` differs from `before`."""
    for kind, (_of, add) in KINDS.items():
        gained = dict(after[kind])
        for key, counts in before[kind].items():
            none = (0,) * len(counts)
            gained[key] = _plus(gained.get(key, none), counts, -1)
        changed = [(key, counts) for key, counts in gained.items() if any(counts)]
        if changed:
            add(changed)


def add_all() -> None:
    """Add everything that the stored facts hold; the sums must be empty before."""
    for of, add in KINDS.values():
        for cells in batched(of(Fact.objects.all()), AT_ONCE):
            add(cells)
