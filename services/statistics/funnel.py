"""The funnel of filing online: of those begun in a month, how many came how far.

What was begun is the whole: whoever is at a step passed all before it, so that no step
counts more than the one above it. Drafts are told by `FilingProgress`, which outlives
them; from filing on the events say how far a dossier is. A filing is added to the sums
once for every step, in one statement that also marks it (ADR 43).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from services.dossiers.models import FilingProgress, Stage
from services.procedures.definition import Channel
from services.statistics.folding import FactRow
from services.statistics.models import Fact, Funnel
from services.statistics.scope import Scope, next_month

STEPS = tuple(Stage)
SENTENCE = _(
    "Hồ sơ bắt đầu trên mạng trong các tháng của kỳ, tới nay đã đến được bước này."
)
COLUMNS = tuple(stage.name.lower() for stage in STEPS)
LISTED = {f"funnel_{s.name.lower()}": s for s in STEPS if s >= Stage.FILED}
"""Steps whose dossiers may be listed: drafts are their writers' own affair."""

ADD = """
    WITH ahead AS MATERIALIZED (
        SELECT dossier, counted AS was FROM dossiers_filingprogress
        WHERE counted < stage ORDER BY dossier FOR UPDATE
    ),
    moved AS (
        UPDATE dossiers_filingprogress AS mine SET counted = mine.stage
        FROM ahead WHERE mine.dossier = ahead.dossier
        RETURNING mine.agency_id, mine.procedure_id, mine.begun_on, mine.is_test,
            ahead.was, mine.counted AS now
    )
    INSERT INTO statistics_funnel AS kept (agency_id, month, procedure_id,
        begun, answering, answered, complete, filed, accepted, resolved)
    SELECT above.id, date_trunc('month', begun_on)::date, rolled.procedure,
        count(*) FILTER (WHERE was < 1 AND now >= 1),
        count(*) FILTER (WHERE was < 2 AND now >= 2),
        count(*) FILTER (WHERE was < 3 AND now >= 3),
        count(*) FILTER (WHERE was < 4 AND now >= 4),
        count(*) FILTER (WHERE was < 5 AND now >= 5),
        count(*) FILTER (WHERE was < 6 AND now >= 6),
        count(*) FILTER (WHERE was < 7 AND now >= 7)
    FROM moved
    JOIN accounts_agency AS agency ON agency.id = moved.agency_id
    CROSS JOIN LATERAL unnest(string_to_array(agency.path, '.')::bigint[]) AS above (id)
    CROSS JOIN LATERAL (VALUES (moved.procedure_id), (NULL)) AS rolled (procedure)
    WHERE NOT is_test
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (agency_id, month, procedure_id) DO UPDATE SET
        begun = kept.begun + excluded.begun,
        answering = kept.answering + excluded.answering,
        answered = kept.answered + excluded.answered,
        complete = kept.complete + excluded.complete,
        filed = kept.filed + excluded.filed,
        accepted = kept.accepted + excluded.accepted,
        resolved = kept.resolved + excluded.resolved
"""


def follow(facts: Iterable[FactRow]) -> None:
    """Move the filings on to where their dossiers are, as the events tell it."""
    reached: dict[Stage, list[int]] = {}
    for fact in facts:
        if fact.channel == Channel.ONLINE:
            reached.setdefault(stage_of(fact), []).append(fact.dossier)
    for stage, dossiers in sorted(reached.items()):
        FilingProgress.objects.reach(stage, dossiers)


def stage_of(fact: FactRow) -> Stage:
    """Return how far a dossier that was filed has come."""
    if fact.accepted_date is None:
        return Stage.FILED
    return Stage.ACCEPTED if fact.resolved_date is None else Stage.RESOLVED


def add_new() -> None:
    """Add every step that is not yet in the sums."""
    with connection.cursor() as cursor:
        cursor.execute(ADD)


@transaction.atomic
def rebuild() -> None:
    """Forget the sums and add every step again; sweeps wait meanwhile."""
    with connection.cursor() as cursor:
        # A sweep that begins between forgetting and adding would count twice.
        cursor.execute("LOCK TABLE statistics_funnel IN SHARE ROW EXCLUSIVE MODE")
    Funnel.objects.all().delete()
    FilingProgress.objects.filter(counted__gt=0).update(counted=0)
    add_new()


@dataclass(frozen=True, slots=True)
class Abandoned:
    """A procedure, how many filings of it were begun, and how many of them filed."""

    procedure: int
    begun: int
    filed: int

    @property
    def left(self) -> int:
        return self.begun - self.filed


def steps(scope: Scope) -> dict[Stage, int]:
    """Return how many came at least to each step.

    Filings begun in the whole months that the period touches, of the scope's agency,
    field and procedure; nothing else of the scope is looked at.
    """
    procedures = scope.of_procedures()
    rows = _rows(scope).filter(procedures, procedure__isnull=not procedures)
    sums = {f"sum_{name}": Sum(name, default=0) for name in COLUMNS}
    found = rows.aggregate(**sums)
    return {
        step: found[f"sum_{name}"] for step, name in zip(STEPS, COLUMNS, strict=True)
    }


def abandoned(scope: Scope, most: int) -> list[Abandoned]:
    """Return the procedures with the most filings begun and not filed, worst first."""
    rows = _rows(scope).filter(scope.of_procedures(), procedure__isnull=False)
    counted = rows.values("procedure").annotate(
        all_begun=Sum("begun"),
        all_filed=Sum("filed"),
        left=Sum(F("begun") - F("filed")),
    )
    worst = counted.filter(left__gt=0).order_by("-left", "procedure")
    return [
        Abandoned(row["procedure"], row["all_begun"], row["all_filed"])
        for row in worst[:most]
    ]


def dossiers_at(scope: Scope, key: str) -> QuerySet[Fact]:
    """Return the facts behind a step from filing on; KeyError for any other."""
    reached = FilingProgress.objects.filter(
        scope.of_procedures(),
        stage__gte=LISTED[key],
        is_test=False,
        begun_on__gte=scope.first.replace(day=1),
        begun_on__lt=next_month(scope.last),
    )
    if scope.agency is not None:
        reached = reached.filter(scope.agency.tree("agency__"))
    return Fact.objects.filter(dossier__in=reached.values("dossier"))


def _rows(scope: Scope) -> QuerySet[Funnel]:
    return Funnel.objects.filter(scope.of_months())
