"""Facts, and the sums kept from them."""

from services.statistics.models.closing import ClosedForm
from services.statistics.models.facts import Fact, Spell
from services.statistics.models.figures import (
    DailyFigure,
    Duration,
    Figures,
    MonthlyFigure,
    Rhythm,
    Usage,
)
from services.statistics.models.money import DailyMoney

__all__ = [
    "ClosedForm",
    "DailyFigure",
    "DailyMoney",
    "Duration",
    "Fact",
    "Figures",
    "MonthlyFigure",
    "Rhythm",
    "Spell",
    "Usage",
]
