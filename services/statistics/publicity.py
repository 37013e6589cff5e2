"""What a board shows to everybody: never one agency's months of one field (ADR 47).

Open data publishes those with small counts left out; a board that showed them beside
would tell what was left out.
"""

from collections.abc import Iterable

from accounts.models import Agency
from services.procedures.models import Sector
from services.statistics.exhibits import Exhibit
from services.statistics.scope import Scope


def crosses(agency: Agency | None, sector: Sector | None) -> bool:
    """Say whether a part of one agency below the topmost is asked about by field."""
    return agency is not None and agency.parent_id is not None and sector is not None


def for_everybody(scope: Scope, exhibits: Iterable[Exhibit]) -> list[Exhibit]:
    """Leave out of a board what would cross agencies and fields month by month."""
    left_out: set[str] = set()
    if scope.agency is not None and scope.agency.parent_id is not None:
        left_out |= {"linh-vuc", "bo-do"}
    if scope.sector is not None:
        left_out.add("co-quan")
    return [each for each in exhibits if each.key not in left_out]
