"""What is posted: with the secret of its page, only what was asked, all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, models
from django.test import Client
from django.urls import reverse

from accounts.models import Posting, User
from accounts.permissions import Role
from services.dossiers import actions
from services.dossiers.models import AnswerVersion, CodeCounter, Dossier, Event
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import WHEN, Office
from tests.house.pages import Page, pages

pytestmark = pytest.mark.django_db

# A page of the demo alone, one whose example is no address, and a machine's, signed.
LEFT_OUT = {
    *("calibrate", "account_reset_password_from_key"),
    "api:platform_confirm",
}
POSTED = [entry for entry in pages() if entry.name not in LEFT_OUT]


@pytest.mark.parametrize("entry", POSTED, ids=lambda entry: entry.name)
def test_a_post_without_the_secret_of_its_page_is_refused(entry: Page) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_citizen())

    answer = client.post(entry.address, {"version": "1", "reason": "x"})

    assert answer.status_code == 403


def test_no_field_can_be_written_that_nobody_asks_for() -> None:
    citizen = make_citizen()
    draft = Office().draft(citizen)
    client, section = sign_in(citizen), draft.definition.form.sections[0]
    smuggled = {field.attname: "1" for field in Dossier._meta.concrete_fields}
    before = row_of(draft)

    client.post(
        reverse("citizen:page", args=[draft.public_id, section.key]),
        {**smuggled, "la_lung": "x", "luu": ""},
    )

    after, allowed = row_of(draft), {"sealed_answers", "saved_at"}
    assert {name for name, value in after.items() if before[name] != value} <= allowed
    assert "la_lung" not in Dossier.objects.get(pk=draft.pk).answers


def row_of(dossier: Dossier) -> dict[str, Any]:
    return dict(Dossier.objects.values().get(pk=dossier.pk))


def test_a_power_taken_away_is_gone_before_the_form_comes_back() -> None:
    office = Office()
    filed = office.submitted()
    desk = sign_in(office.receptionist)
    path = reverse("desk:act", args=[filed.code, "receive"])
    assert desk.get(path).status_code == 200

    Posting.objects.filter(user=office.receptionist).update(valid_to=date(2021, 1, 2))

    assert desk.post(path, {"version": filed.version}).status_code == 403
    assert row_of(filed)["state"] == filed.state


def test_a_role_does_not_reach_beyond_its_own_powers() -> None:
    office = Office()
    dossier = office.at_decision()
    clerk = make_citizen("Võ Thị Văn Thư Mẫu")
    Posting.objects.create(
        user=clerk, agency=office.agency, role=Role.CLERK, valid_from=date(2021, 1, 1)
    )
    path = reverse("desk:act", args=[dossier.code, "decide"])

    answer = sign_in(clerk).post(path, {"version": dossier.version, "role": "leader"})

    assert answer.status_code == 403
    assert Posting.objects.get(user=clerk).role == Role.CLERK


@contextmanager
def refusing(model: type[models.Model], verb: str) -> Iterator[None]:
    """Let the database fail whatever is written to the table meanwhile."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(FAIL)
        cursor.execute(
            f"CREATE TRIGGER fails BEFORE {verb} ON {table} EXECUTE FUNCTION fails()"
        )
        yield
        cursor.execute(f"DROP TRIGGER fails ON {table}")


FAIL = """
    CREATE OR REPLACE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the disk is full'; END $$
"""


@pytest.mark.parametrize(
    ("model", "verb"),
    [
        (AnswerVersion, "INSERT"),
        (CodeCounter, "INSERT"),
        (Dossier, "UPDATE"),
        (Event, "INSERT"),
    ],
)
def test_a_filing_is_written_whole_or_not_at_all(
    model: type[models.Model], verb: str
) -> None:
    citizen = make_citizen()
    draft = Office().draft(citizen)
    before = row_of(draft)

    with refusing(model, verb), pytest.raises(DatabaseError, match="disk is full"):
        actions.submit(draft, by=citizen, at=WHEN)

    assert row_of(draft) == before
    assert not AnswerVersion.objects.exists()
    assert not CodeCounter.objects.exists()
    assert not Event.objects.exists()
    assert str(actions.submit(draft, by=citizen, at=WHEN).code).endswith("-0001")


def test_nothing_personal_can_be_read_in_the_database() -> None:
    """Answers, numbers, phones are sealed; by the name offices search."""
    office = Office()
    citizen = User.objects.create_user(
        full_name="Nguyễn Thị Mẫu", email="mau@mau.test", phone="+84901234567"
    )
    answers = {"truong": "Trường THPT Hoa Phượng Mẫu", "so_dinh_danh": "079190012345"}
    draft = office.draft(citizen, answers=answers | {"ngay_sinh": "1990"})
    filed = actions.submit(draft, by=citizen, at=WHEN)
    assert filed.answers["so_dinh_danh"] == "079190012345"

    kept = everything()

    for secret in ("901234567", "079190012345", "Hoa Phượng"):
        assert secret not in kept
        assert secret.encode().hex() not in kept  # as bytes are shown
    assert "Nguyễn Thị Mẫu" in kept


def everything() -> str:
    """Return every row of every table as text, as a dump would."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            rows += [text for (text,) in cursor.fetchall()]
    return "\n".join(rows)
