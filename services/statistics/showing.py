"""Exhibits with the addresses that their rows and numbers lead to; for all faces."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.statistics.exhibits import Exhibit, Row, Value

type Narrow = Callable[[Mapping[str, str]], str]
type Listed = Callable[[str, Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A value with its list; `kind` says how it is written: count, decimal, none."""

    value: Value
    kind: str
    href: str
    head: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    name: str
    href: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An exhibit ready for a page."""

    exhibit: Exhibit
    rows: tuple[ShownRow, ...]


def shown(
    exhibits: Sequence[Exhibit], *, narrow: Narrow, listed: Listed | None = None
) -> list[Shown]:
    """Join the exhibits with addresses.

    `narrow` gives the address of the same board about a row alone, `listed` that of
    the list behind a number; without it numbers lead nowhere.
    """
    return [Shown(each, tuple(_rows(each, narrow, listed))) for each in exhibits]


def _rows(
    exhibit: Exhibit, narrow: Narrow, listed: Listed | None
) -> Iterator[ShownRow]:
    for row in exhibit.rows:
        href = narrow(row.narrowing) if row.narrowing else ""
        yield ShownRow(row.name, href, tuple(_cells(exhibit, row, listed)))


def _cells(exhibit: Exhibit, row: Row, listed: Listed | None) -> Iterator[ShownCell]:
    keys = row.lists or ("",) * len(row.values)
    for value, key, head in zip(row.values, keys, exhibit.head[1:], strict=True):
        href = listed(key, row.narrowing) if listed and key and value else ""
        yield ShownCell(value, _kind(value), href, head)


def _kind(value: Value) -> str:
    if value is None:
        return "none"
    return "decimal" if isinstance(value, Decimal) else "count"
