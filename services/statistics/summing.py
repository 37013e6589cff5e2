"""What facts add to the sums, and adding it: alike for one event and ten million.

Cells are asked of the stored facts, grouped by day and office, under the conditions of
the predicates, and rolled up along the tree of agencies, by day and month (`rolling`).
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, QuerySet, Sum, Value, When
from django.db.models.functions import ExtractIsoWeekDay, TruncMonth

from services.statistics.models import Fact, Spell
from services.statistics.predicates import COUNTED, SUMMED
from services.statistics.rolling import COLUMNS, MEASURES, adding, rebuilding

PLACE = ("agency", "procedure", "level", "mode", "channel", "is_assisted")
BUCKETS = (0, 1, 2, 5, 10, 15, 20, 30, 60)
"""Upper ends, in calendar days from acceptance to resolution; beyond them one more."""
ROOM = "SET LOCAL work_mem = '256MB'"
"""A rebuild groups millions of rows; without room they are sorted on disk, twice."""

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


_CONTACT_POINTS = Case(
    When(supplements=0, then=Value(2)),
    When(supplements=1, then=Value(1)),
    default=Value(0),
    output_field=IntegerField(),
)
"""Criterion (3) of TT 01/2018/TT-VPCP: how often people were asked for more."""


_STEP_POINTS = Case(
    When(steps=0, then=Value(0)),
    When(late_steps=0, then=Value(2)),
    When(late_steps=1, then=Value(1)),
    default=Value(0),
    output_field=IntegerField(),
)
"""Criterion (2): how many steps of the route took longer than they may (ADR 41)."""


def _measured(facts: QuerySet[Fact], day: str) -> QuerySet[Any, Any]:
    """Return what the facts add on that day of theirs: places, then all measures."""
    counts: dict[str, Any] = {
        column: Count("pk", filter=condition or None)
        for column, (on, condition) in SUMMED.items()
        if on == day
    }
    if day == "resolved_date":
        counts["days"] = Sum("days")
        counts["contact_points"] = Sum(_CONTACT_POINTS)
        counts["step_points"] = Sum(_STEP_POINTS)
    mine = facts.exclude(**{day: None}).annotate(day=F(day))
    return _in_place(mine.values_list("day", *PLACE), counts)


def _changed(
    facts: QuerySet[Fact], kind: str, edge: str, sign: int
) -> QuerySet[Any, Any]:
    """Return by how many a stock changes where a spell has its edge."""
    spells = Spell.objects.filter(kind=kind, fact__in=facts).exclude(**{edge: None})
    place = [f"fact__{name}" for name in PLACE]
    counts = {f"{kind}_change": Value(sign) * Count("pk")}
    return _in_place(spells.values_list(edge, *place), counts)


def _in_place(rows: QuerySet[Any, Any], counts: dict[str, Any]) -> QuerySet[Any, Any]:
    """Put the counts at their places among all measures."""
    # Named apart from the fields of facts that have the same names.
    every = {f"n_{name}": counts.get(name, Value(0)) for name in MEASURES}
    found: QuerySet[Any, Any] = rows.annotate(**every).order_by()
    return found


def figures_of(facts: QuerySet[Fact]) -> list[QuerySet[Any, Any]]:
    """Return queries of cells and what the facts add to them; a cell may come twice."""
    mine = facts.filter(COUNTED)
    edges = (("first", +1), ("until", -1))
    return [
        _measured(mine, "accepted_date"),
        _measured(mine, "resolved_date"),
        *(_changed(mine, kind, *edge) for kind in Spell.Kind.values for edge in edges),
    ]


def durations_of(facts: QuerySet[Fact]) -> list[QuerySet[Any, Any]]:
    """Return the query of how many facts took how long, by month of resolution."""
    mine = facts.filter(COUNTED, resolved_date__isnull=False)
    rows = mine.annotate(month=TruncMonth("resolved_date"), bucket=_BUCKET)
    places = rows.values_list("month", "agency", "procedure", "bucket")
    return [places.annotate(count=Count("pk")).order_by()]


def usage_of(facts: QuerySet[Fact]) -> list[QuerySet[Any, Any]]:
    """Return the query of how many of a procedure were accepted in which month."""
    rows = facts.filter(COUNTED).annotate(month=TruncMonth("accepted_date"))
    places = rows.values_list("month", "agency", "procedure")
    return [places.annotate(count=Count("pk")).order_by()]


def rhythm_of(facts: QuerySet[Fact]) -> list[QuerySet[Any, Any]]:
    """Return the query of how many were filed at which hour of the week (Monday 1)."""
    rows = facts.filter(COUNTED).annotate(
        month=TruncMonth("accepted_date"), weekday=ExtractIsoWeekDay("submitted_date")
    )
    places = rows.values_list("month", "agency", "weekday", "submitted_hour", "channel")
    return [places.annotate(count=Count("pk")).order_by()]


CELLS = {
    "figures": figures_of,
    "durations": durations_of,
    "usage": usage_of,
    "rhythm": rhythm_of,
}
"""Each kind of sum, and the queries of what facts add to it."""


def _add(kind: str, cells: Rows) -> None:
    rows = [(*key, *counts) for key, counts in cells]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        for statement in adding(kind):
            cursor.execute(statement, columns)


type AllCells = dict[str, Cells]


def cells_of(facts: QuerySet[Fact]) -> AllCells:
    """Return everything that the facts add to the sums, by kind and cell."""
    return {kind: _collected(kind, of(facts)) for kind, of in CELLS.items()}


def _collected(kind: str, queries: Iterable[QuerySet[Any, Any]]) -> Cells:
    width = len(COLUMNS[kind]) - (len(MEASURES) if kind == "figures" else 1)
    sums: Cells = {}
    for row in chain.from_iterable(query.iterator() for query in queries):
        key, counts = row[:width], row[width:]
        known = sums.get(key)
        sums[key] = counts if known is None else _plus(known, counts)
    return sums


def _plus(one: Counts, other: Counts, sign: int = 1) -> Counts:
    return tuple(a + sign * b for a, b in zip(one, other, strict=True))


def add_difference(before: AllCells, after: AllCells) -> None:
    """Add to the stored sums by how much `after` differs from `before`."""
    for kind in CELLS:
        gained = dict(after[kind])
        for key, counts in before[kind].items():
            none = (0,) * len(counts)
            gained[key] = _plus(gained.get(key, none), counts, -1)
        changed = [(key, counts) for key, counts in gained.items() if any(counts)]
        if changed:
            _add(kind, changed)


def add_all() -> None:
    """Add everything that the stored facts hold; the sums must be empty before.

    The database does it alone: nothing is fetched, however many facts there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
        for kind, of in CELLS.items():
            asked = [query.query.sql_with_params() for query in of(Fact.objects.all())]
            cells = " UNION ALL ".join(f"({statement})" for statement, _values in asked)
            values = [value for _statement, mine in asked for value in mine]
            first, *others = rebuilding(kind, cells)
            cursor.execute(first, values)
            for statement in others:
                cursor.execute(statement)
