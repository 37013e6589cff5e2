"""Form II.07: how many procedures there are, by level and by what happens with them.

Known of TT 01/2020/TT-VPCP is that it counts procedures by level, one-stop and internal
workflow; the order of its columns is **reconstructed**. Counted are the procedures that
an office provides on the last day of the period, each once however many offices do.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import Agency
from accounts.vietnamese import title_sort_key
from services.procedures.models import Procedure, Sector
from services.statistics.naming import listed
from services.statistics.provided import offerings_in
from services.statistics.scope import Scope
from services.statistics.usage import used, used_below


@dataclass(frozen=True, slots=True)
class Procedures:
    """Sets of procedures; a row of the form shows their sizes."""

    provided: frozenset[int] = frozenset()
    level_2: frozenset[int] = frozenset()
    level_3: frozenset[int] = frozenset()
    level_4: frozenset[int] = frozenset()
    used: frozenset[int] = frozenset()

    @property
    def online(self) -> frozenset[int]:
        """The procedures at level 3 or 4."""
        return self.level_3 | self.level_4

    def level_of(self, procedure: int) -> int:
        """Return the level of a procedure that is provided; 1 where it is no other."""
        sets = {2: self.level_2, 3: self.level_3, 4: self.level_4}
        return next((level for level, at in sets.items() if procedure in at), 1)

    def numbers(self) -> tuple[int, ...]:
        """Return columns (3) to (8): all, level 2, 3, 4, at 3 or 4, with dossiers."""
        return (
            *(len(self.provided), len(self.level_2), len(self.level_3)),
            *(len(self.level_4), len(self.online), len(self.used)),
        )


@dataclass(frozen=True, slots=True)
class ProceduresRow:
    number: str
    name: str
    columns: Procedures
    key: str
    """The field's key, or the agency's identifier."""


@dataclass(frozen=True, slots=True)
class ProceduresForm:
    letter: str
    rows: tuple[ProceduresRow, ...]
    total: Procedures
    is_reconstructed: bool = True

    @property
    def code(self) -> str:
        """Return the number printed in its corner."""
        return f"II.07{self.letter}/VPCP/KSTT"


def of_scope(scope: Scope) -> Procedures:
    """Return the procedures of the scope: a row of either form."""
    return _procedures(_levels(offered_at(scope)), used(scope))


def by_sector(scope: Scope) -> ProceduresForm:
    """Fill II.07a: the procedures of the scope's offices, by field."""
    pairs = _levels(offered_at(scope))
    found = used(scope)
    kinds = dict(Procedure.objects.filter(pk__in=pairs).values_list("pk", "sector"))
    grouped: dict[int, dict[int, int]] = defaultdict(dict)
    for procedure, level in pairs.items():
        grouped[kinds[procedure]][procedure] = level
    sectors = Sector.objects.in_bulk(list(grouped))
    ordered = sorted(grouped, key=lambda pk: title_sort_key(sectors[pk].name))
    rows = [
        ProceduresRow(
            *(str(n), sectors[pk].name, _procedures(grouped[pk], found)),
            key=sectors[pk].key,
        )
        for n, pk in enumerate(ordered, start=1)
    ]
    return ProceduresForm("a", tuple(rows), _procedures(pairs, found))


def by_agency(scope: Scope) -> ProceduresForm:
    """Fill II.07b: the procedures of each agency directly below, all below it in it."""
    found: dict[int, set[int]] = defaultdict(set)
    for pk, procedure in used_below(scope):
        found[pk].add(procedure)
    offered = list(offered_at(scope))
    levels = levels_below(scope.agency, offered)
    below = listed(Agency.objects.filter(pk__in=levels))
    rows = [
        ProceduresRow(
            str(number),
            agency.name,
            _procedures(levels[agency.pk], found[agency.pk]),
            agency.identifier,
        )
        for number, agency in enumerate(below, start=1)
    ]
    return ProceduresForm("b", tuple(rows), _procedures(_levels(offered), used(scope)))


type Offered = tuple[str, int, int]
"""The path of an office, a procedure it provides, the level."""


def levels_below(
    agency: Agency | None, offered: Iterable[Offered]
) -> dict[int, dict[int, int]]:
    """Return for each agency directly below the highest level of each procedure.

    What the agency itself provides is none of theirs.
    """
    depth = agency.path.count(".") + 1 if agency else 0
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    for path, procedure, level in offered:
        ids = path.split(".")
        if len(ids) > depth:
            mine = levels[int(ids[depth])]
            mine[procedure] = max(mine.get(procedure, 0), level)
    return levels


def offered_at(scope: Scope) -> QuerySet[Any, Offered]:
    """Return what the offices of the scope provide on its last day."""
    offers: QuerySet[Any, Offered] = (
        offerings_in(scope).order_by().values_list("agency__path", "procedure", "level")
    )
    return offers


def _levels(offered: Iterable[Offered]) -> dict[int, int]:
    """Return the highest level at which one of the offices provides each."""
    found: dict[int, int] = {}
    for _path, procedure, level in offered:
        found[procedure] = max(found.get(procedure, 0), level)
    return found


def _procedures(levels: Mapping[int, int], found: set[int]) -> Procedures:
    def at(wanted: int) -> frozenset[int]:
        return frozenset(p for p, level in levels.items() if level == wanted)

    return Procedures(
        frozenset(levels), at(2), at(3), at(4), frozenset(found & levels.keys())
    )
