"""Entries of registers for tests."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Agency, User
from services.procedures.models import Procedure
from services.statistics.models import (
    Integration,
    OfficeSystem,
    Petitions,
    Population,
    Target,
    WorkFiles,
)

AT = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def _who(by: User) -> dict[str, Any]:
    return {"entered_by": by, "entered_at": AT}


def work_files(
    agency: Agency, by: User, online: int, total: int, month: date = date(2026, 1, 1)
) -> WorkFiles:
    return WorkFiles.objects.create(
        agency=agency, month=month, online=online, total=total, **_who(by)
    )


def petitions(
    agency: Agency, by: User, received: int, in_time: int, satisfied: int = 0
) -> Petitions:
    return Petitions.objects.create(
        agency=agency,
        month=date(2026, 3, 1),
        received=received,
        in_time=in_time,
        satisfied=satisfied,
        source="PAKN",
        **_who(by),
    )


def population(agency: Agency, by: User, people: int, as_of: date) -> Population:
    return Population.objects.create(
        agency=agency, as_of=as_of, residents=people, source="Mẫu", **_who(by)
    )


def system(agency: Agency, by: User, name: str = "Hệ Mẫu", **more: Any) -> OfficeSystem:
    known = {"in_use_since": date(2020, 1, 1), **more}
    if known.get("connected_since"):
        known["platform"] = OfficeSystem.Platform.LGSP
    return OfficeSystem.objects.create(agency=agency, name=name, **known, **_who(by))


def integration(
    procedure: Procedure, by: User, since: date, **more: Any
) -> Integration:
    return Integration.objects.create(
        procedure=procedure, since=since, **more, **_who(by)
    )


def target(indicator: str, by: User, percent: int | Decimal, **more: Any) -> Target:
    known = {"year": 2025, "level": "", "source": "Mẫu", **more}
    return Target.objects.create(
        indicator=indicator, percent=percent, **known, **_who(by)
    )
