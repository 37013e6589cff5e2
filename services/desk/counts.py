"""How much waits in each queue; only what is open is ever counted."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from accounts.models import User
from services.desk.access import agencies_of, own_agencies
from services.desk.queues import ENDED, MINE, URGENT, Queue, tabs_of
from services.dossiers import states
from services.dossiers.models import Dossier
from services.dossiers.states import State


@dataclass(frozen=True, slots=True)
class Counted:
    """A queue and how much waits in it; None where nobody counts."""

    queue: Queue
    count: int | None


def _place(user: User) -> Q:
    agencies = own_agencies(user)
    return Q(agency__in=agencies_of(user) if agencies is None else agencies)


def tabs(user: User) -> list[Counted]:
    """Return the person's tabs with their counts, in two queries."""
    opened = Dossier.objects.filter(
        _place(user), state__in=[*states.ALIVE, State.DECIDED]
    )
    by_state = dict(opened.values_list("state").annotate(Count("pk")).order_by())
    return [Counted(each, _count(each, user, by_state)) for each in tabs_of(user)]


def _count(queue: Queue, user: User, by_state: dict[int, int]) -> int | None:
    if queue is ENDED:
        return None
    if queue is MINE:
        return _mine(user)
    return sum(by_state.get(state, 0) for state in queue.states)


def _mine(user: User) -> int:
    steps = Q(pk__in=[])
    for posting in user.postings_today:
        steps |= Q(agency=posting.agency_id, step_role=posting.role)
    return Dossier.objects.filter(steps, state=State.IN_PROGRESS).count()


def urgent(user: User, today: date) -> list[Counted]:
    """Return what stands out, with counts, in two queries."""
    *by_date, withdrawals = URGENT
    running = Dossier.objects.filter(_place(user), state__in=sorted(states.RUNNING))
    counts = running.aggregate(
        **{f"n{n}": Count("pk", filter=q.keeps(today)) for n, q in enumerate(by_date)}
    )
    asked = Dossier.objects.filter(
        _place(user), withdrawals.keeps(today), state__in=sorted(withdrawals.states)
    )
    return [
        *(Counted(each, counts[f"n{n}"]) for n, each in enumerate(by_date)),
        Counted(withdrawals, asked.count()),
    ]
