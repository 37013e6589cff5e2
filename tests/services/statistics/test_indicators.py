"""The seven indicators: each against a plain count, as things were then."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Agency, Identity
from accounts.permissions import Role
from services.procedures.definition import Channel, Mode
from services.procedures.models import Offering
from services.statistics import identified, tasks
from services.statistics.folding import VIETNAM
from services.statistics.identified import people
from services.statistics.indicators import (
    Measured,
    exhibits_of,
    measured,
    shown_of,
    years,
)
from services.statistics.models import Identification, Identified, Target
from services.statistics.online_share import Share
from services.statistics.registering import take_out
from services.statistics.rounding import tenths
from services.statistics.scope import next_month
from services.statistics.targets import PLAN_SOURCE, Targets
from services.statistics.verifying import deviations
from tests.factories.accounts import make_agency, make_citizen, make_officer
from tests.factories.dossiers import BIRTH, DIPLOMA, make_procedure
from tests.factories.facts import make_facts
from tests.factories.registers import (
    AT,
    integration,
    population,
    system,
    target,
    work_files,
)
from tests.factories.transactions import undone

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 15)
DAY = timedelta(days=1)
Level = Agency.Level


class City:
    """A city with a department, a district, a ward in it, and who keeps registers."""

    def __init__(self) -> None:
        self.top = make_agency("Thành phố Mẫu", level=Level.CITY)
        self.department = make_agency("Sở Mẫu", parent=self.top, level=Level.DEPARTMENT)
        self.district = make_agency("Quận Mẫu", parent=self.top, level=Level.DISTRICT)
        self.ward = make_agency("Phường Mẫu", parent=self.district)
        self.keeper = make_officer(Role.AGENCY_ADMIN, self.top)

    def found(
        self, year: int = 2026, agency: Agency | None = None
    ) -> Mapping[str, Measured]:
        all_of_them = measured(agency or self.top, year, today=TODAY)
        return {each.definition.key: each for each in all_of_them}


@pytest.fixture
def city() -> City:
    return City()


def offering(code: str, agency: Agency, level: int, since: date, **more: Any) -> None:
    procedure = make_procedure(code)
    mode = Mode.FULL if level == 4 else Mode.PARTIAL
    Offering.objects.create(
        procedure=procedure,
        agency=agency,
        level=level,
        mode=mode,
        valid_from=since,
        **more,
    )


def by_month(found: Measured) -> dict[str, Share]:
    return {f"{month:%Y-%m}": share for month, share in found.months}


def test_without_anything_every_indicator_says_why(city: City) -> None:
    for each in city.found().values():
        assert each.share.percent is None
        assert each.why_none
        assert each.forecast is None
        assert not each.misses
        assert not each.will_miss


def test_services_count_as_integrated_from_their_day_on(city: City) -> None:
    for code in (BIRTH, DIPLOMA):
        offering(code, city.ward, 4, date(2025, 6, 1))
        procedure = make_procedure(code)
        procedure.is_common = True
        procedure.save()
    offering(BIRTH, city.department, 2, date(2025, 1, 1))
    integration(
        make_procedure(BIRTH), city.keeper, date(2025, 8, 15), until=date(2026, 1, 20)
    )

    found = by_month(city.found()["tich-hop"])

    assert found["2025-05"] == Share(0, 0)  # at level 2 it is none of them
    assert found["2025-07"] == Share(0, 2)
    assert found["2025-08"] == Share(1, 2)
    assert found["2026-01"] == Share(0, 2)


def test_people_count_once_and_of_the_number_known_then(city: City) -> None:
    known = make_citizen()
    for kind in ("citizen_number", "passport"):
        identity = Identity(
            user=known,
            kind=kind,
            verified_at=datetime(2025, 12, 31, 23, tzinfo=VIETNAM),
        )
        identity.set_number("079090000001")
        identity.save()
    Identity.objects.create(
        user=make_citizen(), kind="old_id", sealed_number=b"", number_index=b"x"
    )
    identified.add_new()
    population(city.top, city.keeper, 10, date(2025, 4, 1))
    population(city.top, city.keeper, 20, date(2026, 2, 28))

    found = by_month(city.found()["dinh-danh"])

    assert found["2025-03"] == Share(0, 0)
    assert found["2025-11"] == Share(0, 10)
    assert found["2026-01"] == Share(1, 10)
    assert found["2026-03"] == Share(1, 20)
    assert "toàn Thành phố" in city.found(agency=city.ward)["dinh-danh"].why_none


def verified(day: date, number: int = 1, **how: Any) -> Identity:
    """A citizen with a number that was verified on the evening of that day."""
    late = datetime(day.year, day.month, day.day, 23, 30, tzinfo=VIETNAM)
    return Identity.objects.create(
        **{"user": make_citizen(), "kind": "passport", "verified_at": late, **how},
        number_index=bytes([number]),
        sealed_number=b"",
    )


def test_who_was_identified_stays_so_in_the_past_when_the_account_goes(
    city: City,
) -> None:
    january, march = date(2026, 1, 31), date(2026, 3, 1)
    gone = verified(january)
    verified(march, 2)
    again = verified(march, 3, kind="old_id", user=gone.user)

    tasks.bring_up_to_date()
    tasks.bring_up_to_date()
    assert people([january, march]) == {january: 1, march: 2}
    again.delete()
    gone.user.delete()
    assert deviations() == []
    call_command("rebuild_figures", stdout=StringIO())

    assert people([january, march]) == {january: 1, march: 2}
    first = Identification.objects.earliest("day")
    assert str(first) == f"{first.person} 2026-01-31"
    kept = Identified.objects.earliest("month")
    assert str(kept) == "2026-01 1"
    Identified.objects.update(people=5)
    assert [(each.table, each.counted) for each in deviations(last=january)] == [
        ("identified", 1)
    ]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_identify_everybody_once() -> None:
    for number in range(12):
        one = verified(date(2026, 3, 1 + number), number)
        verified(date(2026, 3, 2), 100 + number, kind="old_id", user=one.user)

    def sweep() -> None:
        identified.add_new()
        connection.close()

    sweeps = [Thread(target=sweep) for _each in range(4)]
    for each in sweeps:
        each.start()
    for each in sweeps:
        each.join()

    assert people([date(2026, 3, 31)]) == {date(2026, 3, 31): 12}


def test_online_dossiers_and_who_misses(city: City) -> None:
    birth = make_procedure(BIRTH)
    make_facts(city.ward, birth, day=date(2026, 1, 5), count=1)
    make_facts(city.ward, birth, day=date(2026, 1, 5), count=9, channel=Channel.COUNTER)
    make_facts(city.department, birth, day=date(2026, 2, 5), count=3)
    make_facts(city.ward, birth, day=date(2025, 12, 5), count=4)

    found = city.found()["truc-tuyen"]

    assert found.share == Share(4, 13)
    assert by_month(found)["2025-12"] == Share(4, 4)
    assert [(each.name, each.share) for each in found.missing] == [
        ("Quận Mẫu", Share(1, 10))
    ]
    assert not found.misses
    assert city.found(agency=city.district)["truc-tuyen"].misses


def test_eligible_procedures_and_where_they_are_below(city: City) -> None:
    offering(BIRTH, city.ward, 2, date(2025, 1, 1), valid_to=date(2026, 1, 31))
    offering(BIRTH, city.ward, 3, date(2026, 2, 1))
    offering(DIPLOMA, city.district, 2, date(2025, 1, 1))
    offering(DIPLOMA, city.department, 4, date(2025, 1, 1))
    offering(DIPLOMA, city.top, 2, date(2025, 1, 1))

    found = city.found()["du-dieu-kien"]

    assert by_month(found)["2026-01"] == Share(1, 2)
    assert found.share == Share(2, 2)
    assert {each.name: each.share for each in found.agencies} == {
        "Quận Mẫu": Share(1, 2),
        "Sở Mẫu": Share(1, 1),
    }


def test_systems_connect_from_their_day_on_and_retire(city: City) -> None:
    system(city.department, city.keeper, connected_since=date(2026, 1, 10))
    system(city.department, city.keeper, "Cũ", retired_on=date(2026, 2, 1))
    system(city.ward, city.keeper, "Mới", in_use_since=date(2026, 3, 1))

    found = city.found()["ket-noi"]

    assert by_month(found)["2025-12"] == Share(0, 2)
    assert by_month(found)["2026-01"] == Share(1, 2)
    assert by_month(found)["2026-02"] == Share(1, 1)
    assert found.share == Share(1, 2)
    assert [each.name for each in found.missing] == ["Phường Mẫu"]


def test_work_files_have_a_target_for_each_level(city: City) -> None:
    work_files(city.top, city.keeper, 70, 100)
    work_files(city.department, city.keeper, 90, 100)
    work_files(city.district, city.keeper, 69, 100, date(2026, 2, 1))
    work_files(city.ward, city.keeper, 40, 100)

    found = city.found()

    tops = found["ho-so-cong-viec-tinh"]
    assert tops.share == Share(160, 200)
    assert tops.target == 80
    assert not tops.misses
    assert [each.name for each in tops.missing] == ["Thành phố Mẫu"]
    assert found["ho-so-cong-viec-huyen"].misses
    assert found["ho-so-cong-viec-xa"].target == 40
    assert not found["ho-so-cong-viec-xa"].misses


def test_a_target_holds_until_another_year_brings_one(city: City) -> None:
    indicator = Target.Indicator.WORK_FILES
    for_all = target(indicator, city.keeper, 60, year=2024)
    target(indicator, city.keeper, 90, year=2025, level=Level.CITY)

    assert Targets(2020).of(indicator, Level.CITY) is None
    assert Targets(2020).source(indicator, Level.CITY) == ""
    assert Targets(2021).of(indicator, Level.COMMUNE) == 40
    assert Targets(2021).source(indicator, Level.COMMUNE) == PLAN_SOURCE
    assert Targets(2024).of(indicator, Level.CITY) == 60
    assert Targets(2025).of(indicator, Level.CITY) == 90
    assert Targets(2030).of(indicator, Level.COMMUNE) == 60
    target(indicator, city.keeper, 70, year=2027, level=Level.COMMUNE)
    later = target(indicator, city.keeper, 95, year=2027)
    assert Targets(2027).of(indicator, Level.COMMUNE) == 70
    assert Targets(2027).of(indicator, Level.DISTRICT) == 95
    take_out(later, by=city.keeper, at=AT)
    take_out(for_all, by=city.keeper, at=AT)
    assert Targets(2026).of(indicator, Level.COMMUNE) == 40


def test_a_forecast_below_its_target_is_said(city: City) -> None:
    birth = make_procedure(BIRTH)
    for month in range(1, 12):
        make_facts(city.ward, birth, day=date(2025, month, 5))
        make_facts(
            city.ward, birth, day=date(2025, month, 6), count=3, channel=Channel.POST
        )

    late_in_the_year = measured(city.top, 2025, today=date(2025, 11, 20))
    over = measured(city.top, 2025, today=TODAY)

    found = next(e for e in late_in_the_year if e.definition.key == "truc-tuyen")
    assert found.forecast == Decimal("25.0")
    assert found.will_miss
    assert all(each.forecast is None for each in over)


@pytest.mark.parametrize(
    ("today", "left", "mean"),
    [
        # A third of April is over: its papers count, two thirds are to come.
        (date(2025, 4, 10), Fraction(26, 3), (Fraction(4), Fraction(8))),
        # October is over: it is one of the last three months.
        (date(2025, 10, 31), Fraction(2), (Fraction(8, 3), Fraction(20, 3))),
    ],
)
def test_a_forecast_keeps_what_the_running_month_has(
    city: City, today: date, left: Fraction, mean: tuple[Fraction, Fraction]
) -> None:
    birth = make_procedure(BIRTH)
    for month in range(1, today.month):
        make_facts(city.ward, birth, day=date(2025, month, 5), count=4)
        make_facts(
            city.ward, birth, day=date(2025, month, 6), count=4, channel=Channel.POST
        )
    make_facts(city.ward, birth, day=today, count=4, channel=Channel.POST)

    shown = measured(city.top, 2025, today=today)

    found = next(e for e in shown if e.definition.key == "truc-tuyen")
    online, whole = 4 * (today.month - 1), 8 * (today.month - 1) + 4
    share = 100 * (online + left * mean[0]) / (whole + left * mean[1])
    assert found.forecast == tenths(share)


def test_tables_leave_with_their_words(city: City) -> None:
    work_files(city.ward, city.keeper, 1, 100)
    found = measured(city.top, 2026, today=TODAY)

    tables = {each.key: each for each in exhibits_of(found)}
    shown = shown_of(found, narrow=lambda row: f"?{row.get('co-quan')}")

    assert "01/2026,1,100,1.0" in tables["ho-so-cong-viec-xa"].csv()
    assert "Phường Mẫu,1,100,1.0,40" in tables["ho-so-cong-viec-xa-chua-dat"].csv()
    assert "Mục tiêu 40\u00a0%" in dict(tables["ho-so-cong-viec-xa"].legend)["target"]
    assert "target" not in dict(tables["tai-su-dung"].legend)
    missing = [each.missing for each in shown if each.missing]
    assert [part.rows[0].href for part in missing] == [f"?{city.ward.identifier}"]
    assert years(TODAY) == [2026, 2025, 2024, 2023, 2022, 2021]


@settings(max_examples=10)
@given(data=st.data())
def test_offerings_are_counted_as_they_were_in_every_month(data: st.DataObject) -> None:
    with undone():
        city = City()
        days = st.dates(date(2024, 10, 1), date(2026, 6, 1))
        kept = []
        for code in (BIRTH, DIPLOMA):
            for agency in (city.ward, city.department):
                first, last = sorted((data.draw(days), data.draw(days)))
                level = data.draw(st.integers(2, 4))
                ends = last if data.draw(st.booleans()) else None
                offering(code, agency, level, first, valid_to=ends)
                kept.append((code, level, first, ends))

        for month, share in city.found()["du-dieu-kien"].months:
            day = min(next_month(month) - DAY, TODAY)
            valid = [k for k in kept if k[2] <= day and (not k[3] or day <= k[3])]
            assert share == Share(
                len({code for code, level, *_ in valid if level >= 3}),
                len({code for code, *_ in valid}),
            )


@pytest.mark.parametrize("size", [1, 8])
def test_measuring_costs_the_same_at_two_sizes(
    city: City, size: int, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        ward = make_agency(f"Phường Mẫu {number}", parent=city.district)
        offering(BIRTH, ward, 4, date(2025, 1, 1))
        system(ward, city.keeper)
        work_files(ward, city.keeper, 1, 2)
        make_facts(ward, make_procedure(BIRTH))

    with django_assert_num_queries(14):
        measured(city.top, 2026, today=TODAY)
