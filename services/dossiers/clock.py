"""When a dossier is due: the revision's term on the agency's calendar.

All times are aware; the promise is made once at acceptance and printed on Mẫu 01.
"""

from datetime import datetime, timedelta
from itertools import islice

from services.dossiers.models import Dossier
from services.procedures.definition import Channel
from services.workdays import deadlines
from services.workdays.calendar import VIETNAM, Calendar
from services.workdays.loading import calendar_for
from services.workdays.terms import Term


def calendar_of(dossier: Dossier, *moments: datetime) -> Calendar:
    """Return the working calendar of the dossier's agency around the moments.

    It knows the holidays of their years and of the year after, where terms end.
    """
    years = [moment.astimezone(VIETNAM).year for moment in moments]
    return calendar_for(dossier.agency.opening_hours, min(years), max(years) + 1)


def term_of(dossier: Dossier) -> Term:
    """Return how long the office may take, by case and channel."""
    rule = dossier.definition.term_for(dossier.case, Channel(dossier.channel))
    return Term(rule.value, rule.unit, rule.same_day_until)


def promise(dossier: Dossier, accepted_at: datetime) -> deadlines.Promise:
    """Return the promised time with its explanation, if accepted at the time."""
    return deadlines.promise(
        accepted_at, term_of(dossier), calendar_of(dossier, accepted_at)
    )


def intake_limit(dossier: Dossier, submitted_at: datetime) -> datetime:
    """Return until when the office must accept or refuse: eight working hours."""
    return deadlines.intake_limit(submitted_at, calendar_of(dossier, submitted_at))


def expected(dossier: Dossier, submitted_at: datetime) -> datetime:
    """Return the date to expect if the office accepts within its limit."""
    limit = intake_limit(dossier, submitted_at)
    return promise(dossier, limit).due_at


def answer_limit(dossier: Dossier, asked_at: datetime) -> datetime:
    """Return until when the citizen may answer a supplement request.

    The day of the request is not counted, and the last working day counts to its
    closing (BLDS 2015 Đ.147–148).
    """
    calendar = calendar_of(dossier, asked_at)
    tomorrow = asked_at.astimezone(VIETNAM).date() + timedelta(1)
    days = calendar.working_days_from(tomorrow)
    last = next(islice(days, dossier.definition.supplement_days - 1, None))
    return calendar.closing_of(last)


def step_is_late(dossier: Dossier, at: datetime) -> bool:
    """Say whether its step has taken longer than the route gives it, in working hours.

    The dossier stands on a step of its route.
    """
    step, entered = dossier.route_step, dossier.step_entered_at
    assert step is not None
    assert entered is not None
    limit = deadlines.add_working_time(
        entered,
        float(step.working_hours) * deadlines.ONE_HOUR,
        calendar_of(dossier, entered, at),
    )
    return at > limit


def step_resumed(dossier: Dossier, at: datetime) -> datetime:
    """Return when its step was entered, moved by the working time of the pause."""
    assert dossier.step_entered_at is not None
    assert dossier.paused_at is not None
    begun = max(dossier.step_entered_at, dossier.paused_at)
    return deadlines.resume(
        dossier.step_entered_at,
        begun,
        at,
        calendar_of(dossier, dossier.step_entered_at, at),
    )


def resumed(dossier: Dossier, at: datetime) -> datetime:
    """Return the new due time: the old one plus the working time of the pause."""
    assert dossier.due_at is not None
    assert dossier.paused_at is not None
    return deadlines.resume(
        dossier.due_at,
        dossier.paused_at,
        at,
        calendar_of(dossier, dossier.paused_at, dossier.due_at, at),
    )
