"""Drafts are their writer's alone, and one form is one draft."""

from uuid import uuid4

import pytest

from services.dossiers import actions
from services.dossiers.actions import Visitor
from services.dossiers.actions.drafting import MOST_DRAFTS
from services.dossiers.errors import ActNotAllowed, NotOffered, TooMany
from services.dossiers.models import Dossier
from services.procedures.models import Offering
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import BIRTH, WHEN, Office
from tests.factories.meanwhile import meanwhile
from tests.services.dossiers.test_life import a_document

pytestmark = pytest.mark.django_db


def test_nobody_keeps_more_drafts_than_they_can_finish() -> None:
    office, citizen = Office(), make_citizen()
    for _each in range(MOST_DRAFTS):
        actions.open_draft(office.filing(), key=uuid4(), by=citizen, at=WHEN)

    with pytest.raises(TooMany, match="xóa bớt"):
        actions.open_draft(office.filing(), key=uuid4(), by=citizen, at=WHEN)

    oldest = Dossier.objects.filter(created_by=citizen).earliest("pk")
    actions.discard_draft(oldest, by=citizen)
    actions.open_draft(office.filing(), key=uuid4(), by=citizen, at=WHEN)
    assert Dossier.objects.drafts().count() == MOST_DRAFTS


def test_a_discarded_draft_is_gone_with_its_papers_but_not_its_files() -> None:
    office, citizen = Office(BIRTH), make_citizen()
    draft = office.draft(citizen, answers={"giay_chung_sinh": "giay"})
    document = a_document(citizen)
    actions.attach(draft, document, by=citizen, at=WHEN, requirement="giay_chung_sinh")

    with pytest.raises(ActNotAllowed):
        actions.discard_draft(draft, by=make_citizen())
    actions.discard_draft(draft, by=citizen)

    assert not Dossier.objects.exists()
    assert not document.papers.exists()
    document.refresh_from_db()


def test_a_paper_comes_out_of_a_draft_again() -> None:
    office, citizen = Office(BIRTH), make_citizen()
    draft = office.draft(citizen, answers={"giay_chung_sinh": "giay"})
    paper = actions.attach(
        draft, a_document(citizen), by=citizen, at=WHEN, requirement="giay_chung_sinh"
    )

    actions.detach(draft, paper, by=citizen)

    assert not draft.papers.exists()


def test_what_the_agency_stopped_offering_is_not_filed() -> None:
    office, citizen = Office(), make_citizen()
    draft = office.draft(citizen)
    Offering.objects.all().delete()

    with pytest.raises(NotOffered, match="Hãy chọn nơi khác"):
        actions.submit(draft, by=citizen, at=WHEN)

    draft.refresh_from_db()
    assert draft.is_draft


def test_two_tabs_lose_no_page_of_each_other() -> None:
    office, citizen = Office(), make_citizen()
    draft = office.draft(citizen, answers={})
    before = draft.answers

    with meanwhile(
        lambda: actions.save_draft(draft, by=citizen, at=WHEN, answers={"mot": "1"})
    ):
        actions.save_draft(draft, by=citizen, at=WHEN, answers={"hai": "2"})

    kept = Dossier.objects.get(pk=draft.pk)
    assert kept.answers == {**before, "mot": "1", "hai": "2"}


def test_no_office_takes_in_what_a_citizen_still_writes() -> None:
    office = Office()
    draft = office.draft()

    with pytest.raises(ActNotAllowed, match="không có quyền"):
        office.taken_in(draft)

    draft.refresh_from_db()
    assert draft.is_draft


def test_what_was_filed_online_is_not_taken_in_again() -> None:
    filed = Office().submitted()
    assert filed.applicant is not None

    with pytest.raises(ActNotAllowed, match="không có quyền"):
        actions.take_in(filed, by=filed.applicant, at=WHEN, visitor=Visitor("Mẫu"))


def test_no_colleague_takes_in_what_an_officer_still_writes() -> None:
    office, other = Office(), Office()
    draft = other.counter_draft()
    draft.agency = office.agency
    draft.save()

    with pytest.raises(ActNotAllowed, match="không có quyền"):
        actions.take_in(draft, by=office.receptionist, at=WHEN, visitor=Visitor("Mẫu"))


def test_what_is_written_at_the_counter_is_not_handed_in_online() -> None:
    office = Office()
    draft = office.counter_draft()

    with pytest.raises(ActNotAllowed, match="không có quyền"):
        actions.submit(draft, by=office.receptionist, at=WHEN)


def test_an_act_reads_afresh_what_it_was_not_given() -> None:
    office = Office()
    filed = Dossier.objects.get(pk=office.submitted().pk)

    taken = actions.receive(filed, by=office.receptionist, at=WHEN)

    assert taken.agency == office.agency
    assert taken.accepted_at == WHEN
