"""Whoever may write to the database itself still cannot rewrite what happened."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from services.dossiers.models import Dossier
from tests.factories.dossiers import Office

pytestmark = pytest.mark.django_db


def verified() -> str:
    out = StringIO()
    call_command("verify_events", stdout=out, stderr=out)
    return out.getvalue()


def tamper(sql: str, dossier: Dossier) -> None:
    """Write as the owner of the table could: with its triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE dossiers_event DISABLE TRIGGER USER")
        cursor.execute(sql, [dossier.pk])
        cursor.execute("ALTER TABLE dossiers_event ENABLE TRIGGER USER")


def test_what_nobody_touched_is_as_it_was_written() -> None:
    Office().in_progress()
    Office().draft()

    assert "1 dossiers are as they were written" in verified()


CHANGE, REMOVE = "UPDATE dossiers_event SET", "DELETE FROM dossiers_event WHERE"


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        (f"{CHANGE} note = 'khác' WHERE seq = 2 AND dossier_id = %s", 2),
        (f"{CHANGE} at = at + '1 microsecond' WHERE seq = 1 AND dossier_id = %s", 1),
        (f"{CHANGE} by_id = NULL WHERE seq = 3 AND dossier_id = %s", 3),
        (f"{CHANGE} seq = 4 WHERE seq = 3 AND dossier_id = %s", 3),
        (f"{REMOVE} seq = 2 AND dossier_id = %s", 2),
        (f"{REMOVE} seq = 3 AND dossier_id = %s", 3),
        (f"{REMOVE} dossier_id = %s", 1),
        ("UPDATE dossiers_dossier SET last_hash = '' WHERE id = %s", 3),
    ],
)
def test_the_first_event_that_was_touched_is_named(sql: str, number: int) -> None:
    dossier = Office().in_progress()
    Office().submitted()
    tamper(sql, dossier)

    with pytest.raises(CommandError, match="1 of 2 dossiers are broken"):
        verified()
    assert first_line(dossier) == f"{dossier.code}: broken from event {number}"


def first_line(dossier: Dossier) -> str:
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_events", stderr=err)
    return err.getvalue().splitlines()[0]
