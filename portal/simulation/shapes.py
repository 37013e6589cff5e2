"""The shapes of invented history: how much, when, how, and what goes wrong.

Volumes follow the real shapes of the city: four fifths of all dossiers come from
certification, civil status, land, residence and household business; weeks begin
heavy, Tết is empty, evenings are online. The online share climbs through the target
of 30 % within the two years shown, and few are late.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from services.dossiers.models import Stage

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

VOLUME: Mapping[str, float] = {
    "2.000815": 24,
    "2.000884": 6,
    "2.001035": 3,
    "1.001193": 8,
    "2.000635": 9,
    "1.004873": 5,
    "1.000894": 3,
    "1.000656": 3,
    "1.004859": 2,
    "1.004884": 1.5,
    "1.004222": 7,
    "1.004194": 7,
    "1.002755": 3,
    "2.001159": 3,
    "1.012783": 3,
    "1.013831": 3,
    "1.001612": 4,
    "2.000720": 2,
    "1.013225": 2,
    "3.000333": 2.5,
    "1.005092": 2.5,
}
"""Weights by procedure code; every other procedure of the catalogue weighs half."""

OTHERS = 0.5

WEEKDAYS = (1.35, 1.1, 1.0, 0.95, 0.9, 0.3, 0.12)
"""Filings by day of the week, Monday first."""

ONLINE_FIRST, ONLINE_LAST = 0.17, 0.43
"""Share of online filings at the start and at the end of the period."""

POST = 0.015
ASSISTED = 0.18
"""Of the online filings, what officers do with people at the counter."""
REFUSED, SUPPLEMENTED, WITHDRAWN, STOPPED, LATE = 0.03, 0.07, 0.012, 0.008, 0.045
FETCHED = 0.96
WITH_FILE = 0.35
"""Of what is decided below level 4 so many results are files too."""
GIVEN_UP = 0.45
"""Beside every filing online so many are begun and never filed."""
LEFT_AT: Mapping[Stage, float] = {
    Stage.BEGUN: 0.35,
    Stage.ANSWERING: 0.25,
    Stage.ANSWERED: 0.3,
    Stage.COMPLETE: 0.1,
}
"""Where those stop: at the first page, in the form, at the papers, before the end."""
PAID_ONLINE, PAID_BY_CARD = 0.7, 0.15
"""Who pays online at level 4; who pays by card of those that pay at the counter."""
IN_TIME, TOO_LONG = (0.2, 0.9), (1.6, 3.0)
"""How much of the term the office takes, when in time and when late."""


def weight_of_day(day: date, quiet: frozenset[date]) -> float:
    """Return how many filings the day draws, compared with a usual Wednesday."""
    weight = WEEKDAYS[day.weekday()]
    if day in quiet:
        return weight * 0.06
    # The weeks around Tết: a rush before, a slow start after.
    if day.month == 1 and day.day > 10:
        weight *= 1.15
    if day.month in {6, 7, 8}:
        weight *= 1.12
    return weight


def online_share(progress: float, bias: float) -> float:
    """Return the chance of filing online at a point (0–1) of the period.

    `bias` is the office's own habit, from -1 to 1.
    """
    base = ONLINE_FIRST + (ONLINE_LAST - ONLINE_FIRST) * progress
    return min(0.95, max(0.02, base * (1 + 0.35 * bias)))


def counter_time(random: Random, day: date) -> datetime:
    """Return a moment within the hours of the counter, busiest in the morning."""
    begins, minutes = (time(7, 30), 230) if random.random() < 0.62 else (time(13), 225)
    at = datetime.combine(day, begins, VIETNAM)
    return at + timedelta(seconds=random.randrange(minutes * 60))


def online_time(random: Random, day: date) -> datetime:
    """Return a moment of online filing: office hours, and the peak of 19–21 h."""
    hour = random.choices(range(24), weights=ONLINE_HOURS)[0]
    at = datetime.combine(day, time(hour), VIETNAM)
    return at + timedelta(seconds=random.randrange(3600))


ONLINE_HOURS = (
    *(1, 0.5, 0.3, 0.2, 0.3, 0.8, 2, 4, 7, 8, 7.5, 5),
    *(4, 6, 7, 7, 6, 4, 4, 8, 9, 7, 4, 2),
)

FAVOURITES: Mapping[str, float] = {"H29.26740": 6, "H29.760": 6}
"""Offices that get many times the dossiers of others: those the demo signs in at."""
