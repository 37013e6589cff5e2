"""Facts and their sums for tests of figures, without dossiers behind them."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from accounts.models import Agency
from services.dossiers.states import State
from services.procedures.definition import Channel, Mode
from services.procedures.models import Procedure
from services.statistics.applying import keep_facts
from services.statistics.folding import FactRow, Timing
from services.statistics.models import Fact
from services.statistics.summing import add_difference, cells_of

DAY = timedelta(days=1)
MARCH_2 = date(2026, 3, 2)


def make_facts(
    agency: Agency,
    procedure: Procedure,
    *,
    count: int = 1,
    channel: Channel = Channel.ONLINE,
    day: date = MARCH_2,
    **more: Any,
) -> None:
    """Keep so many facts accepted on the day, and add them to the sums."""
    known = a_fact(day) | more
    top = Fact.objects.aggregate(top=Max("dossier", default=0))["top"]
    rows = [
        FactRow(
            dossier=top + number,
            agency=agency.pk,
            procedure=procedure.pk,
            channel=channel,
            **known,
        )
        for number in range(1, count + 1)
    ]
    mine = Fact.objects.filter(dossier__gt=top)
    before = cells_of(mine)
    keep_facts(rows)
    add_difference(before, cells_of(mine))


def a_fact(day: date) -> dict[str, Any]:
    """Return what a fact knows that was filed and accepted on the day."""
    return {
        "seq": 2,
        "state": State.IN_PROGRESS,
        "is_assisted": False,
        "revision": 1,
        "case": "mac_dinh",
        "root": None,
        "is_test": False,
        "is_invented": False,
        "submitted_date": day,
        "submitted_hour": 9,
        "level": 4,
        "mode": Mode.FULL,
        "accepted_date": day,
        "due_date": day + 5 * DAY,
    }


def resolved(day: date, timing: Timing, *, accepted: date = MARCH_2) -> dict[str, Any]:
    """Return what a fact knows once it is resolved on the day."""
    return {
        "state": State.DECIDED,
        "resolved_date": day,
        "timing": timing,
        "days": (day - accepted).days,
    }
