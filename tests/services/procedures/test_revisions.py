"""Revisions and offerings: what is published stays, what is missing is said."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from accounts.seeding import seed_agencies
from services.procedures.definition import Mode
from services.procedures.models import (
    LifeEvent,
    Offering,
    Procedure,
    Revision,
    Sector,
    definition_json,
)
from services.procedures.seeding import seed_catalogue, seed_offerings
from tests.factories.accounts import make_agency
from tests.factories.dossiers import BIRTH, DIPLOMA, WHEN, make_procedure, offer
from tests.services.procedures.test_availability import changed, definition_of

pytestmark = pytest.mark.django_db


def published(code: str = DIPLOMA) -> Revision:
    revision = make_procedure(code).current
    assert revision is not None
    return revision


def draft_of(procedure: Procedure, number: int = 2) -> Revision:
    definition = definition_json(definition_of(procedure.code))
    return Revision.objects.create(
        procedure=procedure, number=number, definition=definition
    )


def by_sql(statement: str, revision: Revision) -> None:
    """Do what no code of ours would ask: speak to the database directly."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [revision.pk])


CHANGES = {
    "the text": "UPDATE procedures_revision SET definition = '{}' WHERE id = %s",
    "the number": "UPDATE procedures_revision SET number = 9 WHERE id = %s",
    "the decision": "UPDATE procedures_revision SET decision = 'x' WHERE id = %s",
    "back to a draft": (
        "UPDATE procedures_revision SET published_at = NULL WHERE id = %s"
    ),
    "nothing at all": "UPDATE procedures_revision SET number = number WHERE id = %s",
    "away": "DELETE FROM procedures_revision WHERE id = %s",
}


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_any_change_to_what_is_published(statement: str) -> None:
    revision = published()
    before = Revision.objects.values().get(pk=revision.pk)

    with pytest.raises(IntegrityError, match="cannot be changed or deleted"):
        by_sql(statement, revision)

    assert Revision.objects.values().get(pk=revision.pk) == before


def test_a_draft_is_written_until_it_is_published_and_never_after() -> None:
    draft = draft_of(make_procedure())
    draft.decision = "QĐ 1/2026"
    draft.save()
    draft.published_at = WHEN
    draft.save()

    draft.decision = "QĐ 2/2026"
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()

    draft.refresh_from_db()
    assert draft.decision == "QĐ 1/2026"


def test_a_draft_is_read_as_it_stands_and_may_be_thrown_away() -> None:
    draft = draft_of(make_procedure())
    assert draft.read() == definition_of(DIPLOMA)

    draft.definition = definition_json(changed(DIPLOMA, supplement_days=7))
    assert draft.read().supplement_days == 7

    draft.delete()
    assert not Revision.objects.filter(published_at=None).exists()


def test_what_is_published_is_parsed_once() -> None:
    revision = published()

    assert revision.read() is Revision.objects.get(pk=revision.pk).read()


@pytest.mark.parametrize(("number", "sentence"), [(2, "bản nháp"), (1, "đã có")])
def test_one_draft_at_a_time_and_one_revision_of_a_number(
    number: int, sentence: str
) -> None:
    procedure = make_procedure()
    draft_of(procedure)
    definition = definition_json(definition_of(DIPLOMA))
    other = Revision(procedure=procedure, number=number, definition=definition)

    with pytest.raises(ValidationError, match=sentence):
        other.full_clean()


def test_a_definition_that_breaks_its_promises_is_refused_beside_the_field() -> None:
    draft = draft_of(make_procedure())
    draft.clean()

    draft.definition["route"] = []
    with pytest.raises(ValidationError) as refused:
        draft.clean()

    assert "route" in refused.value.message_dict["definition"][0]


def an_offering(code: str, level: int, mode: Mode = Mode.FULL) -> Offering:
    return Offering(
        procedure=make_procedure(code),
        agency=make_agency(),
        level=level,
        mode=mode,
        valid_from=date(2026, 1, 1),
    )


@pytest.mark.parametrize(
    ("code", "level", "missing"),
    [
        (BIRTH, 4, "thanh toán trực tuyến vì thủ tục có thu"),
        ("2.000635", 4, "thanh toán trực tuyến vì thủ tục có thu"),
        ("2.000884", 3, "chỉ được đến mức độ 2"),
        ("1.000894", 4, "chỉ được đến mức độ 3"),
    ],
    ids=["a fee", "a fee by the copy", "not level 3 by law", "signed in person"],
)
def test_a_level_for_which_something_is_missing_is_refused(
    code: str, level: int, missing: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        an_offering(code, level).full_clean()

    assert missing in refused.value.message_dict["level"][0]


def test_a_fee_is_no_obstacle_where_money_is_taken_online(settings: Settings) -> None:
    settings.ONLINE_PAYMENT = True

    an_offering("2.000635", 4).full_clean()


@pytest.mark.parametrize(("code", "level"), [(DIPLOMA, 4), (BIRTH, 3), (BIRTH, 1)])
def test_a_level_for_which_nothing_is_missing_is_taken(code: str, level: int) -> None:
    offering = an_offering(code, level)

    offering.full_clean()
    offering.save()

    assert list(Offering.objects.valid_on(date(2026, 1, 1))) == [offering]
    assert Offering.objects.online().exists() == (level >= 3)


def test_what_is_seeded_lacks_nothing_for_its_level() -> None:
    seed_agencies()
    seed_catalogue(WHEN)
    assert seed_offerings(on=WHEN.date()) > 1000
    offered = Offering.objects.select_related("procedure__current", "agency")
    kinds = ("procedure", "level", "mode", "valid_from")

    for offering in offered.order_by(*kinds, "pk").distinct(*kinds):
        offering.full_clean()


def test_nobody_offers_what_is_not_published() -> None:
    offering = an_offering(DIPLOMA, 4)
    offering.procedure.current = None

    with pytest.raises(ValidationError, match="chưa được công bố"):
        offering.full_clean()


@pytest.mark.parametrize("level", [0, 5])
def test_there_is_no_fifth_level_and_the_database_knows(level: int) -> None:
    offering = an_offering(DIPLOMA, level)

    with pytest.raises(IntegrityError, match="offering_level_is_1_to_4"):
        offering.save()


def test_an_offering_ends_after_it_begins() -> None:
    offering = offer(make_procedure(), make_agency())
    offering.valid_to = date(2020, 12, 31)

    with pytest.raises(IntegrityError, match="offering_ends_after_it_begins"):
        offering.save()


def test_what_is_kept_reads_as_itself() -> None:
    procedure = make_procedure()
    revision = published()
    offering = offer(procedure, make_agency())

    assert str(procedure) == f"{DIPLOMA} {procedure.name}"
    assert str(revision) == f"{procedure.pk}/1"
    assert str(offering) == f"{procedure.pk} @ {offering.agency_id}: 4"
    assert str(Sector(name="Hộ tịch")) == "Hộ tịch"
    assert str(LifeEvent(name="Có con nhỏ")) == "Có con nhỏ"
