"""The life of a dossier: what the law allows happens, nothing else does."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from accounts.models import User
from services.documents.actions import store_upload
from services.documents.models import Document
from services.dossiers import actions, chain, lookup
from services.dossiers.actions import FaultFound, Visitor
from services.dossiers.errors import ActNotAllowed, Incomplete, NotOffered, Stale
from services.dossiers.models import Dossier, Fault
from services.dossiers.states import State
from services.procedures.definition import Channel
from tests.factories.accounts import make_citizen
from tests.factories.answers import sample_answers
from tests.factories.dossiers import BIRTH, WHEN, Office

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def pdf(name: str = "giay.pdf") -> SimpleUploadedFile:
    out = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def a_document(by: User) -> Document:
    return store_upload(pdf(), by=by, at=WHEN)


def test_a_filing_gets_code_limit_and_date_at_once() -> None:
    office = Office()

    filed = office.submitted()

    assert filed.state == State.SUBMITTED
    assert filed.code == f"{office.agency.identifier}-260302-0001"
    assert filed.submitted_at == WHEN
    assert filed.intake_due_at == WHEN + DAY  # eight working hours later
    assert filed.expected_at is not None
    assert filed.expected_at > filed.intake_due_at
    assert len(lookup.secret_of(filed.public_id)) == lookup.LENGTH


def test_filing_twice_changes_nothing() -> None:
    filed = Office().submitted()
    assert filed.applicant is not None

    again = actions.submit(filed, by=filed.applicant, at=WHEN + DAY)

    assert again.code == filed.code
    assert again.events.count() == 1


def test_a_gap_in_the_form_is_named_and_nothing_is_filed() -> None:
    office = Office()
    citizen = make_citizen()
    draft = actions.open_draft(office.filing(), key=uuid4(), by=citizen, at=WHEN)

    with pytest.raises(Incomplete) as gaps:
        actions.submit(draft, by=citizen, at=WHEN)

    assert len(gaps.value.problems) >= 4
    assert Dossier.objects.get(pk=draft.pk).is_draft


def test_a_missing_paper_is_named_by_its_requirement() -> None:
    office = Office(BIRTH)
    draft = office.draft(answers={"giay_chung_sinh": "giay"})
    assert draft.applicant is not None

    with pytest.raises(Incomplete) as gaps:
        actions.submit(draft, by=draft.applicant, at=WHEN)

    assert all(problem.document for problem in gaps.value.problems)


def test_acceptance_freezes_the_facts_and_promises_a_date() -> None:
    office = Office()

    received = office.received()

    assert received.state == State.RECEIVED
    assert received.level == 4
    assert received.mode == "toan_trinh"
    assert received.promised_at == received.due_at
    event = received.events.get(act="receive")
    assert event.data["level"] == 4
    assert event.data["agency"] == office.agency.pk


def test_the_whole_way_to_the_result() -> None:
    office = Office()
    dossier = office.at_decision()

    decided = actions.decide(
        dossier,
        by=office.leader,
        at=WHEN + DAY,
        results=[(dossier.definition.results[0].key, a_document(office.leader))],
    )
    done = actions.hand_over(decided, by=office.receptionist, at=WHEN + DAY)

    assert done.state == State.HANDED_OVER
    assert done.decided_at == WHEN + DAY
    assert done.ended_at == WHEN + DAY


def test_level_four_is_not_decided_without_an_electronic_result() -> None:
    office = Office()
    dossier = office.at_decision()

    with pytest.raises(ActNotAllowed, match="tệp kết quả"):
        actions.decide(dossier, by=office.leader, at=WHEN + DAY)


def test_only_the_person_of_the_step_moves_it_on() -> None:
    office = Office()
    dossier = office.in_progress()

    with pytest.raises(ActNotAllowed, match="quyền"):
        actions.forward(dossier, by=office.receptionist, at=WHEN + DAY)


def test_the_second_of_two_officers_is_told() -> None:
    office = Office()
    filed = office.submitted()
    actions.receive(filed, by=office.receptionist, at=WHEN, version=filed.version)

    with pytest.raises(Stale):
        actions.refuse(
            filed,
            by=office.receptionist,
            at=WHEN,
            reason="Sai nơi nộp",
            version=filed.version,
        )


def test_refusal_needs_a_reason() -> None:
    office = Office()
    filed = office.submitted()

    with pytest.raises(ActNotAllowed, match="lý do"):
        actions.refuse(filed, by=office.receptionist, at=WHEN, reason="  ")

    refused = actions.refuse(
        filed, by=office.receptionist, at=WHEN, reason="Sai nơi nộp"
    )
    assert refused.state == State.REFUSED
    assert refused.ended_at == WHEN


def test_a_supplement_stops_the_clock_and_opens_only_what_is_at_fault() -> None:
    office = Office()
    citizen = make_citizen()
    dossier = office.in_progress(citizen)
    question, other = list(dossier.definition.form.questions())[:2]
    due = dossier.due_at
    assert due is not None

    asked = actions.ask_supplement(
        dossier,
        by=office.officer,
        at=WHEN + DAY,
        faults=[FaultFound(Fault.Target.QUESTION, question.key, "Chưa rõ")],
    )
    before = asked.answers
    changed = sample_answers(dossier.definition, dossier.case)
    answered = actions.supplement(
        asked,
        by=citizen,
        at=WHEN + 2 * DAY,
        answers={question.key: changed[question.key], other.key: "Không được đổi"},
    )

    assert asked.state == State.SUPPLEMENT_DUE
    assert answered.state == State.IN_PROGRESS
    assert answered.due_at == due + DAY  # one working day of pause
    assert answered.answers[other.key] == before[other.key]
    assert answered.answer_versions.count() == 2


def test_a_second_supplement_request_is_refused() -> None:
    office = Office()
    citizen = make_citizen()
    dossier = office.in_progress(citizen)
    question = next(dossier.definition.form.questions())
    fault = FaultFound(Fault.Target.QUESTION, question.key, "Chưa rõ")
    asked = actions.ask_supplement(dossier, by=office.officer, at=WHEN, faults=[fault])
    answered = actions.supplement(asked, by=citizen, at=WHEN + DAY, answers={})

    with pytest.raises(ActNotAllowed):
        actions.ask_supplement(
            answered, by=office.officer, at=WHEN + DAY, faults=[fault]
        )


def test_withdrawal_is_a_wish_until_the_office_confirms() -> None:
    office = Office()
    citizen = make_citizen()
    dossier = office.in_progress(citizen)

    asked = actions.ask_withdraw(dossier, by=citizen, at=WHEN, reason="Nộp nhầm")
    assert asked.state == State.IN_PROGRESS
    done = actions.confirm_withdraw(asked, by=office.receptionist, at=WHEN + DAY)

    assert done.state == State.WITHDRAWN


def test_the_counter_files_and_accepts_in_one_act() -> None:
    office = Office(BIRTH)
    visitor = Visitor("Y Bhăm Êban Mẫu", number="079190012345")

    taken = office.taken_in(visitor=visitor)

    assert taken.state == State.RECEIVED
    assert taken.channel == Channel.COUNTER
    assert taken.applicant_folded == "y bham eban mau"
    assert taken.level == 3


def test_an_agency_that_does_not_offer_it_takes_no_filing() -> None:
    office, elsewhere = Office(), Office(BIRTH)
    filing = elsewhere.filing(office.procedures[0])

    with pytest.raises(NotOffered):
        actions.open_draft(filing, key=uuid4(), by=make_citizen(), at=WHEN)


def test_every_event_is_linked_to_the_one_before() -> None:
    office = Office()
    dossier = office.at_decision()
    events = list(dossier.events.order_by("seq").select_related("dossier", "by"))

    links = [(e.record(), bytes(e.previous_hash), bytes(e.hash)) for e in events]

    assert chain.first_broken(links) is None
    del links[1]
    assert chain.first_broken(links) == 2
