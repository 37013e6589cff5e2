"""The share of dossiers filed online: the figure the city asks for first.

    share = dossiers accepted in the period that were filed online
            ÷ all dossiers accepted in the period

by date of acceptance (QĐ 766/QĐ-TTg), carried-over dossiers left out. Where nothing
was accepted there is no share: `None`, shown as “—”, never 0 % and never 100 %.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from services.statistics.rounding import tenths


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, in dossiers."""

    online: int = 0
    total: int = 0

    @property
    def percent(self) -> Decimal | None:
        """Percent with one decimal, rounded half up; None where nothing was filed."""
        if self.total == 0:
            return None
        return tenths(Fraction(100 * self.online, self.total))


@dataclass(frozen=True, slots=True)
class Row:
    """A named share: of a month, an agency, a sector or a level."""

    key: str
    name: str
    share: Share


def months(first: date, last: date) -> Iterable[date]:
    """Yield the first day of every month of the period."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (
            month.replace(year=month.year + 1, month=1)
            if month.month == 12
            else month.replace(month=month.month + 1)
        )


def first_of(today: date, count: int) -> date:
    """Return the first day of the period of so many months that ends with today's."""
    number = today.year * 12 + today.month - count
    return date(number // 12, number % 12 + 1, 1)
