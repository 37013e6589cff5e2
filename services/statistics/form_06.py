"""Form II.06 of TT 01/2020/TT-VPCP: how dossiers were received and resolved.

Columns, by their numbers on the form:

    (3) received in all = (4) online + (5) counter and post + (6) carried over
    (7) resolved = (8) early + (9) on time + (10) late
    (11) in hand = (12) in time + (13) overdue
    (3) = (7) + (11)

(4) and (5) count by day of acceptance (QĐ 766/QĐ-TTg), (7) by day of resolution, (6)
is what was in hand at the end of the day before, (11) at the end of the last day.
Waiting for a supplement is in hand in time; withdrawn and returned is on time; stopped
is resolved, by its date.

Known: letter a is the office itself, the others put offices together; that letters
follow the level of whoever reports is **reconstructed** (`is_reconstructed`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Agency
from accounts.vietnamese import title_sort_key
from services.procedures.models import Sector
from services.statistics.scope import By, Scope, flows, stocks

DAY = timedelta(days=1)
FLOW_KEYS = ("online", "direct", "early", "on_time", "late")
STOCK_KEYS = ("in_hand", "in_hand_late")


@dataclass(frozen=True, slots=True)
class Columns:
    """The counts of one row; the others follow from them."""

    online: int = 0
    direct: int = 0
    carried_over: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    in_hand_late: int = 0

    @property
    def received(self) -> int:
        """Column (3)."""
        return self.online + self.direct + self.carried_over

    @property
    def resolved(self) -> int:
        """Column (7)."""
        return self.early + self.on_time + self.late

    @property
    def in_hand(self) -> int:
        """Column (11): what was received and not resolved."""
        return self.received - self.resolved

    @property
    def in_hand_in_time(self) -> int:
        """Column (12)."""
        return self.in_hand - self.in_hand_late

    def numbers(self) -> tuple[int, ...]:
        """Return columns (3) to (13), in their order."""
        return (
            *(self.received, self.online, self.direct, self.carried_over),
            *(self.resolved, self.early, self.on_time, self.late),
            *(self.in_hand, self.in_hand_in_time, self.in_hand_late),
        )


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of the form; `depth` 0 is a level of administration, 1 a field in it.

    `narrowing` names what the row is about, for the lists behind its numbers.
    """

    number: str
    name: str
    columns: Columns
    depth: int = 1
    narrowing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A filled form: its letter, its rows, and their sum."""

    letter: str
    rows: tuple[FormRow, ...]
    total: Columns
    is_reconstructed: bool

    @property
    def code(self) -> str:
        """Return the number printed in its corner."""
        return f"II.06{self.letter}/VPCP/KSTT"


LETTERS = {
    Agency.Level.COMMUNE: "a",
    Agency.Level.DISTRICT: "b",
    Agency.Level.DEPARTMENT: "c",
    Agency.Level.CITY: "d",
}
"""Of whoever puts offices together; **reconstructed** from the order of levels."""

ORDER = (
    Agency.Level.CITY,
    Agency.Level.DEPARTMENT,
    Agency.Level.DISTRICT,
    Agency.Level.COMMUNE,
)


def of_office(scope: Scope) -> Form:
    """Fill II.06a: what the scope's office itself received, by field.

    The scope names an agency; what the offices below it did is left out. Those of other
    levels are left out by asking for its level alone; only where an office of the same
    level lies below must its counts be taken off.
    """
    assert scope.agency is not None
    own = replace(scope, tier=scope.agency.level)
    mine = defaultdict(Columns, _columns(own, "sector"))
    for below in _of_its_level(scope.agency):
        for sector, columns in _columns(replace(own, agency=below), "sector").items():
            mine[sector] = _minus(mine[sector], columns)
    rows = _sector_rows({s: c for s, c in mine.items() if c != Columns()})
    return Form("a", tuple(rows), _sum(mine.values()), is_reconstructed=False)


def _of_its_level(agency: Agency) -> list[Agency]:
    """Return the agencies of its level below it that lie below no other such."""
    alike = Agency.objects.filter(
        path__startswith=f"{agency.path}.", level=agency.level
    ).order_by("path")
    highest: list[Agency] = []
    for each in alike:
        if not any(each.path.startswith(f"{above.path}.") for above in highest):
            highest.append(each)
    return highest


def of_tree(scope: Scope) -> Form:
    """Fill the form of the agency with all below it, by level and field."""
    found = _columns(scope, ("tier", "sector"))
    rows: list[FormRow] = []
    for number, tier in enumerate([t for t in ORDER if any(t == k[0] for k in found)]):
        mine = {key[1]: columns for key, columns in found.items() if key[0] == tier}
        name = _("Thủ tục giải quyết ở %(level)s") % {"level": tier.label.lower()}
        where = (("cap", str(tier)),)
        total = _sum(mine.values())
        rows.append(FormRow("ABCD"[number], name, total, 0, where))
        rows += _sector_rows(mine, where)
    level = scope.agency.level if scope.agency else Agency.Level.CITY
    letter = LETTERS[Agency.Level(level)]
    total = _sum(found.values())
    return Form(letter, tuple(rows), total, is_reconstructed=letter != "a")


def _columns(scope: Scope, by: By) -> dict[Any, Columns]:
    """Return the counts of every group, each of them read once."""
    happened = flows(scope, FLOW_KEYS, by)
    before = stocks(scope, scope.first - DAY, ("in_hand",), by)
    after = stocks(scope, scope.last, ("in_hand_late",), by)
    nothing = dict.fromkeys(FLOW_KEYS, 0)
    return {
        key: Columns(
            **happened.get(key, nothing),
            carried_over=before.get(key, {"in_hand": 0})["in_hand"],
            in_hand_late=after.get(key, {"in_hand_late": 0})["in_hand_late"],
        )
        for key in happened.keys() | before.keys() | after.keys()
    }


def _sector_rows(
    found: Mapping[Any, Columns], where: tuple[tuple[str, str], ...] = ()
) -> list[FormRow]:
    sectors = Sector.objects.in_bulk(list(found))
    ordered = sorted(found, key=lambda key: title_sort_key(sectors[key].name))
    return [
        FormRow(
            str(number),
            sectors[key].name,
            found[key],
            narrowing=(*where, ("linh_vuc", sectors[key].key)),
        )
        for number, key in enumerate(ordered, start=1)
    ]


def _values(columns: Columns) -> tuple[int, ...]:
    return tuple(getattr(columns, name) for name in Columns.__slots__)


def _sum(many: Iterable[Columns]) -> Columns:
    each = [_values(columns) for columns in many] or [_values(Columns())]
    return Columns(*map(sum, zip(*each, strict=True)))


def _minus(one: Columns, other: Columns) -> Columns:
    pairs = zip(_values(one), _values(other), strict=True)
    return Columns(*(a - b for a, b in pairs))
