"""Figures for everybody to use: aggregated, described, and never about a few people.

A row tells of one month, one agency with all below it and one field. A count from one
to four, or one that could be told from its neighbours, is left out (`null`): behind it
somebody might be recognised.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from accounts.models import Agency
from services.procedures.models import Sector
from services.statistics.scope import Scope, flows

LEAST = 5
"""Counts below it, except zero, are not published."""
LICENCE = "CC BY 4.0"
COUNTS = ("accepted", "online", "assisted", "resolved", "in_time")
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
    wholes = {"online": "accepted", "assisted": "online", "in_time": "resolved"}
    shown: dict[str, int | None] = {}
    for name in COUNTS:
        count = counts[name]
        rest = counts[wholes[name]] - count if name in wholes else LEAST
        hides = 0 < count < LEAST or 0 < rest < LEAST
        is_below_a_hidden = name in wholes and shown[wholes[name]] is None
        shown[name] = None if hides or is_below_a_hidden else count
    return tuple(shown[name] for name in COUNTS)


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
    for month, agency, sector in sorted(found):
        numbers = found[month, agency, sector]
        numbers["in_time"] = numbers["early"] + numbers["on_time"]
        yield Record(
            f"{month:%Y-%m}", agencies[agency], sectors[sector], suppressed(numbers)
        )


def as_csv(rows: Iterator[Record]) -> str:
    """Return the rows as CSV with a head; a count left out is an empty cell."""
    kept = StringIO()
    writer = csv.writer(kept)
    writer.writerow(SCHEMA)
    for row in rows:
        writer.writerow("" if value is None else value for value in row.values())
    return kept.getvalue()


def as_document(rows: Iterator[Record]) -> dict[str, Any]:
    """Return the rows with their schema and licence, for a JSON file."""
    return {
        "licence": LICENCE,
        "least_published": LEAST,
        "schema": SCHEMA,
        "rows": [dict(zip(SCHEMA, row.values(), strict=True)) for row in rows],
    }
