"""What a board shows to everybody: never one agency by field, level or mode (ADR 47).

Open data publishes months of one agency and one field with small counts left out; a
board that showed them, or parts of them, beside would tell what was left out.
"""

from collections.abc import Iterable

from accounts.models import Agency
from services.statistics import satisfied
from services.statistics.exhibits import Exhibit
from services.statistics.scope import Scope


def crosses(agency: Agency | None, *parts: object) -> bool:
    """Say whether one agency below the topmost is asked about in part.

    `parts` are the field, the level, the mode: what is empty is not asked about.
    """
    return agency is not None and agency.parent_id is not None and any(parts)


def for_everybody(scope: Scope, exhibits: Iterable[Exhibit]) -> list[Exhibit]:
    """Leave out of a board what would cross agencies with fields, levels or modes.

    Months in which few people judged are left out too.
    """
    left_out: set[str] = set()
    if scope.agency is not None and scope.agency.parent_id is not None:
        left_out |= {"linh-vuc", "bo-do", "muc-do"}
    if scope.sector or scope.level or scope.mode:
        left_out.add("co-quan")
    return [
        satisfied.for_everybody(each) if each.key == satisfied.KEY else each
        for each in exhibits
        if each.key not in left_out
    ]
