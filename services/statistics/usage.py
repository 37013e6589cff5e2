"""Which procedures are used at all: those of which a dossier was accepted."""

from typing import Any

from django.db.models import Q, QuerySet

from services.statistics.models import DailyFigure, Usage
from services.statistics.scope import Scope, below, spans


def used(scope: Scope) -> set[int]:
    """Return the procedures used in the period at the scope's agency or below it.

    Nothing but the scope's period and agency is looked at.
    """
    at = Q(agency=scope.agency) if scope.agency else Q(agency__parent=None)
    return {procedure for _agency, procedure in _pairs(scope, at)}


def used_below(scope: Scope) -> set[tuple[int, int]]:
    """Return agency and procedure for each agency directly below the scope's."""
    return _pairs(scope, Q(agency__in=below(scope.agency)))


def _pairs(scope: Scope, at: Q) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for span in spans(scope.first, scope.last):
        kept: QuerySet[Any]
        if span.grain == "month":
            kept = Usage.objects.filter(
                at, month__range=(span.first, span.last), dossiers__gt=0
            )
        else:
            kept = DailyFigure.objects.filter(
                at,
                day__range=(span.first, span.last),
                procedure__isnull=False,
                accepted__gt=0,
            )
        found.update(kept.values_list("agency", "procedure").order_by().distinct())
    return found
