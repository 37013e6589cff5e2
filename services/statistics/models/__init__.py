"""Facts, the sums kept from them, and the registers that stand beside them."""

from services.statistics.models.closing import ClosedForm
from services.statistics.models.facts import IMPLAUSIBLE, LATEST, Fact, Misplaced, Spell
from services.statistics.models.figures import (
    DailyFigure,
    Duration,
    Figures,
    Funnel,
    Identification,
    Identified,
    MonthlyFigure,
    Opinion,
    Rhythm,
    Usage,
)
from services.statistics.models.intake import DailyIntake, MonthlyIntake
from services.statistics.models.money import DailyMoney
from services.statistics.models.own import Dispatch, SavedReport, Schedule
from services.statistics.models.registers import (
    Entry,
    Integration,
    OfficeSystem,
    Petitions,
    Population,
    Target,
    WorkFiles,
)

__all__ = [
    "IMPLAUSIBLE",
    "LATEST",
    "ClosedForm",
    "DailyFigure",
    "DailyIntake",
    "DailyMoney",
    "Dispatch",
    "Duration",
    "Entry",
    "Fact",
    "Figures",
    "Funnel",
    "Identification",
    "Identified",
    "Integration",
    "Misplaced",
    "MonthlyFigure",
    "MonthlyIntake",
    "OfficeSystem",
    "Opinion",
    "Petitions",
    "Population",
    "Rhythm",
    "SavedReport",
    "Schedule",
    "Spell",
    "Target",
    "Usage",
    "WorkFiles",
]
