"""People and firms with a verified identity: each counted once, on its first day.

`Identification` is the fact and stays when the account goes; `Identity.is_counted` says
that the figures have read it. So the share of identified people is read from a row a
month, however many accounts there are.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection, transaction

from services.statistics.models import Identified

ADD = """
    WITH fresh AS (
        UPDATE accounts_identity SET is_counted = true
        WHERE NOT is_counted AND verified_at IS NOT NULL
        RETURNING user_id, (verified_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day
    ),
    known AS (
        INSERT INTO statistics_identification (person, day)
        SELECT user_id, min(day) FROM fresh GROUP BY user_id ORDER BY user_id
        ON CONFLICT (person) DO NOTHING
        RETURNING day
    )
    INSERT INTO statistics_identified AS kept (month, people)
    SELECT date_trunc('month', day)::date, count(*) FROM known GROUP BY 1 ORDER BY 1
    ON CONFLICT (month) DO UPDATE SET people = kept.people + excluded.people
"""
ADD_ALL = """
    INSERT INTO statistics_identified (month, people)
    SELECT date_trunc('month', day)::date, count(*)
    FROM statistics_identification GROUP BY 1
"""


def add_new() -> None:
    """Add everybody who was verified and is not yet in the sums."""
    with connection.cursor() as cursor:
        cursor.execute(ADD)


@transaction.atomic
def rebuild() -> None:
    """Forget the sums and add everybody again; sweeps wait meanwhile."""
    with connection.cursor() as cursor:
        # A sweep that begins between forgetting and adding would count twice.
        cursor.execute("LOCK TABLE statistics_identified IN SHARE ROW EXCLUSIVE MODE")
        Identified.objects.all().delete()
        cursor.execute(ADD_ALL)
    add_new()


def people(ends: Iterable[date]) -> Mapping[date, int]:
    """Return how many were identified by the end of the month of each day."""
    by_month = dict(Identified.objects.order_by("month").values_list("month", "people"))
    return {
        end: sum(count for month, count in by_month.items() if month <= end)
        for end in ends
    }
