"""Drafts last thirty days from their last saving, and their files with them."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from portal.tasks import forget_old_drafts
from services.documents.actions import forget_unused
from services.documents.models import Document
from services.dossiers import actions
from services.dossiers.actions.expiring import _discard
from services.dossiers.models import Dossier, Paper
from tests.factories.dossiers import WHEN, Office
from tests.services.dossiers.test_life import a_document

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_a_draft_is_kept_for_thirty_days_after_it_was_saved_last() -> None:
    draft = Office().draft()
    writer = draft.applicant
    assert writer is not None
    actions.save_draft(draft, by=writer, at=WHEN + 5 * DAY, answers={})

    assert actions.discard_old_drafts(WHEN + 35 * DAY) == 0
    assert actions.discard_old_drafts(WHEN + 35 * DAY + timedelta(seconds=1)) == 1

    assert not Dossier.objects.exists()


def test_what_was_filed_stays() -> None:
    Office().submitted()

    assert actions.discard_old_drafts(WHEN + 400 * DAY) == 0


def test_a_draft_that_is_saved_at_this_moment_stays() -> None:
    draft = Office().draft()
    found = Dossier.objects.drafts()
    Dossier.objects.filter(pk=draft.pk).update(saved_at=WHEN + 40 * DAY)

    assert _discard(draft.pk, WHEN + 41 * DAY) is False

    assert found.exists()


def test_the_files_of_a_discarded_draft_are_forgotten_a_day_later() -> None:
    draft = Office().draft()
    assert draft.applicant is not None
    document = a_document(draft.applicant)
    draft.papers.create(
        role=Paper.Role.REQUIRED,
        requirement="giay",
        document=document,
        added_by=draft.applicant,
        added_at=WHEN,
    )
    assert forget_unused(WHEN + 2 * DAY) == 0
    actions.discard_draft(draft, by=draft.applicant)

    assert forget_unused(WHEN + DAY) == 0
    assert forget_unused(WHEN + 2 * DAY) == 1

    assert not Document.objects.exists()
    assert not default_storage.exists(document.stored_name)


def test_the_clock_forgets_both() -> None:
    Office().draft()

    forget_old_drafts()

    assert not Dossier.objects.exists()
