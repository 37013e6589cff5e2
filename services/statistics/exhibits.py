"""What a board shows: a table with its picture, its definition and its source."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from typing import Any

from services.statistics.drawing import Drawing
from services.statistics.online_share import Share
from services.statistics.rounding import tenths

type Value = int | Decimal | None

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """A named row; `narrowing` asks the same board about it alone, if it can."""

    name: str
    values: tuple[Value, ...]
    narrowing: dict[str, str] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    """Keys of `predicates.NAMED` behind the values, in their order; empty: no list."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A chart and its table twin.

    `head` names the first column and each value; Decimal values are percents or means
    with one decimal, None means that nothing was there to be counted.
    """

    key: str
    title: str
    words: str
    source: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    drawing: Drawing | None = None
    legend: tuple[tuple[str, str], ...] = ()

    def csv(self) -> str:
        """Return the table as CSV with a byte order mark, as spreadsheets want it.

        Numbers are plain, with a point. A name never begins like a formula.
        """
        kept = StringIO()
        writer = csv.writer(kept)
        writer.writerow([safe(name) for name in self.head])
        for row in self.rows:
            writer.writerow(
                [safe(row.name), *("" if v is None else v for v in row.values)]
            )
        return "\ufeff" + kept.getvalue()


def safe(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def found(exhibits: Sequence[Exhibit], key: str) -> Exhibit | None:
    """Return the exhibit of that key, if it is among them."""
    return next((each for each in exhibits if each.key == key), None)


def mean(total: int, count: int) -> Decimal | None:
    """Return the mean with one decimal; None of nothing."""
    return tenths(Fraction(total, count)) if count else None


def share_row(
    name: str,
    share: Share,
    narrowing: Mapping[str, str] | None = None,
    lists: tuple[str, ...] = (),
) -> Row:
    """Return the row of a share: its part, its whole, its percent."""
    values = (share.online, share.total, share.percent)
    return Row(name, values, dict(narrowing or {}), lists)


def percents(rows: Sequence[Row]) -> list[tuple[str, Decimal | None]]:
    """Return names and percents of rows that end with one, to be drawn."""
    return [
        (row.name, percent if isinstance(percent, Decimal) else None)
        for row in rows
        for percent in row.values[-1:]
    ]


def as_json(exhibit: Exhibit) -> dict[str, Any]:
    """Return the table with its words, for whoever reads it by machine."""
    return {
        "key": exhibit.key,
        "title": exhibit.title,
        "definition": exhibit.words,
        "source": exhibit.source,
        "columns": list(exhibit.head),
        "rows": [
            [row.name, *(float(v) if isinstance(v, Decimal) else v for v in row.values)]
            for row in exhibit.rows
        ],
    }
