"""What an own report is asked: its parts as an address and as a saved definition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from accounts.models import Agency
from services.procedures.models import Procedure, Sector
from services.statistics.exhibits import Exhibit
from services.statistics.models import SavedReport
from services.statistics.own_reports import (
    NotAReport,
    OwnReport,
    exhibit_of,
    period_in,
)
from services.statistics.scope import Scope

FILTERS = (
    *("linh_vuc", "thu_tuc", "muc_do", "hinh_thuc"),
    *("kenh", "ho_tro", "cap"),
)
"""What a report is narrowed by, named as addresses name it."""
LEVELS = {str(level): level for level in (1, 2, 3, 4)}
ASSISTED = {"1": True, "0": False}
"""Values of `muc_do` and `ho_tro`, and what they mean."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A report, its agency, and what it is narrowed to."""

    report: OwnReport
    agency: Agency
    filters: Mapping[str, str]

    @classmethod
    def of(cls, saved: SavedReport) -> "Asked":
        """Read a saved report; raises NotAReport where it can no longer be read."""
        return cls.from_data(saved.definition, saved.agency)

    @classmethod
    def from_data(cls, data: Mapping[str, Any], agency: Agency) -> "Asked":
        """Read a definition; raises NotAReport."""
        return cls(
            OwnReport(
                tuple(data.get("so", ())),
                tuple(data.get("theo", ())),
                str(data.get("ky", "")),
            ),
            agency,
            {name: data[name] for name in FILTERS if data.get(name)},
        )

    def data(self) -> dict[str, Any]:
        """Return what is saved."""
        return {
            "so": list(self.report.measures),
            "theo": list(self.report.dimensions),
            "ky": self.report.period,
            **self.filters,
        }

    def scope(self, today: date) -> Scope:
        """Return what the figures are asked; raises NotAPeriod and NotAReport."""
        period = period_in(self.report.period, today)
        known = self.filters
        return Scope(
            period.first,
            min(period.last, today),
            self.agency,
            sector=_one(Sector, "key", known.get("linh_vuc")),
            procedure=_one(Procedure, "code", known.get("thu_tuc")),
            level=LEVELS.get(known.get("muc_do", "")),
            mode=known.get("hinh_thuc"),
            channel=known.get("kenh"),
            is_assisted=ASSISTED.get(known.get("ho_tro", "")),
            tier=known.get("cap"),
        )


def query_of(saved: SavedReport) -> str:
    """Return what the address of a saved report asks, readable or no longer."""
    first, second = (*saved.definition.get("theo", ()), "", "")[:2]
    known = {**saved.definition, "theo": first, "theo_2": second}
    place = {"co-quan": saved.agency.identifier, "luu": saved.pk}
    return urlencode({**known, **place}, doseq=True)


def _one(model: Any, field: str, value: str | None) -> Any:
    if not value:
        return None
    found = model.objects.filter(**{field: value}).first()
    if found is None:
        raise NotAReport(_("Không có lĩnh vực hoặc thủ tục này."))
    return found


def read(asked: Asked, *, today: date) -> Exhibit:
    """Read the report as of today; raises NotAReport and NotAPeriod."""
    return exhibit_of(asked.report, asked.scope(today))
