"""Office hours as JSON: what counts for deadlines, and when the counter is open."""

from datetime import time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.workdays.calendar import INTAKE_WEEK, OFFICE_WEEK, Session, Week

type Stretch = tuple[time, time]
type Days = Annotated[list[list[Stretch]], Field(min_length=7, max_length=7)]


class Hours(BaseModel):
    """Seven days, Monday first, each a list of `[begins, ends]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    counts: Days
    intake: Days | None = None

    def weeks(self) -> tuple[Week, Week]:
        """Return the week that counts and the week of the counter."""
        counts = _week(self.counts)
        return counts, _week(self.intake) if self.intake else counts


def _week(days: list[list[Stretch]]) -> Week:
    return tuple(
        tuple(sorted(Session(begins, ends) for begins, ends in day)) for day in days
    )


DEFAULT: tuple[Week, Week] = (OFFICE_WEEK, INTAKE_WEEK)
