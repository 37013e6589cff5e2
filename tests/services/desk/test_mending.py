"""Who filed on paper supplies and withdraws at the counter, without an account."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from services.dossiers import actions
from services.dossiers.actions import FaultFound
from services.dossiers.models import Dossier, Fault
from services.dossiers.states import State
from tests.factories.accounts import sign_in
from tests.factories.dossiers import BIRTH, WHEN, Office
from tests.factories.meanwhile import meanwhile

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


class Brought:
    """A parent who filed on paper and comes back with what was asked for."""

    def __init__(self, *targets: Fault.Target) -> None:
        self.office = Office(BIRTH)
        self.desk = sign_in(self.office.receptionist)
        keys = {
            Fault.Target.DOCUMENT: "giay_chung_sinh",
            Fault.Target.QUESTION: "con_ho_ten",
        }
        self.dossier = actions.ask_supplement(
            self.office.taken_in(),
            by=self.office.officer,
            at=WHEN + HOUR,
            faults=[FaultFound(t, keys[t], "Chưa rõ") for t in targets or keys],
        )
        self.path = reverse("desk:act", args=[self.dossier.code, "supplement"])

    def post(self, **data: Any) -> Any:
        return self.desk.post(self.path, data)

    def now(self) -> Dossier:
        return Dossier.objects.get(pk=self.dossier.pk)


def test_the_dossier_offers_it_and_the_page_shows_every_fault() -> None:
    brought = Brought()

    shown = brought.desk.get(reverse("desk:dossier", args=[brought.dossier.code]))
    page = brought.desk.get(brought.path)

    assert brought.path in shown.content.decode()
    assert [q.key for q in page.context["form"].questions] == ["con_ho_ten"]
    assert "Giấy chứng sinh" in page.content.decode()


def test_what_was_brought_sends_the_dossier_back_into_the_office() -> None:
    brought = Brought()

    sent = brought.post(con_ho_ten="Y Bhăm Mẫu", received=["giay_chung_sinh"])

    now = brought.now()
    assert sent["Location"] == reverse("desk:dossier", args=[now.code])
    assert now.state == State.IN_PROGRESS
    assert now.answers["con_ho_ten"] == "Y Bhăm Mẫu"


def test_a_paper_that_was_not_brought_is_asked_for_and_what_is_typed_stays() -> None:
    brought = Brought()

    answer = brought.post(con_ho_ten="Y Bhăm Mẫu")

    assert answer.status_code == 422
    assert "Còn thiếu giấy tờ cần bổ sung" in answer.content.decode()
    assert "Y Bhăm Mẫu" in answer.content.decode()
    assert brought.now().state == State.SUPPLEMENT_DUE


def test_an_answer_left_empty_is_named() -> None:
    brought = Brought(Fault.Target.QUESTION)

    answer = brought.post(con_ho_ten="")

    assert answer.status_code == 422
    assert brought.now().state == State.SUPPLEMENT_DUE


def test_where_no_paper_is_asked_for_none_is_ticked() -> None:
    brought = Brought(Fault.Target.QUESTION)

    assert not brought.desk.get(brought.path).context["brought"].fields
    brought.post(con_ho_ten="Y Bhăm Mẫu")
    assert brought.now().state == State.IN_PROGRESS


def test_a_colleague_who_was_faster_is_told_of() -> None:
    brought = Brought(Fault.Target.QUESTION)
    late = brought.dossier.supplement.answer_due_at + HOUR

    with meanwhile(
        lambda: actions.refuse(
            brought.dossier, by=brought.office.receptionist, at=late, reason="Quá hạn"
        )
    ):
        answer = brought.post(con_ho_ten="Y Bhăm Mẫu")

    assert answer.status_code == 422
    assert "Không được tiếp nhận" in answer.content.decode()


def test_what_was_supplied_already_leads_back_to_the_dossier() -> None:
    brought = Brought(Fault.Target.QUESTION)
    brought.post(con_ho_ten="Y Bhăm Mẫu")

    again = brought.post(con_ho_ten="Khác")

    assert again["Location"] == reverse("desk:dossier", args=[brought.dossier.code])
    assert brought.now().answers["con_ho_ten"] == "Y Bhăm Mẫu"


def test_who_has_an_account_answers_alone() -> None:
    office = Office()
    dossier = office.in_progress()
    question = next(dossier.definition.form.questions())
    asked = actions.ask_supplement(
        dossier,
        by=office.officer,
        at=WHEN + 3 * HOUR,
        faults=[FaultFound(Fault.Target.QUESTION, question.key, "Chưa rõ")],
    )
    desk = sign_in(office.receptionist)

    for act in ("supplement", "ask_withdraw"):
        path = reverse("desk:act", args=[asked.code, act])
        assert desk.post(path, {"reason": "?"}).status_code == 403


def test_a_wish_to_withdraw_is_written_down_and_confirmed() -> None:
    brought = Brought()
    path = reverse("desk:act", args=[brought.dossier.code, "ask_withdraw"])

    empty = brought.desk.post(path, {"version": brought.dossier.version})
    sent = brought.desk.post(
        path, {"version": brought.dossier.version, "reason": "Đổi ý"}
    )

    assert empty.status_code == 422
    assert sent.status_code == 302
    now = brought.now()
    assert now.withdrawal.reason == "Đổi ý"
    ended = actions.confirm_withdraw(
        now, by=brought.office.receptionist, at=WHEN + 2 * HOUR
    )
    assert ended.state == State.WITHDRAWN
