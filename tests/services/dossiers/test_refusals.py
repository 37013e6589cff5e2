"""What the actions refuse, each with a sentence, and that nothing is half-written."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from services.documents.models import Document, Verdict
from services.dossiers import actions, feed
from services.dossiers.actions import FaultFound, Visitor
from services.dossiers.actions.supplementing import questions_to_mend
from services.dossiers.due import due_of
from services.dossiers.errors import ActNotAllowed, Incomplete, NotOffered
from services.dossiers.models import Dossier, Event, Fault, Supplement
from services.dossiers.models.keeping import AnswerVersion, CodeCounter
from services.dossiers.models.subscription import Subscription
from services.dossiers.slips import _delivery
from services.dossiers.states import Act, State
from services.dossiers.templatetags.dossiers import moment
from services.procedures.models import Offering
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import BIRTH, DIPLOMA, WHEN, Office, make_procedure
from tests.services.dossiers.test_life import a_document

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_fault(dossier: Dossier, reason: str = "Chưa rõ") -> FaultFound:
    question = next(dossier.definition.form.questions())
    return FaultFound(Fault.Target.QUESTION, question.key, reason)


def test_a_double_click_begins_one_draft() -> None:
    office, citizen, key = Office(), make_citizen(), uuid4()

    first = actions.open_draft(office.filing(), key=key, by=citizen, at=WHEN)
    second = actions.open_draft(office.filing(), key=key, by=citizen, at=WHEN)

    assert first == second


def test_somebody_elses_key_opens_nothing() -> None:
    office = Office()
    draft = office.draft()

    with pytest.raises(ActNotAllowed, match="không phải của Ông/Bà"):
        actions.open_draft(
            office.filing(), key=draft.public_id, by=make_citizen(), at=WHEN
        )


def test_a_filed_dossier_is_no_draft_any_more() -> None:
    citizen = make_citizen()
    filed = Office().submitted(citizen)

    with pytest.raises(ActNotAllowed, match="đã nộp"):
        actions.save_draft(filed, by=citizen, at=WHEN, answers={})


def test_in_a_supplement_only_the_new_paper_can_be_taken_out() -> None:
    office, citizen = Office(BIRTH), make_citizen()
    draft = office.draft(citizen, answers={"giay_chung_sinh": "giay"})
    old = actions.attach(
        draft, a_document(citizen), by=citizen, at=WHEN, requirement="giay_chung_sinh"
    )
    Document.objects.update(verdict=Verdict.CLEAN)
    filed = actions.submit(draft, by=citizen, at=WHEN)
    taken = actions.receive(filed, by=office.receptionist, at=WHEN + HOUR)
    begun = actions.forward(taken, by=office.receptionist, at=WHEN + HOUR)
    asked = actions.ask_supplement(
        begun,
        by=office.officer,
        at=WHEN + 2 * HOUR,
        faults=[FaultFound(Fault.Target.DOCUMENT, "giay_chung_sinh", "Mờ")],
    )

    actions.detach(asked, old, by=citizen)
    assert asked.papers.current().count() == 1
    new = actions.attach(
        asked,
        a_document(citizen),
        by=citizen,
        at=WHEN + 3 * HOUR,
        requirement="giay_chung_sinh",
    )
    assert asked.papers.current().get() == new
    actions.detach(asked, new, by=citizen)
    assert not asked.papers.current().exists()
    with pytest.raises(ActNotAllowed, match="Không thêm hoặc bớt"):
        actions.detach(asked, new, by=make_citizen())


@pytest.mark.parametrize(
    ("visitor", "words"),
    [
        (Visitor("  "), "họ tên người nộp"),
        (Visitor("Mẫu", number="12"), "12 chữ số"),
    ],
)
def test_a_visitor_without_name_or_with_a_wrong_number_is_not_taken_in(
    visitor: Visitor, words: str
) -> None:
    office = Office()

    with pytest.raises(Incomplete) as gaps:
        office.taken_in(visitor=visitor)

    assert words in gaps.value.problems[0].sentence


def test_all_that_is_wrong_with_a_visitor_is_said_at_once() -> None:
    with pytest.raises(Incomplete) as gaps:
        Office().taken_in(visitor=Visitor("", number="12"))

    assert [p.question for p in gaps.value.problems] == ["full_name", "number"]


def test_a_visitor_with_an_old_identity_card_is_taken_in_once() -> None:
    office = Office()
    draft = office.counter_draft()

    first = office.taken_in(draft, visitor=Visitor("Mẫu", number="024 123 456"))
    second = office.taken_in(first, visitor=Visitor("Khác"))

    assert first.state == State.RECEIVED
    assert second.applicant_name == "Mẫu"


def test_a_result_of_another_procedure_is_refused() -> None:
    office = Office()

    with pytest.raises(ActNotAllowed, match="không thuộc thủ tục"):
        actions.decide(
            office.at_decision(),
            by=office.leader,
            at=WHEN + DAY,
            results=[("khong_co", a_document(office.leader))],
        )


def test_a_decision_waits_until_a_withdrawal_is_confirmed() -> None:
    office = Office()
    dossier = office.at_decision()
    assert dossier.applicant is not None
    actions.ask_withdraw(dossier, by=dossier.applicant, at=WHEN + DAY, reason="Nhầm")

    with pytest.raises(ActNotAllowed, match="yêu cầu rút"):
        actions.decide(dossier, by=office.leader, at=WHEN + DAY)


def test_no_more_than_what_is_due_is_collected_and_all_before_the_result() -> None:
    office = Office()
    dossier = office.at_decision()
    Dossier.objects.filter(pk=dossier.pk).update(fee_due=10_000)
    key = dossier.definition.results[0].key
    paper = a_document(office.leader)
    done = actions.decide(
        dossier, by=office.leader, at=WHEN + DAY, results=[(key, paper)]
    )

    paid: dict[str, Any] = {"at": WHEN + DAY, "means": "cash", "reference": ""}
    for amount in (0, 10_001):
        with pytest.raises(ActNotAllowed, match="không còn khoản nào"):
            actions.record_payment(done, by=office.receptionist, amount=amount, **paid)
    with pytest.raises(ActNotAllowed, match="thu đủ"):
        actions.hand_over(done, by=office.receptionist, at=WHEN + DAY)

    actions.record_payment(done, by=office.receptionist, amount=10_000, **paid)
    handed = actions.hand_over(done, by=office.receptionist, at=WHEN + DAY)
    assert handed.state == State.HANDED_OVER


def test_time_to_supply_must_run_out_before_a_refusal() -> None:
    office = Office()
    asked = actions.ask_supplement(
        dossier := office.in_progress(),
        by=office.officer,
        at=WHEN + 3 * HOUR,
        faults=[a_fault(dossier)],
    )

    with pytest.raises(ActNotAllowed, match="Chưa hết hạn bổ sung"):
        actions.refuse(asked, by=office.receptionist, at=WHEN + DAY, reason="Muộn")
    late = asked.supplement.answer_due_at + DAY
    refused = actions.refuse(asked, by=office.receptionist, at=late, reason="Muộn")

    assert refused.state == State.REFUSED


def test_what_is_no_longer_provided_is_not_accepted() -> None:
    office = Office()
    filed = office.submitted()
    Offering.objects.all().delete()

    with pytest.raises(NotOffered, match="không còn thực hiện"):
        actions.receive(filed, by=office.receptionist, at=WHEN + HOUR)


@pytest.mark.parametrize("kind", ["none", "no reason", "unknown", "twice"])
def test_a_request_must_name_what_is_at_fault_once_and_why(kind: str) -> None:
    office = Office()
    dossier = office.in_progress()
    fault = a_fault(dossier)
    faults = {
        "none": [],
        "no reason": [a_fault(dossier, "  ")],
        "unknown": [FaultFound(Fault.Target.DOCUMENT, "khong_co", "?")],
        "twice": [fault, fault],
    }[kind]

    with pytest.raises(ActNotAllowed):
        actions.ask_supplement(
            dossier, by=office.officer, at=WHEN + 3 * HOUR, faults=faults
        )

    dossier.refresh_from_db()
    assert dossier.state == State.IN_PROGRESS


@pytest.mark.parametrize("code", ["1.001193", "1.004222"])
def test_a_fault_on_a_section_opens_all_of_it(code: str) -> None:
    office = Office(code)
    definition = make_procedure(code).current.read()  # type: ignore[union-attr]
    section = next(
        s for s in definition.form.sections if bool(s.repeat) == (code == "1.004222")
    )
    dossier = office.draft()
    asked = Supplement(dossier=dossier)
    asked.asked_by, asked.asked_at = office.officer, WHEN
    asked.answer_due_at = WHEN + DAY
    asked.save()
    asked.faults.create(target=Fault.Target.SECTION, key=section.key, reason="?")

    opened = questions_to_mend(asked, definition)

    wanted = {section.key} if section.repeat else {q.key for q in section.questions}
    assert wanted <= opened
    assert not (opened - wanted) & dossier.answers.keys()


def test_an_answer_given_twice_changes_nothing() -> None:
    office, citizen = Office(), make_citizen()
    dossier = office.in_progress(citizen)
    asked = actions.ask_supplement(
        dossier, by=office.officer, at=WHEN + 3 * HOUR, faults=[a_fault(dossier)]
    )

    first = actions.supplement(asked, by=citizen, at=WHEN + 4 * HOUR, answers={})
    second = actions.supplement(asked, by=citizen, at=WHEN + 5 * HOUR, answers={})

    assert first.supplement.answered_at == WHEN + 4 * HOUR
    assert second.events_count == first.events_count


def test_how_a_dossier_stands_to_its_due_date_is_said_in_words() -> None:
    office = Office()
    filed = office.submitted()
    assert filed.intake_due_at is not None
    limit = filed.intake_due_at.date()

    def told(dossier: Dossier, day: int) -> str:
        due = due_of(dossier, limit + timedelta(days=day))
        return str(due.text) if due else ""

    assert told(filed, -1) == "Còn 1 ngày"
    assert told(filed, 0) == "Hạn hôm nay"
    assert told(filed, 2) == "Quá hạn 2 ngày"
    dossier = office.at_decision()
    assert dossier.due_at is not None
    key = dossier.definition.results[0].key
    late = actions.decide(
        dossier,
        by=office.leader,
        at=dossier.due_at + 3 * DAY,
        results=[(key, a_document(office.leader))],
    )
    assert told(late, 0) == "Xong, trễ 3 ngày"
    assert told(office.draft(), 0) == ""


def test_a_time_that_is_not_there_is_a_dash() -> None:
    assert moment(None) == "—"


def test_a_result_on_paper_alone_is_had_at_the_desk() -> None:
    marriage = Office("1.000894").draft()
    diploma = Office(DIPLOMA).draft()

    assert "tệp điện tử" not in _delivery(marriage)
    assert "tệp điện tử" in _delivery(diploma)


def test_a_file_is_promised_to_nobody_without_an_account() -> None:
    assert "tệp điện tử" not in _delivery(Office(DIPLOMA).taken_in())


def test_an_event_cannot_be_changed_or_deleted_even_by_sql() -> None:
    event = Office().submitted().events.get()

    for sql in (
        "UPDATE dossiers_event SET note = 'khác' WHERE id = %s",
        "DELETE FROM dossiers_event WHERE id = %s",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [event.pk])
    assert Event.objects.get(pk=event.pk).note == event.note


def test_a_filed_dossier_without_code_is_refused_by_the_database() -> None:
    filed = Office().submitted()

    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=filed.pk).update(code=None)


def test_rows_say_what_they_are() -> None:
    office, citizen = Office(BIRTH), make_citizen()
    draft = office.draft(citizen, answers={"giay_chung_sinh": "giay"})
    paper = actions.attach(
        draft, a_document(citizen), by=citizen, at=WHEN, requirement="giay_chung_sinh"
    )
    other = Office()
    filed = other.in_progress(citizen)
    asked = actions.ask_supplement(
        filed, by=other.officer, at=WHEN + 3 * HOUR, faults=[a_fault(filed)]
    )
    actions.ask_withdraw(asked, by=citizen, at=WHEN + 4 * HOUR, reason="Nhầm")
    first = asked.events.order_by("seq")[0]

    assert str(paper).endswith("giay_chung_sinh")
    assert str(first) == f"{asked.pk}/1 {Act.SUBMIT}"
    assert str(asked.supplement) == str(asked.pk) == str(asked.withdrawal)
    assert str(asked.supplement.faults.get()).startswith("question:")
    assert str(AnswerVersion.objects.get(dossier=asked, number=1)).endswith("/1")
    assert str(CodeCounter.objects.get(agency=other.agency)).endswith(": 1")
    assert str(Subscription(name="x", position=3)) == "x: 3"


def test_a_subscriber_without_news_is_not_called() -> None:
    called: list[int] = []

    assert feed.consume("test", lambda events: called.append(len(events))) == 0
    assert called == []


def test_a_withdrawn_draft_keeps_no_answers() -> None:
    draft = Office().draft(answers={})
    draft.sealed_answers = b""
    draft.sealed_contact = b""

    assert (draft.answers, draft.contact) == ({}, {})
