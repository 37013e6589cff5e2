"""What people thought: sums of ratings along the tree of agencies, each counted once.

A rating never changes, so it is added and marked in one statement; `is_counted` of
`feedback.Rating` belongs to the figures. A rebuild forgets both and adds all again.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from services.dossiers.states import FINAL
from services.feedback.models import Rating
from services.statistics.models import Fact, Opinion
from services.statistics.scope import Scope

ADD = """
    WITH fresh AS (
        UPDATE feedback_rating SET is_counted = true WHERE NOT is_counted
        RETURNING agency_id, given_on, satisfaction, organisation, publicity, attitude,
            is_test
    )
    INSERT INTO statistics_opinion AS kept
        (agency_id, month, forms, satisfied, organisation, publicity, attitude)
    SELECT above.id, date_trunc('month', given_on)::date, count(*),
        count(*) FILTER (WHERE satisfaction > 0), sum(organisation), sum(publicity),
        sum(attitude)
    FROM fresh
    JOIN accounts_agency AS agency ON agency.id = fresh.agency_id
    CROSS JOIN LATERAL unnest(string_to_array(agency.path, '.')::bigint[]) AS above (id)
    WHERE NOT is_test
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (agency_id, month) DO UPDATE SET
        forms = kept.forms + excluded.forms,
        satisfied = kept.satisfied + excluded.satisfied,
        organisation = kept.organisation + excluded.organisation,
        publicity = kept.publicity + excluded.publicity,
        attitude = kept.attitude + excluded.attitude
"""


@dataclass(frozen=True, slots=True)
class Opinions:
    """Sums of ratings: forms, those satisfied, and points of each criterion."""

    forms: int = 0
    satisfied: int = 0
    organisation: int = 0
    publicity: int = 0
    attitude: int = 0


def add_new() -> None:
    """Add every rating that is not yet in the sums."""
    with connection.cursor() as cursor:
        cursor.execute(ADD)


@transaction.atomic
def rebuild() -> None:
    """Forget the sums of ratings and add them all again; sweeps wait meanwhile."""
    with connection.cursor() as cursor:
        # A sweep that begins between forgetting and adding would count twice.
        cursor.execute("LOCK TABLE statistics_opinion IN SHARE ROW EXCLUSIVE MODE")
    Opinion.objects.all().delete()
    Rating.objects.filter(is_counted=True).update(is_counted=False)
    add_new()


def opinions(scope: Scope) -> Opinions:
    """Return the sums of the whole months that the scope's period touches."""
    return Opinions(**_rows(scope).aggregate(**_SUMS))


def by_month(scope: Scope) -> dict[date, Opinions]:
    """Return the sums of each month of the period."""
    rows = _rows(scope).values("month").annotate(**_ALL).order_by("month")
    return {row["month"]: _of(dict(row)) for row in rows}


def by_agency(scope: Scope) -> dict[int, Opinions]:
    """Return the sums of each agency directly below the scope's."""
    within = Opinion.objects.filter(_period(scope), agency__parent=scope.agency)
    rows = within.values("agency").annotate(**_ALL).order_by("agency")
    return {row["agency"]: _of(dict(row)) for row in rows}


def comments(scope: Scope) -> QuerySet[Rating]:
    """Return the ratings of the scope's offices with words, the latest first.

    Only of dossiers that are closed: nobody who still works on one reads what its
    citizen thinks.
    """
    closed = Fact.objects.filter(dossier=OuterRef("dossier"), state__in=FINAL)
    rows = Rating.objects.filter(
        Exists(closed), given_on__range=(scope.first, scope.last), is_test=False
    ).exclude(comment="")
    if scope.agency is not None:
        rows = rows.filter(scope.agency.tree("agency__"))
    return rows.select_related("agency", "procedure").order_by("-given_on", "-pk")


_NAMES = ("forms", "satisfied", "organisation", "publicity", "attitude")
_SUMS = {name: Sum(name, default=0) for name in _NAMES}
_ALL = {f"sum_{name}": Sum(name, default=0) for name in _NAMES}


def _of(row: dict[str, Any]) -> Opinions:
    return Opinions(**{name: row[f"sum_{name}"] for name in _NAMES})


def _period(scope: Scope) -> Q:
    return Q(month__gte=scope.first.replace(day=1), month__lte=scope.last)


def _rows(scope: Scope) -> QuerySet[Opinion]:
    return Opinion.objects.filter(scope.of_months())
