"""A dossier in words, the same on every face, and the secrets on its paper."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers import actions, feed, lookup
from services.dossiers.actions import FaultFound
from services.dossiers.due import Due, due_of
from services.dossiers.faults import labelled
from services.dossiers.models import Dossier, Event, Fault
from services.dossiers.states import Act, State
from services.dossiers.templatetags.dossiers import moment, percent, vnd, whole
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import DIPLOMA, WHEN, Office
from tests.factories.money import COPIES, owing
from tests.services.dossiers.test_life import a_document

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def shown(tag: str, **context: object) -> str:
    page = Template("{% load dossiers %}" + tag)
    return " ".join(page.render(Context(context)).split())


@pytest.mark.parametrize("state", State)
def test_a_state_is_shown_in_the_words_of_the_national_portal(state: State) -> None:
    assert str(state.label) in shown("{% state_badge state %}", state=int(state))


@pytest.mark.django_db
def test_a_running_dossier_says_how_many_days_are_left() -> None:
    received = Office().received()
    assert received.due_at is not None
    due = received.due_at.astimezone(VIETNAM).date()

    def told(days: int) -> Due | None:
        return due_of(received, due - days * DAY)

    assert told(3) == Due("ok", "Còn 3 ngày")
    assert told(2) == Due("soon", "Còn 2 ngày")
    assert told(0) == Due("today", "Hạn hôm nay")
    assert told(-1) == Due("late", "Quá hạn 1 ngày")
    badge = shown("{% due_badge dossier today %}", dossier=received, today=due)
    assert "Hạn hôm nay" in badge


@pytest.mark.django_db
def test_a_waiting_dossier_is_never_overdue() -> None:
    office = Office()
    dossier = office.in_progress()
    question = next(dossier.definition.form.questions())
    asked = actions.ask_supplement(
        dossier,
        by=office.officer,
        at=WHEN + 3 * HOUR,
        faults=[FaultFound(Fault.Target.QUESTION, question.key, "Chưa rõ")],
    )

    assert due_of(asked, (WHEN + 90 * DAY).date()) == Due("paused", "Đang tạm dừng")


@pytest.mark.django_db
def test_a_decided_dossier_is_judged_by_date_and_then_for_good() -> None:
    office = Office()
    dossier = office.at_decision()
    assert dossier.due_at is not None
    end_of_day = dossier.due_at.astimezone(VIETNAM).replace(hour=23)

    decided = actions.decide(
        dossier,
        by=office.leader,
        at=end_of_day,
        results=[(dossier.definition.results[0].key, a_document(office.leader))],
    )

    for later in (0, 400):
        told = due_of(decided, end_of_day.date() + later * DAY)
        assert told == Due("done", "Xong đúng hạn")


@pytest.mark.django_db
def test_an_ended_dossier_has_nothing_due() -> None:
    office = Office()
    refused = actions.refuse(
        office.submitted(), by=office.receptionist, at=WHEN, reason="Sai nơi nộp"
    )

    assert due_of(refused, (WHEN + 90 * DAY).date()) is None
    badge = shown("{% due_badge d today %}", d=refused, today=WHEN.date())
    assert "ngày" not in badge


def test_a_time_is_shown_in_local_time_with_its_weekday() -> None:
    late = datetime(2021, 1, 31, 17, 30, tzinfo=ZoneInfo("UTC"))

    assert moment(late) == "thứ Hai, 01/02/2021, 00:30"
    with translation.override("en"):
        assert moment(late).startswith("Monday")


@given(st.integers(0, 10**15))
def test_figures_are_grouped_by_points(number: int) -> None:
    assert whole(number).replace(".", "") == str(number)
    assert all(len(part) == 3 for part in whole(number).split(".")[1:])
    assert vnd(number) == f"{whole(number)} đ"


def test_a_share_has_a_comma_and_nothing_is_a_dash() -> None:
    assert percent(Decimal("41.5")) == "41,5\u00a0%"
    assert percent(None) == "—"


# The secrets on the paper


def test_the_printed_secret_is_read_as_people_type_it() -> None:
    key = uuid4()
    secret = lookup.secret_of(key)

    for typed in (secret, secret.lower(), f" {secret[:4]}-{secret[4:]} "):
        assert lookup.is_secret_of(key, typed)


@given(st.uuids(), st.uuids())
def test_no_dossier_opens_with_the_secrets_of_another(one: UUID, other: UUID) -> None:
    same = one == other

    assert lookup.is_secret_of(one, lookup.secret_of(other)) == same
    assert lookup.is_token_of(one, lookup.token_of(other)) == same
    assert set(lookup.secret_of(one)) <= set(lookup.ALPHABET)


@pytest.mark.parametrize("typed", ["", "ZZZZZZZZ", "ééé", "1" * 5000])
def test_what_is_no_secret_opens_nothing(typed: str) -> None:
    assert not lookup.is_secret_of(UUID(int=0), typed)
    assert not lookup.is_token_of(UUID(int=0), typed)


# Lists, faults and the feed


@pytest.mark.django_db
def test_a_person_finds_their_own_and_an_office_what_was_filed_with_it() -> None:
    office, other, citizen = Office(), Office(), make_citizen()
    draft, filed = office.draft(citizen), office.submitted(citizen)
    elsewhere = other.submitted()
    agencies = type(office.agency).objects.filter(pk=office.agency.pk)

    assert set(Dossier.objects.filed_by(citizen)) == {draft, filed}
    assert list(Dossier.objects.at_agencies(agencies)) == [filed]
    assert elsewhere in Dossier.objects.submitted()


@pytest.mark.django_db
def test_a_dossier_knows_whether_it_has_ended() -> None:
    office = Office()
    filed = office.submitted()

    refused = actions.refuse(filed, by=office.receptionist, at=WHEN, reason="Sai nơi")

    assert (filed.is_final, refused.is_final) == (False, True)


@pytest.mark.django_db
def test_faults_are_named_as_the_procedure_names_them() -> None:
    office = Office(DIPLOMA)
    dossier = office.in_progress()
    definition = dossier.definition
    section, document = definition.form.sections[0], definition.documents[0]
    question = section.questions[0]
    targets = Fault.Target
    asked = actions.ask_supplement(
        dossier,
        by=office.officer,
        at=WHEN + 3 * HOUR,
        faults=[
            FaultFound(targets.DOCUMENT, document.key, "Mờ"),
            FaultFound(targets.SECTION, section.key, "Thiếu"),
            FaultFound(targets.QUESTION, question.key, "Sai"),
        ],
    )

    named = [(fault.label, fault.reason) for fault in labelled(asked)]

    assert named == [
        (document.name, "Mờ"),
        (section.title, "Thiếu"),
        (question.label, "Sai"),
    ]


@pytest.mark.django_db
def test_a_subscriber_reads_every_event_once_and_in_order() -> None:
    office = Office()
    first, second = office.in_progress(), office.received()
    read: list[Event] = []

    assert feed.drain("test", read.extend, limit=2) == 5
    assert feed.drain("test", read.extend) == 0

    assert [event.position for event in read] == [1, 2, 3, 4, 5]
    for dossier in (first, second):
        seen = [event.seq for event in read if event.dossier_id == dossier.pk]
        assert seen == list(range(1, dossier.events_count + 1))
    assert read[0].act == Act.SUBMIT


@pytest.mark.django_db
def test_a_subscriber_that_fails_reads_the_same_again() -> None:
    Office().submitted()
    read: list[Event] = []

    def fail(_events: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        feed.consume("test", fail)

    assert feed.consume("test", read.extend) == 1


@pytest.mark.django_db
def test_a_filing_that_waits_for_its_fee_is_not_late_at_reception() -> None:
    filed = owing(Office(COPIES, pays_first=True))
    months_later = (WHEN + 90 * DAY).date()

    waiting = due_of(filed, months_later)
    paid = actions.record_payment(
        filed, by=None, at=WHEN, amount=filed.fee_owed, means="vnpay", reference="MC1"
    )

    assert waiting == Due("paused", "Chờ nộp phí")
    assert due_of(paid, months_later) != waiting
