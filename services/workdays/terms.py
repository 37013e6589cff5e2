"""How long an office may take: a number and its unit, as the law writes it."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    """Units of the national catalogue; halves and other decimals occur."""

    HOUR = "hour"
    """Working hours."""
    WORKING_DAY = "working_day"
    """Days of the office: eight working hours by default."""
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Term:
    """`value` in `unit`; with `same_day_until` the result is due the same day.

    “Ngay trong ngày; nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo”: what is
    accepted at or after the hour is due on the next working day.
    """

    value: Decimal
    unit: Unit
    same_day_until: time | None = None
