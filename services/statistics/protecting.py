"""Which counts of a month may be published, so that none left out can be worked out.

Everybody knows the total of each line, since boards publish the months of every agency
and of every field, and which agency offers which field. A count that is left out may be
anything from nothing up. It stays unknown as long as one could be taken from it with
every total kept: at another agency and another field the two counts beside it are left
out too, and the one across is not nothing (ADR 47). Each count is protected for itself.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from services.statistics.scope import Numbers

type Cell = tuple[int, int]
"""An agency and a field, by their keys."""
type Row = dict[str, int | None]
"""What is published of a cell; None where a count is left out."""

LEAST = 5
"""Counts below it are not published."""
COUNTS = ("accepted", "online", "assisted", "resolved", "in_time")
WHOLES = {"online": "accepted", "assisted": "online", "in_time": "resolved"}
"""What each part is a part of; a whole stands before its parts in COUNTS."""
NOTHING = dict.fromkeys(COUNTS, 0)


def suppressed(counts: Mapping[str, int]) -> Row:
    """Leave out what is below five, and parts of which either side is one to four."""
    shown: Row = {}
    for name in COUNTS:
        count = counts[name]
        if name not in WHOLES:
            shown[name] = count if count >= LEAST else None
            continue
        rest = counts[WHOLES[name]] - count
        hides = 0 < count < LEAST or 0 < rest < LEAST
        shown[name] = None if hides or shown[WHOLES[name]] is None else count
    return shown


def protected(
    counts: Mapping[Cell, Numbers], offered: Collection[Cell]
) -> dict[Cell, Row]:
    """Return what is published of each cell of a month; empty rows are left out.

    `offered` are the cells that everybody knows might hold something.
    """
    numbers = {cell: counts.get(cell, NOTHING) for cell in {*counts, *offered}}
    shown = {cell: suppressed(each) for cell, each in numbers.items()}
    for name in COUNTS:
        whole = WHOLES.get(name)
        for row in shown.values():
            if whole is not None and row[whole] is None:
                row[name] = None
        _protect(name, numbers, shown)
    return {
        cell: row
        for cell, row in shown.items()
        if any(count is not None for count in row.values())
    }


def _protect(
    name: str, numbers: Mapping[Cell, Numbers], shown: Mapping[Cell, Row]
) -> None:
    """Leave out more of one count until none that is left out can be worked out.

    Where a line has nothing more to leave out its total, which all know, remains.
    """
    hidden = Hidden(name, numbers, shown)
    is_done = False
    while not is_done:  # each round but the last hides something that was shown
        is_done = True
        for cell in sorted(hidden.positive):
            for axis in (0, 1):
                line = hidden.shown_in_line(cell, axis)
                if line and not hidden.is_unknown(*cell):
                    hidden.leave_out(min(line, key=hidden.weight))
                    is_done = False


class Hidden:
    """What is left out of one count, by its lines."""

    def __init__(
        self, name: str, numbers: Mapping[Cell, Numbers], shown: Mapping[Cell, Row]
    ) -> None:
        self.name, self.numbers, self.shown = name, numbers, shown
        self.positive: set[Cell] = set()
        self._filled: dict[int, set[int]] = defaultdict(set)
        self._fields: dict[int, set[int]] = defaultdict(set)
        self._agencies: dict[int, set[int]] = defaultdict(set)
        self._lines: tuple[dict[int, set[Cell]], ...] = (
            defaultdict(set),
            defaultdict(set),
        )
        for cell, row in shown.items():
            if row[name] is None:
                self.leave_out(cell)
            else:
                for axis, line in enumerate(self._lines):
                    line[cell[axis]].add(cell)

    def leave_out(self, cell: Cell) -> None:
        """Leave out the count of the cell."""
        agency, field = cell
        count, row = self.numbers[cell][self.name], self.shown[cell]
        row[self.name] = None
        for axis, line in enumerate(self._lines):
            line[cell[axis]].discard(cell)
        if count:
            self.positive.add(cell)
            self._filled[agency].add(field)
        most = row.get(WHOLES.get(self.name, ""))
        # A part that fills its whole, which is shown, cannot be one more.
        if most is None or count < most:
            self._fields[agency].add(field)
            self._agencies[field].add(agency)

    def shown_in_line(self, cell: Cell, axis: int) -> Collection[Cell]:
        """Return what is still shown of the agency (axis 0) or the field (1)."""
        return self._lines[axis][cell[axis]]

    def weight(self, cell: Cell) -> tuple[bool, int, Cell]:
        """Order what may go: the smallest first, nothing at all last."""
        count = self.numbers[cell][self.name]
        return not count, count, cell

    def is_unknown(self, agency: int, field: int) -> bool:
        """Say whether one could be taken from the cell with every total kept."""
        beside = self._fields[agency] - {field}
        return any(
            not beside.isdisjoint(self._filled[other])
            for other in self._agencies[field]
            if other != agency
        )
