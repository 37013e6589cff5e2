"""Figures for everybody to use: aggregated, described, and never about a few people.

A row tells of one month, one agency with all below it and one field. A count from one
to four, or one that could be told from its neighbours, is left out (`null`): behind it
somebody might be recognised. Boards publish the months of each agency and of each
field, so no count left out may be what is missing to such a total; and they never cross
the two (ADR 47).
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from accounts.models import Agency
from services.procedures.models import Sector
from services.statistics.exhibits import safe
from services.statistics.freshness import freshness
from services.statistics.scope import Numbers, Scope, flows

type Cell = tuple[int, int]
"""An agency and a field, by their keys."""

LEAST = 5
"""Counts below it, except zero, are not published."""
LICENCE = "CC BY 4.0"
COUNTS = ("accepted", "online", "assisted", "resolved", "in_time")
WHOLES = {"online": "accepted", "assisted": "online", "in_time": "resolved"}
"""What each part is a part of."""
SCHEMA = {
    "month": "tháng tiếp nhận hoặc giải quyết (yyyy-mm)",
    "agency": "mã định danh cơ quan (QĐ 20/2020/QĐ-TTg), tính cả đơn vị trực thuộc",
    "agency_name": "tên cơ quan",
    "sector": "mã lĩnh vực trong Cổng",
    "sector_name": "tên lĩnh vực",
    "accepted": "hồ sơ tiếp nhận trong tháng",
    "online": "trong đó nộp trực tuyến",
    "assisted": "trong số trực tuyến, có cán bộ hỗ trợ",
    "resolved": "hồ sơ giải quyết trong tháng",
    "in_time": "trong đó trước hạn hoặc đúng hạn",
}
"""What each column holds; null: from one to four, or told from its neighbours."""


@dataclass(frozen=True, slots=True)
class Record:
    """A published row; None where a count is left out."""

    month: str
    agency: Agency
    sector: Sector
    counts: tuple[int | None, ...]

    def values(self) -> tuple[Any, ...]:
        """Return the row in the order of SCHEMA."""
        return (
            *(self.month, self.agency.identifier, self.agency.name),
            *(self.sector.key, self.sector.name),
            *self.counts,
        )


def suppressed(counts: dict[str, int]) -> tuple[int | None, ...]:
    """Leave out counts of one to four, and parts whose rest is one to four."""
    shown: dict[str, int | None] = {}
    for name in COUNTS:
        count = counts[name]
        rest = counts[WHOLES[name]] - count if name in WHOLES else LEAST
        hides = 0 < count < LEAST or 0 < rest < LEAST
        is_below_a_hidden = name in WHOLES and shown[WHOLES[name]] is None
        shown[name] = None if hides or is_below_a_hidden else count
    return tuple(shown[name] for name in COUNTS)


type Row = dict[str, int | None]


def complemented(counts: Mapping[Cell, Numbers]) -> dict[Cell, Row]:
    """Suppress the cells of a month, so that totals of either line tell none of them.

    In each agency's and each field's line nothing is left out, or at least two counts
    that add up to five: else the smallest that is shown goes too.
    """
    shown = {
        cell: dict(zip(COUNTS, suppressed(numbers), strict=True))
        for cell, numbers in counts.items()
    }
    lines = [
        [cell for cell in shown if cell[axis] == key]
        for axis in (0, 1)
        for key in sorted({cell[axis] for cell in shown})
    ]
    for name in COUNTS:
        if name in WHOLES:
            for row in shown.values():
                row[name] = None if row[WHOLES[name]] is None else row[name]
        # Each pass only ever hides, so it ends.
        while any(_hide_one(line, name, shown, counts) for line in lines):
            pass
    return shown


def _hide_one(
    line: Iterable[Cell],
    name: str,
    shown: Mapping[Cell, Row],
    counts: Mapping[Cell, Numbers],
) -> bool:
    """Hide the smallest count of the line if those hidden could be told from it."""
    hidden = [counts[cell][name] for cell in line if shown[cell][name] is None]
    hidden = [count for count in hidden if count]
    if not hidden or (len(hidden) > 1 and sum(hidden) >= LEAST):
        return False
    there = [cell for cell in line if shown[cell][name]]
    if there:
        smallest = min(there, key=lambda cell: (counts[cell][name], cell))
        shown[smallest][name] = None
    return bool(there)


def records(first: date, last: date) -> Iterator[Record]:
    """Yield the rows of the months, by month, agency below the root, and field.

    Agencies of one level are published, so that rows cannot be taken from each other.
    """
    root = Agency.objects.filter(parent=None).order_by("pk").first()
    keys = ("accepted", "online", "assisted", "resolved", "early", "on_time")
    scope = Scope(first, last, root)
    found = flows(scope, keys, ("month", "agency", "sector"))
    agencies = Agency.objects.in_bulk({key[1] for key in found})
    sectors = Sector.objects.in_bulk({key[2] for key in found})
    by_month: dict[date, dict[Cell, Numbers]] = defaultdict(dict)
    for (month, agency, sector), numbers in found.items():
        numbers["in_time"] = numbers["early"] + numbers["on_time"]
        by_month[month][agency, sector] = numbers
    for month in sorted(by_month):
        for (agency, sector), row in sorted(complemented(by_month[month]).items()):
            shown = tuple(row[name] for name in COUNTS)
            yield Record(f"{month:%Y-%m}", agencies[agency], sectors[sector], shown)


def as_csv(rows: Iterator[Record]) -> str:
    """Return the rows as CSV with a head; a count left out is an empty cell.

    It is written for machines: no byte order mark. A name never begins like a formula.
    """
    kept = StringIO()
    writer = csv.writer(kept)
    writer.writerow(SCHEMA)
    for row in rows:
        writer.writerow(
            safe(each) if isinstance(each, str) else "" if each is None else each
            for each in row.values()
        )
    return kept.getvalue()


def as_document(rows: Iterator[Record]) -> dict[str, Any]:
    """Return the rows with their schema and licence, for a JSON file.

    `as_of` is when the figures were last told something (UTC), `is_invented` whether
    simulated dossiers are among them.
    """
    return {
        **freshness(),
        "licence": LICENCE,
        "least_published": LEAST,
        "schema": SCHEMA,
        "rows": [dict(zip(SCHEMA, row.values(), strict=True)) for row in rows],
    }
