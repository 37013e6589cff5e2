"""The calendar of an office: when its hours count, and which days are off.

Two things are kept apart: the hours in which dossiers are taken in (Saturday morning
too in the city's communes) and the hours that count for deadlines (Monday to Friday).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
"""All deadlines are local; Vietnam has had no change of clocks since 1975."""

FURTHEST = 4000
"""Days that a search for the next working day goes before it gives up."""


@dataclass(frozen=True, slots=True, order=True)
class Session:
    """A stretch of working time within a day, local time."""

    begins: time
    ends: time

    def __post_init__(self) -> None:
        if self.begins >= self.ends:
            raise ValueError("A session ends after it begins.")

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Return its two moments on the day."""
        return (
            datetime.combine(day, self.begins, VIETNAM),
            datetime.combine(day, self.ends, VIETNAM),
        )


MORNING = Session(time(7, 30), time(11, 30))
AFTERNOON = Session(time(13), time(17))
FULL_DAY = (MORNING, AFTERNOON)

type Week = tuple[tuple[Session, ...], ...]

OFFICE_WEEK: Week = (*([FULL_DAY] * 5), (), ())
"""Hours that count for deadlines: Monday to Friday."""

INTAKE_WEEK: Week = (*([FULL_DAY] * 5), (MORNING,), ())
"""Hours of the counter in the city's communes: Saturday morning too."""


class NoWorkingDay(ValueError):
    """The calendar has no working hour within the next ten years."""


@dataclass(frozen=True)
class Calendar:
    """Working hours by weekday (Monday first), days off and make-up days by name.

    A make-up day (làm bù) works by the hours of Monday, whatever its weekday.
    """

    week: Week = OFFICE_WEEK
    intake_week: Week = INTAKE_WEEK
    days_off: Mapping[date, str] = field(default_factory=dict)
    make_up_days: Mapping[date, str] = field(default_factory=dict)

    @cached_property
    def standard_day(self) -> timedelta:
        """The working time of one working day: that of the first one of the week."""
        sessions = next((day for day in self.week if day), ())
        return sum((_length(session) for session in sessions), start=timedelta())

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """Return the sessions that count on the day; none on a day off."""
        if day in self.make_up_days:
            return next((sessions for sessions in self.week if sessions), ())
        if day in self.days_off:
            return ()
        return self.week[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        return bool(self.sessions_on(day))

    def takes_in_on(self, day: date) -> tuple[Session, ...]:
        """Return the sessions in which the counter takes dossiers in."""
        if day in self.days_off and day not in self.make_up_days:
            return ()
        return self.intake_week[day.weekday()] or self.sessions_on(day)

    def working_days_from(self, day: date) -> Iterator[date]:
        """Yield the working days from the day on; raises NoWorkingDay at the end."""
        for offset in range(FURTHEST):
            candidate = day + timedelta(offset)
            if self.is_working_day(candidate):
                yield candidate
        raise NoWorkingDay

    def stretches_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches of working time from the moment on."""
        local = at.astimezone(VIETNAM)
        for day in self.working_days_from(local.date()):
            for session in self.sessions_on(day):
                begins, ends = session.on(day)
                if ends > local:
                    yield max(begins, local), ends

    def closing_of(self, day: date) -> datetime:
        """Return the end of the day's last session; the day must be a working day."""
        return self.sessions_on(day)[-1].on(day)[1]


def _length(session: Session) -> timedelta:
    day = date(2021, 1, 4)
    begins, ends = session.on(day)
    return ends - begins
