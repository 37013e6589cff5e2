"""Drawing filings from the shapes: who files what, where and when."""

import bisect
import itertools
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from accounts.models import User
from portal.simulation import desks, shapes
from portal.simulation.results import sample_result
from portal.simulation.stories import Course, Filed, Story, invented_name
from services.procedures.definition import (
    Channel,
    Definition,
    TermRule,
)
from services.procedures.models import Offering
from services.procedures.samples import sample_answers
from services.workdays.loading import public_holidays
from services.workdays.terms import Unit


@dataclass(frozen=True, slots=True)
class Wish:
    """How much is invented, over which days, from which seed, and at which offices.

    `agencies` are identifiers; none means everywhere. At least `waiting` dossiers
    wait in every queue of these offices together, beyond `dossiers` if need be.
    """

    dossiers: int
    first: date
    last: date
    seed: int
    agencies: tuple[str, ...] = ()
    waiting: int = 0


def nobody() -> User:
    """Return the invented person who does everything in invented history."""
    known = User.objects.filter(email=NOBODY).first()
    if known is not None:
        return known
    made = User.objects.create_user(full_name="Người Mô Phỏng", email=NOBODY)
    made.is_active = False
    made.save(update_fields=["is_active"])
    return made


NOBODY = "mo-phong@mau.test"


class NothingYet(ValueError):
    """Not one of the wished days has passed."""


class Drawer:
    """Draws stories up to `now`; equal wishes over an equal catalogue give equal ones.

    As many as are wished, at whatever hour of whatever day it is; raises NothingYet
    where not one of the days has passed.
    """

    def __init__(self, wish: Wish, *, now: datetime) -> None:
        if _begin_of(wish.first + ONE_DAY) > now:
            raise NothingYet
        self.wish = wish
        self.random = Random(wish.seed)  # noqa: S311  (a game of dice, not a secret)
        self.by = nobody()
        self.result = sample_result(by=self.by, at=now)
        self.quiet = self._holidays()
        self.until = min(_begin_of(wish.last + ONE_DAY), now)
        self.habits: dict[int, float] = {}
        self.samples: dict[tuple[int, str, Channel], Mapping[str, Any]] = {}

    def _holidays(self) -> frozenset[date]:
        years = range(self.wish.first.year, self.wish.last.year + 1)
        off, _worked = public_holidays(years)
        return frozenset(off)

    def stories(self) -> list[Story]:
        """Return the stories in order of filing."""
        stories = map(self._story, self._filings())
        drawn = list(itertools.islice(stories, self.wish.dossiers))
        drawn += desks.missing_from(drawn, stories, each=self.wish.waiting)
        return sorted(drawn, key=lambda story: story.events[0].at)

    def _filings(self) -> Iterator[Filed]:
        """Yield filings without end; what falls into the rest of today does not count.

        It ends up among the days that have passed, so that a morning's demo has as
        much to show as an evening's.
        """
        days = self._days()
        weights = [shapes.weight_of_day(day, self.quiet) for day in days]
        sums = list(itertools.accumulate(weights))
        chosen = _Offers(self.wish.agencies)
        while True:
            (day,) = self.random.choices(days, cum_weights=sums)
            offering = chosen.draw(day, self.random)
            channel = self._channel(offering, day)
            helped = self._is_helped(channel)
            at = self._moment(day, channel, is_helped=helped)
            filed = Filed(offering, channel, at, is_assisted=helped)
            if filed.at < self.until:
                yield filed

    def _days(self) -> list[date]:
        last = min(self.wish.last, self.until.astimezone(shapes.VIETNAM).date())
        count = (last - self.wish.first).days + 1
        return [self.wish.first + timedelta(number) for number in range(count)]

    def _channel(self, offering: Offering, day: date) -> Channel:
        span = max(1, (self.wish.last - self.wish.first).days)
        progress = (day - self.wish.first).days / span
        habit = self.habits.setdefault(
            offering.agency_id, self.random.uniform(-1.0, 1.0)
        )
        draw = self.random.random()
        if offering.level >= 3 and draw < shapes.online_share(progress, habit):
            return Channel.ONLINE
        return Channel.POST if draw > 1 - shapes.POST else Channel.COUNTER

    def _is_helped(self, channel: Channel) -> bool:
        return channel is Channel.ONLINE and self.random.random() < shapes.ASSISTED

    def _moment(self, day: date, channel: Channel, *, is_helped: bool) -> datetime:
        if channel is Channel.ONLINE and not is_helped:
            return shapes.online_time(self.random, day)
        return shapes.counter_time(self.random, day)

    def _story(self, filed: Filed) -> Story:
        revision = filed.offering.procedure.current
        assert revision is not None
        definition = revision.read()
        case = self.random.choice(definition.cases).key
        course = Course(
            self.random,
            self._with_papers(filed, definition),
            by=self.by,
            route=len(definition.route),
            term=hours_of(definition.term_for(case, filed.channel)),
            until=self.until,
            closed=self.quiet,
        )
        return Story(
            public_id=uuid.UUID(int=self.random.getrandbits(128), version=4),
            revision=revision,
            offering=filed.offering,
            agency=filed.offering.agency,
            case=case,
            channel=filed.channel,
            is_assisted=filed.is_assisted,
            name=invented_name(self.random),
            answers=self._answers(revision.pk, definition, case, filed.channel),
            begun_at=filed.at - timedelta(minutes=self.random.randrange(3, 40)),
            events=course.events(),
        )

    def _with_papers(self, filed: Filed, definition: Definition) -> Filed:
        """Say what is brought to the counter, and what the result will be."""
        brought = [
            document.key
            for document in definition.documents
            if document.required and document.is_asked_at_counter
        ]
        results = [(each.key, self.result) for each in definition.results[:1]]
        return replace(filed, papers=tuple(brought), results=tuple(results))

    def _answers(
        self, revision: int, definition: Definition, case: str, channel: Channel
    ) -> Mapping[str, Any]:
        key = (revision, case, channel)
        if key not in self.samples:
            self.samples[key] = sample_answers(definition, case, channel=channel)
        return self.samples[key]


ONE_DAY = timedelta(days=1)


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), shapes.VIETNAM)


def hours_of(term: TermRule) -> float:
    """Return the term in hours of office work, eight to the working day."""
    hours = {
        Unit.HOUR: 1.0,
        Unit.WORKING_DAY: 8.0,
        Unit.CALENDAR_DAY: 8 * 5 / 7,
        Unit.MONTH: 8 * 21.0,
    }
    return float(term.value) * hours[term.unit]


class _Offers:
    """The offerings of each day, weighted by how much their procedure is used."""

    def __init__(self, agencies: Sequence[str]) -> None:
        everywhere = (
            Offering.objects.select_related("agency", "procedure__current")
            .defer("procedure__current__definition")
            .order_by("pk")
        )
        self.all: Sequence[Offering] = list(
            everywhere.filter(agency__identifier__in=agencies)
            if agencies
            else everywhere
        )
        self.eras = sorted({offer.valid_from for offer in self.all})
        self.by_start: dict[date, tuple[list[Offering], list[float]]] = {}

    def draw(self, day: date, random: Random) -> Offering:
        """Return one offering in force on the day."""
        offers, sums = self._of(day)
        return offers[bisect.bisect(sums, random.random() * sums[-1])]

    def _of(self, day: date) -> tuple[list[Offering], list[float]]:
        era = self.eras[bisect.bisect(self.eras, day) - 1]
        if era not in self.by_start:
            offers = [
                offer
                for offer in self.all
                if offer.valid_from <= era
                and (offer.valid_to is None or offer.valid_to >= day)
            ]
            self.by_start[era] = offers, list(itertools.accumulate(_weights(offers)))
        return self.by_start[era]


def _weights(offers: Sequence[Offering]) -> list[float]:
    """Share a procedure's volume among its offices, the favourites getting more."""
    count: dict[int, int] = {}
    for offer in offers:
        count[offer.procedure_id] = count.get(offer.procedure_id, 0) + 1
    return [
        shapes.VOLUME.get(offer.procedure.code, shapes.OTHERS)
        / count[offer.procedure_id]
        * (1 + offer.agency_id * 7919 % 5)
        * shapes.FAVOURITES.get(offer.agency.identifier, 1)
        for offer in offers
    ]
