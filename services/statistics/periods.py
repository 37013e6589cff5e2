"""Periods of reports: a month, a quarter, a year, or any days.

Addresses write them as `2026-03`, `2026-Q1`, `2026`, `2026-03-05..2026-04-10`.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

DAY = timedelta(days=1)
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
"""Days outside are slips of the keyboard, and calendars have ends."""
WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
BETWEEN = ".."
"""Stands between the two days of a period of any days."""


class NotAPeriod(ValueError):
    """The text names no period; the message says what would."""


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `first` to `last`, both included; `key` is its address."""

    key: str
    first: date
    last: date

    @property
    def name(self) -> str:
        """Return what a report calls it, in Vietnamese."""
        if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})", self.key):
            return _("Tháng %(month)s năm %(year)s") % {
                "month": int(found[2]),
                "year": found[1],
            }
        if found := re.fullmatch(r"([0-9]{4})-Q([1-4])", self.key):
            return _("Quý %(quarter)s năm %(year)s") % {
                "quarter": ROMAN[int(found[2]) - 1],
                "year": found[1],
            }
        if re.fullmatch(r"[0-9]{4}", self.key):
            return _("Năm %(year)s") % {"year": self.key}
        return _("Từ %(first)s đến %(last)s") % _written(self.first, self.last)


ROMAN = ("I", "II", "III", "IV")


def period_of(key: str) -> Period:
    """Return the period that the text names; raises NotAPeriod with a sentence."""
    try:
        return _read(key.strip())
    except NotAPeriod:
        raise  # It says already what is wrong with the days.
    except ValueError as problem:
        sentence = _("Hãy ghi kỳ báo cáo như 2026-03, 2026-Q1, 2026.")
        raise NotAPeriod(sentence) from problem


def period_until(key: str, today: date) -> Period:
    """Return the period that the text names, if it has begun; else NotAPeriod.

    What has not begun has no figures: what will be overdue by then is a guess.
    """
    period = period_of(key)
    if period.first > today:
        raise NotAPeriod(_("Kỳ này chưa bắt đầu. Hãy chọn kỳ từ hôm nay trở về trước."))
    return period


def _read(key: str) -> Period:
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})", key):
        return _months(key, int(found[1]), int(found[2]), 1)
    if found := re.fullmatch(r"([0-9]{4})-Q([1-4])", key):
        return _months(key, int(found[1]), 3 * int(found[2]) - 2, 3)
    if re.fullmatch(r"[0-9]{4}", key):
        return _months(key, int(key), 1, 12)
    if BETWEEN in key:
        return _days(key)
    raise ValueError(key)


def _days(key: str) -> Period:
    """Return the period between two days; raises NotAPeriod with what mends them."""
    first, last = key.split(BETWEEN, 1)
    if not (first and last):
        raise NotAPeriod(_("Hãy chọn cả ngày đầu và ngày cuối."))
    days = Period(key, _day(first), _day(last))
    if days.last < days.first:
        sentence = _(
            "Ngày cuối (%(last)s) đứng trước ngày đầu (%(first)s). "
            "Hãy sửa một trong hai ngày."
        )
        raise NotAPeriod(sentence % _written(days.first, days.last))
    if not EARLIEST <= days.first <= days.last <= LATEST:
        sentence = _("Hãy chọn ngày từ %(first)s đến %(last)s.")
        raise NotAPeriod(sentence % _written(EARLIEST, LATEST))
    return days


def _day(text: str) -> date:
    if not is_day(text):
        sentence = _("“%(text)s” không phải là một ngày. Hãy ghi ngày như 2026-03-31.")
        raise NotAPeriod(sentence % {"text": text})
    return date.fromisoformat(text)


def is_day(text: str) -> bool:
    """Return whether the text is a day as addresses and date fields write it."""
    try:
        return bool(WRITTEN.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _written(first: date, last: date) -> dict[str, str]:
    return {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}


def _months(key: str, year: int, month: int, count: int) -> Period:
    first = date(year, month, 1)
    if not EARLIEST <= first <= LATEST:
        raise ValueError(key)
    number = year * 12 + month - 1 + count
    return Period(key, first, date(number // 12, number % 12 + 1, 1) - DAY)


def recent(today: date, *, years: int = 2) -> list[Period]:
    """Return the periods that reports are asked for, newest first."""
    found = []
    for year in range(today.year, today.year - years, -1):
        keys = [f"{year}", *(f"{year}-Q{quarter}" for quarter in range(4, 0, -1))]
        keys += [f"{year}-{month:02}" for month in range(12, 0, -1)]
        found += [period_of(key) for key in keys]
    return [period for period in found if period.first <= today]
