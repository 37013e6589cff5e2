"""The dossiers behind the distribution of days, and behind the hours of the week.

Both are kept for whole months: the lists are of the months that the period touches,
and look at as little of the scope as the sums do.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractIsoWeekDay

from services.statistics.models import Fact
from services.statistics.predicates import COUNTED
from services.statistics.scope import DAY, Scope, facts_of, next_month
from services.statistics.summing import BUCKETS

WEEKDAYS, HOURS = range(1, 8), range(24)
BUCKET_KEYS = tuple(f"bucket_{number}" for number in range(len(BUCKETS) + 1))


def hour_key(weekday: int, hour: int) -> str:
    """Return the key of the list behind an hour of the week (Monday is 1)."""
    return f"hour_{weekday}_{hour}"


_HOURS = {hour_key(day, hour): (day, hour) for day in WEEKDAYS for hour in HOURS}


def every_key() -> Iterator[str]:
    """Yield the keys of all these lists."""
    yield from BUCKET_KEYS
    yield from _HOURS


def dossiers_in(scope: Scope, key: str) -> QuerySet[Fact]:
    """Return the facts behind a cell; KeyError for what is none."""
    first, end = scope.first.replace(day=1), next_month(scope.last) - DAY
    whole = Scope(first, end, scope.agency)
    if key in BUCKET_KEYS:
        mine = replace(whole, sector=scope.sector, procedure=scope.procedure)
        within = Q(resolved_date__range=(first, end))
        return facts_of(mine).filter(COUNTED, within, _took(BUCKET_KEYS.index(key)))
    weekday, hour = _HOURS[key]
    filed = facts_of(whole).filter(COUNTED, accepted_date__range=(first, end))
    filed = filed.alias(weekday=ExtractIsoWeekDay("submitted_date"))
    return filed.filter(weekday=weekday, submitted_hour=hour)


def _took(bucket: int) -> Q:
    least = BUCKETS[bucket - 1] + 1 if bucket else None
    most = BUCKETS[bucket] if bucket < len(BUCKETS) else None
    took = Q() if least is None else Q(days__gte=least)
    return took if most is None else took & Q(days__lte=most)
