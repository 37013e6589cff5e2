"""Pages of a queue by keyset: their cost does not grow with the queue.

The keys of a page are read from an index in its order, one branch for each agency and
state; only the rows of that page are then fetched. Somebody who oversees many
agencies reads them in one branch.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.numbers import CITIZEN_LENGTH, OLD_ID_LENGTH, digits_of
from accounts.sealing import blind_index
from accounts.vietnamese import fold
from services.desk.access import agencies_of, own_agencies
from services.desk.queues import SEARCH, Queue
from services.dossiers import states
from services.dossiers.models import Dossier
from services.dossiers.states import State

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
PAGE = 25


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a queue; `after` continues it, None on the last page."""

    dossiers: list[Dossier]
    after: str | None


def page_of(queue: Queue, user: User, keeps: Q, *, after: str = "") -> QueuePage:
    """Return a page of what the person sees in the queue, narrowed by `keeps`.

    `after` is the mark of the page before; a mark that makes no sense starts anew.
    """
    mark = _read_mark(after)
    found = [keys(queue, branch & keeps, mark) for branch in branches(queue, user)]
    rows = _rows(queue, _merged(queue, found))
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return QueuePage(rows, mark_of(rows[-1], queue) if more else None)


def found(words: str, user: User, *, after: str = "") -> QueuePage:
    """Return what the person may see and whose code, number or name was typed.

    A number of nine or twelve digits is sought by its blind index. A code may be cut
    short at either end: `H29.26740-261125`, or `261125-0017` at one's own office. A
    name needs no diacritics.
    """
    return page_of(SEARCH, user, _matching(words, user), after=after)


def _matching(words: str, user: User) -> Q:
    digits = digits_of(words)
    if digits.isdecimal() and len(digits) in {CITIZEN_LENGTH, OLD_ID_LENGTH}:
        return Q(number_index=blind_index(digits, purpose="citizen-number"))
    code = words.upper()
    match = Q(code__startswith=code) | Q(applicant_folded__contains=fold(words))
    if re.fullmatch(r"[0-9]{6}(-[0-9]*)?", code):
        offices = (posting.agency.identifier for posting in user.postings_today)
        match |= reduce(or_, (Q(code__startswith=f"{each}-{code}") for each in offices))
    return match


def branches(queue: Queue, user: User) -> list[Q]:
    """Return conditions that each name what an index begins with."""
    if queue.is_mine:
        return [
            Q(agency=posting.agency_id, step_role=posting.role, state=State.IN_PROGRESS)
            for posting in user.postings_today
        ]
    if queue is SEARCH:
        return [Q(agency__in=agencies_of(user)) & ~Q(state=State.DRAFT)]
    agencies = own_agencies(user)
    if agencies is None:
        state = Q(state__in=sorted(queue.states))
        return [Q(agency__in=agencies_of(user)) & state]
    if queue.states == states.FINAL:
        return [Q(agency=each, state__in=sorted(queue.states)) for each in agencies]
    return [
        Q(agency=each, state=state)
        for each in agencies
        for state in sorted(queue.states)
    ]


def _order(queue: Queue) -> tuple[str, str]:
    sign = "-" if queue.newest else ""
    return f"{sign}{queue.order}", f"{sign}pk"


def keys(
    queue: Queue, branch: Q, mark: tuple[datetime, int] | None
) -> QuerySet[Dossier, tuple[int, datetime]]:
    """Return the keys of one branch that come after the mark, a page and one."""
    dossiers = Dossier.objects.filter(branch)
    if mark is not None:
        moment, pk = mark
        beyond = "lt" if queue.newest else "gt"
        later: dict[str, Any] = {f"{queue.order}__{beyond}": moment}
        same: dict[str, Any] = {queue.order: moment, f"pk__{beyond}": pk}
        dossiers = dossiers.filter(Q(**later) | Q(**same))
    ordered = dossiers.order_by(*_order(queue))
    return ordered.values_list("pk", queue.order)[: PAGE + 1]


def _merged(
    queue: Queue, found: list[QuerySet[Dossier, tuple[int, datetime]]]
) -> list[int]:
    first, *others = found
    if others:
        first = first.union(*others, all=True).order_by(*_order(queue))[: PAGE + 1]
    return [pk for pk, _moment in first]


def _rows(queue: Queue, chosen: list[int]) -> list[Dossier]:
    return list(
        Dossier.objects.filter(pk__in=chosen)
        .select_related("agency", "revision__procedure", "withdrawal")
        .defer("revision__definition", "sealed_answers", "sealed_contact")
        .order_by(*_order(queue))
        .fetch_mode(models.FETCH_RAISE)
    )


def mark_of(dossier: Dossier, queue: Queue) -> str:
    """Return the mark after which the queue goes on."""
    moment: datetime = getattr(dossier, queue.order)
    return f"{moment.timestamp():.6f}_{dossier.pk}"


def _read_mark(mark: str) -> tuple[datetime, int] | None:
    seconds, _sep, pk = mark.partition("_")
    try:
        return datetime.fromtimestamp(float(seconds), VIETNAM), int(pk)
    except (ValueError, OverflowError, OSError):
        return None
