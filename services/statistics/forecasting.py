"""Where an indicator will stand at the end of the year, if it goes on as it did.

A guess that can be done by hand, on purpose: whoever reports it must be able to explain
it. Fewer than three months tell nothing.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from services.statistics.online_share import Share
from services.statistics.rounding import tenths

NOTHING = Share()
FEWEST = 3
"""Months with numbers that a forecast needs."""
LOOKED_BACK = 6
"""Months that the pace of a stock is taken from."""


def of_flow(
    months: Sequence[Share], remaining: Fraction | int, running: Share = NOTHING
) -> Decimal | None:
    """Return the percent at the end of the year of what adds up month by month.

    `months` are those of the year that are over, `running` what the month that lasts
    has so far, `remaining` how many months are to come, the rest of that one included:
    they are taken to be like the mean of the last three. One decimal; None with too
    few.
    """
    known = [month for month in months if month.total]
    if len(known) < FEWEST:
        return None
    recent = known[-FEWEST:]
    so_far = [*months, running]
    part = sum(m.online for m in so_far) + _mean([m.online for m in recent], remaining)
    whole = sum(m.total for m in so_far) + _mean([m.total for m in recent], remaining)
    return tenths(100 * part / whole)


def _mean(values: Sequence[int], times: Fraction | int) -> Fraction:
    return Fraction(sum(values) * times, len(values))


def of_stock(months: Sequence[Share], remaining: int) -> Decimal | None:
    """Return the percent at the end of the year of what stands at a month's end.

    `months` are standings at the ends of months, one after the other; the pace of the
    last six that are known goes on by the calendar, within 0 and 100 percent. One
    decimal; None with too few.
    """
    known = [
        (number, Fraction(month.online, month.total))
        for number, month in enumerate(months)
        if month.total
    ]
    if len(known) < FEWEST:
        return None
    (begun, first), *_between, (ended, last) = known[-LOOKED_BACK - 1 :]
    pace = (last - first) / (ended - begun)
    ahead = remaining + len(months) - 1 - ended
    return tenths(100 * min(Fraction(1), max(Fraction(0), last + pace * ahead)))
