"""Invented stories: what happens to one dossier, act by act, in time order.

A story is data. It is told in two ways that must agree: by the actions (in tests) and
by `portal.simulation.telling`, which writes the same rows in bulk.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from accounts.models import Agency, User
from portal.simulation import shapes
from services.documents.models import Document
from services.dossiers.actions.processing import FULLY_ONLINE
from services.dossiers.states import Act
from services.payments.models import Means
from services.procedures.definition import Channel
from services.procedures.models import Offering, Revision

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLE = ("Thị", "Văn", "Ngọc", "Minh", "Thanh", "Hữu", "Kim", "Gia", "Quốc", "Bảo")
GIVEN = ("An", "Bình", "Châu", "Dung", "Giang", "Hạnh", "Khánh", "Lan", "Phúc", "Yến")


@dataclass(frozen=True, slots=True)
class Happens:
    """One act: when, by whom (None: nobody in particular), and with what."""

    act: Act
    at: datetime
    by: User | None = None
    note: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """A dossier's beginning and all that happens to it."""

    public_id: UUID
    revision: Revision
    offering: Offering
    agency: Agency
    case: str
    channel: Channel
    name: str
    answers: Mapping[str, Any]
    begun_at: datetime
    events: tuple[Happens, ...]
    applicant: User | None = None
    is_assisted: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """Where and when somebody files, before it is known what becomes of it.

    `papers` are the keys of what lies on the counter, `results` what a decision brings
    as a file: pairs of a result's key and its document.
    """

    offering: Offering
    channel: Channel
    at: datetime
    papers: tuple[str, ...] = ()
    results: tuple[tuple[str, Document], ...] = ()
    is_assisted: bool = False

    @property
    def is_ones_own(self) -> bool:
        """Say whether the applicant files it online, alone."""
        return self.channel is Channel.ONLINE and not self.is_assisted


def invented_name(random: Random) -> str:
    """Return a name that is visibly invented."""
    return f"{random.choice(FAMILY)} {random.choice(MIDDLE)} {random.choice(GIVEN)} Mẫu"


class Course:
    """Draws what happens after a filing, up to a last moment that is known."""

    def __init__(
        self,
        random: Random,
        filed: Filed,
        *,
        by: User,
        route: int,
        term: float,
        until: datetime,
        closed: Set[date],
    ) -> None:
        self.random, self.filed, self.by = random, filed, by
        self.route, self.term, self.until = route, term, until
        self.closed = closed
        self.at = filed.at

    def events(self) -> tuple[Happens, ...]:
        """Return the acts that lie before the last moment, in order."""
        told = []
        for happens in self._all():
            if happens.at > self.until:
                break
            # Money that comes in online is told by its provider, by nobody here.
            by = None if happens.act is Act.PAY else self.by
            told.append(replace(happens, by=by))
        return tuple(told)

    def _later(self, hours: float) -> datetime:
        """Move on by some hours of a working life; nights and weekends pass."""
        wait = self.random.uniform(0.4, 1.6) * hours
        self.at = office_time(self.at + timedelta(hours=wait), self.random, self.closed)
        return self.at

    def _worked(self, hours: float) -> datetime:
        """Move on by some hours of the office's own time."""
        left = timedelta(hours=hours)
        self.at = office_time(self.at, self.random, self.closed)
        while (rest := closing(self.at) - self.at) < left:
            left -= rest
            self.at = office_time(closing(self.at), self.random, self.closed)
            self.at = self.at.replace(hour=OFFICE_HOURS[0], minute=0, second=0)
        self.at += left
        return self.at

    def _all(self) -> Iterator[Happens]:
        random = self.random
        if not self.filed.is_ones_own:
            received = {"received": self.filed.papers}
            yield Happens(Act.TAKE_IN, self.at, values=received)
        else:
            yield Happens(Act.SUBMIT, self.at)
            if random.random() < shapes.REFUSED:
                reason = "Nộp không đúng cơ quan có thẩm quyền."
                yield Happens(Act.REFUSE, self._later(5), note=reason)
                return
            yield from self._paid_online()
            yield Happens(Act.RECEIVE, self._later(4))
        yield from self._processed()

    def _paid_online(self) -> Iterator[Happens]:
        """Pay minutes after filing, at level 4 and by a share of people."""
        if self.filed.offering.level >= 4 and self.random.random() < shapes.PAID_ONLINE:
            at = self.at + timedelta(minutes=self.random.randrange(2, 15))
            yield Happens(Act.PAY, at, values={"means": Means.VNPAY.value})

    def _decided(self) -> Mapping[str, Any]:
        """Give a file at level 4, where the law wants one, and elsewhere to a share."""
        level = self.filed.offering.level
        if level >= FULLY_ONLINE or self.random.random() < shapes.WITH_FILE:
            return {"results": self.filed.results}
        return {}

    def _processed(self) -> Iterator[Happens]:
        random = self.random
        is_late = random.random() < shapes.LATE
        taken = self.term * random.uniform(
            *(shapes.TOO_LONG if is_late else shapes.IN_TIME)
        )
        yield Happens(Act.FORWARD, self._worked(taken * 0.1))
        if random.random() < shapes.SUPPLEMENTED:
            yield Happens(Act.ASK_SUPPLEMENT, self._worked(taken * 0.2))
            yield Happens(Act.SUPPLEMENT, self._later(60))
        if random.random() < shapes.WITHDRAWN:
            reason = "Người nộp muốn nộp lại sau."
            yield Happens(Act.ASK_WITHDRAWAL, self._worked(taken * 0.2), note=reason)
            yield Happens(Act.CONFIRM_WITHDRAWAL, self._worked(taken * 0.2))
            return
        if random.random() < shapes.STOPPED:
            reason = "Không đủ điều kiện theo quy định."
            yield Happens(Act.STOP, self._worked(taken * 0.5), note=reason)
            return
        each = taken * 0.7 / self.route
        for _step in range(self.route - 1):
            yield Happens(Act.FORWARD, self._worked(each))
        yield Happens(Act.DECIDE, self._worked(each), values=self._decided())
        if random.random() < shapes.FETCHED:
            by_card = random.random() < shapes.PAID_BY_CARD
            means = Means.CARD if by_card else Means.CASH
            yield Happens(Act.HAND_OVER, self._later(12), values={"means": means.value})


def office_time(at: datetime, random: Random, closed: Set[date]) -> datetime:
    """Return the moment itself in office hours, else one on the next working morning.

    Never earlier than `at`: what comes in the evening lies there until morning, and
    over the holidays (`closed`) until they end.
    """
    local = at.astimezone(shapes.VIETNAM)
    opens, closes = OFFICE_HOURS
    day = local.date() + timedelta(days=local.hour >= closes)
    while day.weekday() >= SATURDAY or day in closed:
        day += timedelta(days=1)
    if day == local.date() and local.hour >= opens:
        return local
    morning = datetime.combine(day, time(opens), shapes.VIETNAM)
    return morning + timedelta(seconds=random.randrange(MORNING))


def closing(at: datetime) -> datetime:
    """Return when the office closes on that day."""
    return at.replace(hour=OFFICE_HOURS[1], minute=0, second=0, microsecond=0)


OFFICE_HOURS = (8, 17)
SATURDAY = 5
MORNING = 3 * 3600
