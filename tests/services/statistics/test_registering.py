"""Registers: who writes, what is kept of what was said, what can never be said."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Agency, User
from accounts.permissions import Role
from services.statistics.models import (
    Entry,
    Integration,
    OfficeSystem,
    Petitions,
    Population,
    Target,
    WorkFiles,
)
from services.statistics.registering import (
    CannotEnter,
    enter,
    enter_work_files,
    may_enter,
    take_out,
)
from tests.factories.accounts import make_agency, make_officer
from tests.factories.dossiers import DIPLOMA, make_procedure
from tests.factories.registers import (
    AT,
    integration,
    petitions,
    population,
    system,
    target,
)
from tests.factories.registers import work_files as counted

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)
JANUARY = date(2026, 1, 1)


@pytest.fixture
def city() -> Agency:
    return make_agency("Thành phố Mẫu", level=Agency.Level.CITY)


@pytest.fixture
def keeper(city: Agency) -> User:
    return make_officer(Role.AGENCY_ADMIN, city)


def files(agency: Agency, online: int = 1, total: int = 2) -> WorkFiles:
    return WorkFiles(agency=agency, month=JANUARY, online=online, total=total)


def test_a_correction_keeps_what_was_said_before(city: Agency, keeper: User) -> None:
    old = enter(files(city), by=keeper, at=AT)

    new = enter(files(city, 2), by=keeper, at=LATER, instead_of=old)

    old.refresh_from_db()
    assert (old.replaced_at, old.replaced_by) == (LATER, keeper)
    assert (old.online, old.entered_at) == (1, AT)
    assert list(WorkFiles.objects.current()) == [new]


def test_two_who_correct_the_same_entry_do_not_both_win(
    city: Agency, keeper: User
) -> None:
    old = enter(files(city), by=keeper, at=AT)
    enter(files(city, 2), by=keeper, at=LATER, instead_of=old)

    with pytest.raises(CannotEnter, match="vừa được người khác sửa"):
        enter(files(city, 0), by=keeper, at=LATER, instead_of=old)

    assert [each.online for each in WorkFiles.objects.current()] == [2]


def test_the_same_thing_is_not_entered_twice(city: Agency, keeper: User) -> None:
    enter(files(city), by=keeper, at=AT)

    with pytest.raises(CannotEnter, match="đã có số liệu của tháng này"):
        enter(files(city), by=keeper, at=AT)


def test_what_no_register_allows_is_no_sentence_for_people(
    city: Agency, keeper: User
) -> None:
    broken = WorkFiles(agency_id=0, month=JANUARY, online=0, total=0)
    broken.agency = city
    broken.total = None  # type: ignore[assignment]

    with pytest.raises(IntegrityError):
        enter(broken, by=keeper, at=AT)


def test_whoever_keeps_registers_elsewhere_writes_nothing_here(
    city: Agency, keeper: User
) -> None:
    ward = make_agency("Phường Mẫu", parent=city)
    of_ward = make_officer(Role.AGENCY_ADMIN, ward)
    leader = make_officer(Role.LEADER, city)
    known = enter(files(city), by=keeper, at=AT)

    assert may_enter(of_ward, files(ward))
    assert may_enter(keeper, files(ward))
    assert may_enter(keeper, Target())
    assert not may_enter(of_ward, Target())
    for person in (of_ward, leader):
        with pytest.raises(CannotEnter, match="không giữ sổ"):
            enter(files(city), by=person, at=AT)
        with pytest.raises(CannotEnter, match="không giữ sổ"):
            take_out(known, by=person, at=AT)


def test_a_sheet_is_written_whole_and_the_same_sheet_changes_nothing(
    city: Agency, keeper: User
) -> None:
    ward = make_agency("Phường Mẫu", parent=city)

    first = enter_work_files([files(city), files(ward)], by=keeper, at=AT)
    again = enter_work_files([files(city), files(ward)], by=keeper, at=LATER)
    other = enter_work_files([files(city, 2), files(ward)], by=keeper, at=LATER)

    assert (first, again, other) == ((2, 0), (0, 0), (0, 1))
    assert WorkFiles.objects.count() == 3


@pytest.mark.parametrize("size", [2, 40])
def test_a_sheet_costs_the_same_at_two_sizes(
    city: Agency, keeper: User, size: int, django_assert_num_queries: Any
) -> None:
    counts = [
        WorkFiles(
            agency=city, month=date(2020 + n // 12, n % 12 + 1, 1), online=1, total=2
        )
        for n in range(size)
    ]
    enter(
        WorkFiles(agency=city, month=counts[0].month, online=0, total=2),
        by=keeper,
        at=AT,
    )
    fresh = User.objects.get(pk=keeper.pk)

    with django_assert_num_queries(9):
        assert enter_work_files(counts, by=fresh, at=LATER) == (size - 1, 1)


def test_a_sheet_that_meets_another_says_so(city: Agency, keeper: User) -> None:
    with pytest.raises(CannotEnter, match="đã có số liệu của tháng này"):
        enter_work_files([files(city), files(city)], by=keeper, at=AT)


def test_a_sheet_with_somebody_elses_office_is_written_not_at_all(
    city: Agency, keeper: User
) -> None:
    with pytest.raises(CannotEnter):
        enter_work_files([files(city), files(make_agency("Khác"))], by=keeper, at=AT)

    assert not WorkFiles.objects.exists()


def procedure_since(by: User, _at: Agency, **more: Any) -> Entry:
    return integration(make_procedure(DIPLOMA), by, JANUARY, **more)


BROKEN: dict[str, Callable[[User, Agency], Entry]] = {
    "integration_ends_after_it_begins": lambda by, at: procedure_since(
        by, at, until=date(2025, 1, 1)
    ),
    "connected_system_names_its_platform": lambda by, at: OfficeSystem.objects.create(
        agency=at,
        name="x",
        in_use_since=JANUARY,
        connected_since=JANUARY,
        entered_by=by,
        entered_at=AT,
    ),
    "system_is_used_before_it_connects": lambda by, at: system(
        at, by, connected_since=date(2019, 1, 1)
    ),
    "population_has_people_and_a_source": lambda by, at: population(at, by, 0, JANUARY),
    "work_files_online_are_among_all": lambda by, at: counted(at, by, 3, 2),
    "petitions_answered_are_among_all": lambda by, at: petitions(at, by, 1, 2),
    "target_is_a_percent": lambda by, _at: target(Target.Indicator.ONLINE, by, 101),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_cannot_be(
    name: str, city: Agency, keeper: User
) -> None:
    with pytest.raises(IntegrityError, match=name):
        BROKEN[name](keeper, city)


TWICE: dict[str, Callable[[User, Agency], Entry]] = {
    "one_integration_of_a_procedure": procedure_since,
    "one_entry_of_a_system": lambda by, at: system(at, by),
    "one_population_of_a_day": lambda by, at: population(at, by, 1, JANUARY),
    "one_count_of_work_files": lambda by, at: counted(at, by, 1, 2),
    "one_count_of_petitions": lambda by, at: petitions(at, by, 2, 1),
    "one_target_of_a_year": lambda by, _at: target(Target.Indicator.ONLINE, by, 50),
}


@pytest.mark.parametrize("name", TWICE)
def test_a_register_says_each_thing_once(name: str, city: Agency, keeper: User) -> None:
    first = TWICE[name](keeper, city)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        TWICE[name](keeper, city)
    take_out(first, by=keeper, at=AT)
    assert str(TWICE[name](keeper, city))


def test_every_constraint_of_a_register_is_tried() -> None:
    registers = (
        *(Integration, OfficeSystem, Population, WorkFiles, Petitions, Target),
    )
    known = {each.name for model in registers for each in model._meta.constraints}

    assert known == BROKEN.keys() | TWICE.keys()
