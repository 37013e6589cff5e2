"""What offices provide on the last day of a period: read once, asked many things."""

from typing import NamedTuple

from django.db.models import QuerySet

from services.procedures.models import Offering
from services.statistics.scope import Scope


class Provided(NamedTuple):
    """Some office of the scope provides the procedure at this level, in this mode."""

    procedure: int
    level: int
    mode: str


def provided(scope: Scope) -> frozenset[Provided]:
    """Return what the offices of the scope provide, each once however many do."""
    offers = offerings_in(scope).order_by()
    kept = offers.values_list("procedure", "level", "mode").distinct()
    return frozenset(Provided(*each) for each in kept)


def offerings_in(scope: Scope) -> QuerySet[Offering]:
    """Return what the offices of the scope provide on its last day."""
    offers = Offering.objects.valid_on(scope.last)
    if scope.agency is not None:
        offers = offers.filter(scope.agency.tree("agency__"))
    if scope.sector is not None:
        offers = offers.filter(procedure__sector=scope.sector)
    return offers
