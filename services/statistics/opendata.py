"""Figures for everybody to use: aggregated, described, and never about a few people.

A row tells of one month, one agency with all below it and one field. A count below
five, or one from which such a count could be worked out, is left out (`null`): behind
it somebody might be recognised. A row of nothing but these is not there.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any, NamedTuple

from accounts.models import Agency
from services.procedures.models import Offering, Sector
from services.statistics.exhibits import safe
from services.statistics.freshness import freshness
from services.statistics.protecting import COUNTS, LEAST, Cell, protected
from services.statistics.scope import Numbers, Scope, flows, next_month

LICENCE = "CC BY 4.0"
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
"""What each column holds; null: below five, or told from its neighbours."""


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
    offers = _offers(root)
    by_month: dict[date, dict[Cell, Numbers]] = defaultdict(dict)
    for (month, agency, sector), numbers in found.items():
        numbers["in_time"] = numbers["early"] + numbers["on_time"]
        by_month[month][agency, sector] = numbers
    for month in sorted(by_month):
        offered = {each.cell for each in offers if each.is_of(month)}
        shown = protected(by_month[month], offered)
        for (agency, sector), row in sorted(shown.items()):
            counts = tuple(row[name] for name in COUNTS)
            yield Record(f"{month:%Y-%m}", agencies[agency], sectors[sector], counts)


class Offer(NamedTuple):
    """An agency below the root, or one below it, offers something of a field."""

    cell: Cell
    first: date
    last: date | None

    def is_of(self, month: date) -> bool:
        """Say whether it was so on some day of the month, named by its first."""
        is_over = self.last is not None and self.last < month
        return self.first < next_month(month) and not is_over


def _offers(root: Agency | None) -> list[Offer]:
    """Return what the agencies below the root have ever offered."""
    if root is None:
        return []
    place = len(root.path.split("."))
    names = ("agency__path", "procedure__sector", "valid_from", "valid_to")
    offerings = Offering.objects.filter(agency__path__startswith=f"{root.path}.")
    return [
        Offer((int(path.split(".")[place]), sector), first, last)
        for path, sector, first, last in offerings.order_by()
        .values_list(*names)
        .distinct()
    ]


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
