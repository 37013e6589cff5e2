"""Levels rise from a day on, and yesterday stays what it was."""

from datetime import date, timedelta

import pytest

from services.procedures.actions import raise_offerings
from services.procedures.models import Offering, Procedure
from tests.factories.dossiers import Office, make_procedure
from tests.factories.money import COPIES

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def procedure() -> Procedure:
    return Office(COPIES).procedures[0]


def rise(procedure: Procedure, *, online: bool = True) -> int:
    return raise_offerings(procedure, on=TODAY, online_payment=online)


def test_the_old_offering_ends_and_a_higher_one_begins(procedure: Procedure) -> None:
    assert rise(procedure) == 1

    old, new = Offering.objects.order_by("valid_from")
    assert (old.level, old.valid_to) == (3, YESTERDAY)
    assert (new.level, new.valid_from, new.valid_to) == (4, TODAY, None)
    assert Offering.objects.valid_on(TODAY).get() == new
    assert Offering.objects.valid_on(YESTERDAY).get() == old


def test_doing_it_again_changes_nothing(procedure: Procedure) -> None:
    rise(procedure)

    assert rise(procedure) == 0
    assert Offering.objects.count() == 2


def test_what_begins_today_rises_as_it_is(procedure: Procedure) -> None:
    Offering.objects.update(valid_from=TODAY)

    assert rise(procedure) == 1
    assert Offering.objects.get().level == 4


def test_an_agency_that_ends_still_ends(procedure: Procedure) -> None:
    end = TODAY + timedelta(days=30)
    Offering.objects.update(valid_to=end)

    rise(procedure)

    assert Offering.objects.valid_on(TODAY).get().valid_to == end


def test_an_agency_that_offered_it_twice_offers_it_once(procedure: Procedure) -> None:
    first = Offering.objects.get()
    Offering.objects.create(
        agency=first.agency,
        procedure=procedure,
        level=3,
        mode=first.mode,
        valid_from=date(2025, 7, 1),
    )

    assert rise(procedure) == 2
    assert Offering.objects.valid_on(TODAY).get().level == 4


def test_without_online_payment_nothing_rises_and_nothing_falls(
    procedure: Procedure,
) -> None:
    assert rise(procedure, online=False) == 0
    rise(procedure)

    assert rise(procedure, online=False) == 0
    assert Offering.objects.valid_on(TODAY).get().level == 4


def test_what_was_never_published_is_left_alone() -> None:
    procedure = make_procedure(COPIES)
    procedure.current = None

    assert rise(procedure) == 0
