"""Invented entries of the registers, so that the demo's indicators have numbers.

Every one says that it is invented; whoever enters real ones corrects them.
"""

from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from accounts import demo
from accounts.models import Agency, User
from services.procedures.models import Procedure
from services.statistics.models import (
    Integration,
    OfficeSystem,
    Petitions,
    Population,
    WorkFiles,
)

INVENTED = "Số liệu mô phỏng"
SYSTEMS = ("Quản lý văn bản và điều hành", "Cơ sở dữ liệu chuyên ngành")
MONTHS = 14
COMMUNES = 20
"""So many of them report; the others have yet to."""
ONLINE = {Agency.Level.COMMUNE: 0.42, Agency.Level.DISTRICT: 0.66}
"""Mean share of work files online by level; others 0.8."""


def seed_registers(now: datetime) -> None:
    """Fill empty registers; what somebody has entered is left alone."""
    if Population.objects.exists():
        return
    keeper = User.objects.get(email=demo.KEEPER)
    today = timezone.localdate(now)
    draw = Random(2021)  # noqa: S311  (a game of dice, not a secret)
    who = {"entered_by": keeper, "entered_at": now}
    _seed_city(today, draw, who)
    here = Agency.objects.valid_on(today).order_by("pk")
    departments = list(here.filter(level=Agency.Level.DEPARTMENT))
    communes = list(here.filter(level=Agency.Level.COMMUNE)[:COMMUNES])
    OfficeSystem.objects.bulk_create(
        _system(office, name, today, draw, who)
        for office in departments
        for name in SYSTEMS
    )
    places = [(o, m) for o in (*departments, *communes) for m in _months(today)]
    WorkFiles.objects.bulk_create(_work_files(*each, draw, who) for each in places)
    Petitions.objects.bulk_create(_petitions(*each, draw, who) for each in places)


def _seed_city(today: date, draw: Random, who: dict[str, object]) -> None:
    Population.objects.create(
        agency=Agency.objects.get(identifier=demo.CITY),
        as_of=date(today.year - 2, 4, 1),
        residents=9_000_000,
        enterprises=250_000,
        source=INVENTED,
        **who,
    )
    common = Procedure.objects.filter(is_common=True).order_by("code")
    Integration.objects.bulk_create(
        Integration(
            procedure=procedure,
            since=today - timedelta(days=draw.randrange(30, 700)),
            note=INVENTED,
            **who,
        )
        for procedure in common
        if draw.random() < 0.6
    )


def _system(
    office: Agency, name: str, today: date, draw: Random, who: dict[str, object]
) -> OfficeSystem:
    began = today - timedelta(days=draw.randrange(800, 2_000))
    system = OfficeSystem(
        agency=office, name=name, in_use_since=began, note=INVENTED, **who
    )
    if draw.random() < 0.4:
        system.connected_since = today - timedelta(days=draw.randrange(1, 700))
        system.platform = OfficeSystem.Platform.LGSP
    return system


def _work_files(
    office: Agency, month: date, draw: Random, who: dict[str, object]
) -> WorkFiles:
    total = draw.randrange(60, 600)
    share = ONLINE.get(Agency.Level(office.level), 0.8) + draw.uniform(-0.15, 0.15)
    online = min(total, round(total * share))
    return WorkFiles(agency=office, month=month, online=online, total=total, **who)


def _petitions(
    office: Agency, month: date, draw: Random, who: dict[str, object]
) -> Petitions:
    received = draw.randrange(0, 12)
    in_time = round(received * draw.uniform(0.7, 1))
    satisfied = round(received * draw.uniform(0.5, 1))
    return Petitions(
        agency=office,
        month=month,
        received=received,
        in_time=in_time,
        satisfied=satisfied,
        source=INVENTED,
        **who,
    )


def _months(today: date) -> list[date]:
    """Return the months before this one, the latest first."""
    number = today.year * 12 + today.month - 1
    return [
        date(each // 12, each % 12 + 1, 1)
        for each in range(number - 1, number - 1 - MONTHS, -1)
    ]
