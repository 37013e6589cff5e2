"""Answering a supplement request: only what is at fault, and nobody gets stuck."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.permissions import Role
from services.documents.models import Document, Verdict
from services.dossiers import actions, policies
from services.dossiers.actions import FaultFound
from services.dossiers.errors import ActNotAllowed, Incomplete, Stale
from services.dossiers.models import Dossier, Fault
from services.dossiers.states import Act, State
from services.eforms.conditions import Is
from services.eforms.schema import (
    Agreement,
    DateBound,
    EForm,
    Kind,
    Question,
    Repeat,
    Section,
)
from services.procedures.catalogue.loader import entry
from services.procedures.definition import Channel
from tests.factories.accounts import make_citizen, make_officer
from tests.factories.dossiers import BIRTH, DIPLOMA, WHEN, Office, make_procedure
from tests.services.dossiers.test_life import a_document

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def question(key: str, kind: Kind, **more: Any) -> Question:
    return Question(key=key, kind=kind, label=key, **more)


FORM = EForm(
    title="Đơn mẫu",
    sections=(
        Section(
            key="nguoi_khai",
            title="Người khai",
            questions=(
                question("ho_ten", Kind.TEXT),
                question("ngay_sinh", Kind.DATE, bound=DateBound.PAST),
                question(
                    "so_dinh_danh",
                    Kind.CITIZEN_NUMBER,
                    agrees_with=Agreement(birth_date="ngay_sinh"),
                ),
                question("ngay_cap", Kind.DATE, bound=DateBound.PAST),
                question("ngay_hen", Kind.DATE, bound=DateBound.FUTURE),
                question("o_xa", Kind.YES_NO),
                question(
                    "quang_duong", Kind.NUMBER, when=Is(question="o_xa", value=True)
                ),
            ),
        ),
        Section(
            key="di_cung",
            title="Người đi cùng",
            when=Is(question="o_xa", value=True),
            repeat=Repeat(item="người", minimum=1, maximum=3),
            questions=(question("ten_nguoi_di", Kind.TEXT),),
        ),
    ),
)
SAID = {
    "ho_ten": "Nguyễn Thị Mẫu",
    "ngay_sinh": "1990-05-01",
    "so_dinh_danh": "079190012345",
    "ngay_cap": "2021-01-01",
    "ngay_hen": "2026-03-04",
    "o_xa": False,
}


class Asked:
    """A citizen of an invented form who was told what is at fault."""

    def __init__(self, *keys: str) -> None:
        kept = entry(DIPLOMA).definition
        make_procedure(
            definition=kept.model_copy(update={"form": FORM, "documents": ()})
        )
        self.office, self.citizen = Office(), make_citizen()
        draft = self.office.draft(self.citizen, answers=SAID)
        filed = actions.submit(draft, by=self.citizen, at=WHEN)
        taken = actions.receive(filed, by=self.office.receptionist, at=WHEN)
        begun = actions.forward(taken, by=self.office.receptionist, at=WHEN)
        sections = {section.key for section in FORM.sections}
        self.dossier = actions.ask_supplement(
            begun,
            by=self.office.officer,
            at=WHEN + HOUR,
            faults=[
                FaultFound(
                    Fault.Target.SECTION if key in sections else Fault.Target.QUESTION,
                    key,
                    "Chưa đúng",
                )
                for key in keys
            ],
        )

    def answer(self, at: timedelta = DAY, **answers: Any) -> Dossier:
        return actions.supplement(
            self.dossier, by=self.citizen, at=WHEN + at, answers=answers
        )


def test_a_date_that_passed_since_the_filing_stops_nobody() -> None:
    mended = Asked("ho_ten").answer(7 * DAY, ho_ten="Lê Thị Mẫu")

    assert mended.state == State.IN_PROGRESS
    assert mended.answers == {**SAID, "ho_ten": "Lê Thị Mẫu"}


def test_a_mended_date_is_judged_by_the_day_it_is_mended() -> None:
    asked = Asked("ngay_cap", "ngay_hen")

    with pytest.raises(Incomplete) as gaps:
        asked.answer(7 * DAY, ngay_cap="2026-03-12", ngay_hen="2026-03-08")
    assert [p.question for p in gaps.value.problems] == ["ngay_cap", "ngay_hen"]

    mended = asked.answer(7 * DAY, ngay_cap="2026-03-08", ngay_hen="2026-03-12")
    assert mended.answers["ngay_cap"] == "2026-03-08"
    assert mended.answers["ngay_hen"] == "2026-03-12"


def test_a_number_that_must_agree_is_open_with_what_it_agrees_with() -> None:
    asked = Asked("ngay_sinh")

    with pytest.raises(Incomplete) as gaps:
        asked.answer(ngay_sinh="1985-05-01")
    mended = asked.answer(ngay_sinh="1985-05-01", so_dinh_danh="079185012345")

    assert [p.question for p in gaps.value.problems] == ["so_dinh_danh"]
    assert mended.answers["so_dinh_danh"] == "079185012345"


def test_what_a_mended_answer_makes_appear_can_be_answered() -> None:
    asked = Asked("o_xa")
    missing = {"quang_duong", "di_cung"}

    with pytest.raises(Incomplete) as gaps:
        asked.answer(o_xa=True)
    mended = asked.answer(
        o_xa=True, quang_duong=12, di_cung=[{"ten_nguoi_di": "Trần Văn Mẫu"}]
    )

    assert missing == {p.question or p.section for p in gaps.value.problems}
    assert mended.answers["quang_duong"] == 12
    assert mended.answers["di_cung"] == [{"ten_nguoi_di": "Trần Văn Mẫu"}]


def test_an_answer_nobody_asked_for_stays_as_it_was_filed() -> None:
    mended = Asked("ho_ten").answer(ho_ten="Lê Thị Mẫu", o_xa=True, quang_duong=5)

    assert mended.answers == {**SAID, "ho_ten": "Lê Thị Mẫu"}


def test_an_answer_inside_a_list_is_no_fault_of_its_own() -> None:
    with pytest.raises(ActNotAllowed, match="không thuộc hồ sơ"):
        Asked("ten_nguoi_di")


def test_every_version_of_the_answers_is_kept_as_it_was_handed_in() -> None:
    mended = Asked("ho_ten").answer(ho_ten="Lê Thị Mẫu")

    first, second = mended.answer_versions.order_by("number")
    current = mended.sealed_answers
    for version, name in ((first, "Nguyễn Thị Mẫu"), (second, "Lê Thị Mẫu")):
        mended.sealed_answers = version.sealed_answers
        assert mended.answers["ho_ten"] == name
    assert bytes(second.sealed_answers) == bytes(current)


def test_a_refused_answer_leaves_everything_as_it_was() -> None:
    asked = Asked("ho_ten")
    before = asked.dossier.version

    with pytest.raises(Incomplete):
        asked.answer(ho_ten="")

    kept = Dossier.objects.get(pk=asked.dossier.pk)
    assert kept.answers == SAID
    assert kept.version == before
    assert kept.answer_versions.count() == 1


# Papers


def with_a_paper(citizen: User, office: Office) -> Dossier:
    """Have a birth filed with its paper, and the paper found unreadable."""
    draft = office.draft(citizen, answers={"giay_chung_sinh": "giay"})
    attach(draft, citizen, WHEN)
    filed = actions.submit(draft, by=citizen, at=WHEN)
    taken = actions.receive(filed, by=office.receptionist, at=WHEN)
    return ask_for_the_paper(taken, office)


def ask_for_the_paper(dossier: Dossier, office: Office) -> Dossier:
    return actions.ask_supplement(
        dossier,
        by=office.officer,
        at=WHEN + HOUR,
        faults=[FaultFound(Fault.Target.DOCUMENT, "giay_chung_sinh", "Mờ")],
    )


def attach(dossier: Dossier, by: User, at: Any) -> Document:
    document = a_document(by)
    actions.attach(dossier, document, by=by, at=at, requirement="giay_chung_sinh")
    return document


def test_an_infected_file_is_no_paper() -> None:
    office, citizen = Office(BIRTH), make_citizen()
    draft = office.draft(citizen, answers={"giay_chung_sinh": "giay"})
    attach(draft, citizen, WHEN)
    Document.objects.update(verdict=Verdict.INFECTED)

    with pytest.raises(Incomplete) as gaps:
        actions.submit(draft, by=citizen, at=WHEN)

    assert [p.document for p in gaps.value.problems] == ["giay_chung_sinh"]


def test_a_named_paper_must_come_anew_and_whole() -> None:
    office, citizen = Office(BIRTH), make_citizen()
    asked = with_a_paper(citizen, office)

    with pytest.raises(Incomplete):
        actions.supplement(asked, by=citizen, at=WHEN + DAY, answers={})
    infected = attach(asked, citizen, WHEN + DAY)
    Document.objects.filter(pk=infected.pk).update(verdict=Verdict.INFECTED)
    with pytest.raises(Incomplete):
        actions.supplement(asked, by=citizen, at=WHEN + DAY, answers={})
    attach(asked, citizen, WHEN + DAY)

    supplied = actions.supplement(asked, by=citizen, at=WHEN + DAY, answers={})
    assert supplied.state == State.IN_PROGRESS


def test_a_citizen_cannot_say_that_papers_lie_on_the_counter() -> None:
    office, citizen = Office(BIRTH), make_citizen()
    asked = with_a_paper(citizen, office)

    with pytest.raises(Incomplete):
        actions.supplement(
            asked,
            by=citizen,
            at=WHEN + DAY,
            answers={},
            received=["giay_chung_sinh"],
        )


# An applicant without an account


@pytest.mark.parametrize("channel", [Channel.COUNTER, Channel.POST])
def test_who_filed_on_paper_supplies_at_the_counter(channel: Channel) -> None:
    office = Office(BIRTH)
    taken = office.taken_in(office.counter_draft(channel=channel))
    asked = ask_for_the_paper(taken, office)

    with pytest.raises(Incomplete):
        actions.supplement(asked, by=office.receptionist, at=WHEN + DAY, answers={})
    supplied = actions.supplement(
        asked,
        by=office.receptionist,
        at=WHEN + DAY,
        answers={},
        received=["giay_chung_sinh"],
    )
    again = actions.supplement(
        supplied, by=office.receptionist, at=WHEN + DAY, answers={}
    )

    assert supplied.state == State.IN_PROGRESS
    event = supplied.events.get(act=Act.SUPPLEMENT)
    assert event.data["received"] == ["giay_chung_sinh"]
    assert again.events_count == supplied.events_count


def test_the_counter_may_scan_the_paper_instead() -> None:
    office = Office(BIRTH)
    asked = ask_for_the_paper(office.taken_in(), office)

    attach(asked, office.receptionist, WHEN + DAY)
    supplied = actions.supplement(
        asked, by=office.receptionist, at=WHEN + DAY, answers={}
    )

    assert supplied.state == State.IN_PROGRESS
    assert "received" not in supplied.events.get(act=Act.SUPPLEMENT).data


def test_who_filed_on_paper_withdraws_at_the_counter() -> None:
    office = Office(BIRTH)
    taken = office.taken_in()

    with pytest.raises(Stale):
        actions.ask_withdraw(
            taken,
            by=office.receptionist,
            at=WHEN,
            reason="Đổi ý",
            version=taken.version - 1,
        )
    wished = actions.ask_withdraw(
        taken, by=office.receptionist, at=WHEN, reason="Đổi ý", version=taken.version
    )
    ended = actions.confirm_withdraw(wished, by=office.receptionist, at=WHEN)

    assert ended.state == State.WITHDRAWN


def test_nobody_but_the_counter_speaks_for_who_has_no_account() -> None:
    office = Office(BIRTH)
    asked = ask_for_the_paper(office.taken_in(), office)
    strangers = (
        make_citizen(),
        office.officer,
        office.leader,
        make_officer(Role.RECEPTIONIST, Office(BIRTH).agency),
    )

    for stranger in strangers:
        for act in (Act.SUPPLEMENT, Act.ASK_WITHDRAWAL):
            assert not policies.may(stranger, act, asked)


def test_the_counter_never_speaks_for_who_has_an_account() -> None:
    office = Office()
    dossier = office.in_progress()

    for act in policies.APPLICANT_ACTS:
        assert not policies.may(office.receptionist, act, dossier)
