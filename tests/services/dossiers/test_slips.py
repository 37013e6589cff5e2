"""The papers of a dossier: which there are in each state, and what they promise."""

from datetime import timedelta

import pytest

from services.dossiers import actions, slips
from services.dossiers.actions import FaultFound
from services.dossiers.models import Dossier, Fault
from tests.factories.dossiers import DIPLOMA, WHEN, Office
from tests.services.printing.test_papers import text_of

pytestmark = pytest.mark.django_db


def keys(dossier: Dossier) -> set[str]:
    return {slip.key for slip in slips.available(dossier)}


def test_a_filed_dossier_has_its_confirmation_and_its_form() -> None:
    filed = Office(DIPLOMA).submitted()

    shown = text_of(slips.render(filed, "xac-nhan"))

    assert keys(filed) == {"xac-nhan", "to-khai"}
    assert str(filed.code) in shown
    assert "10 giờ 00, thứ Hai, ngày 02/03/2026" in shown
    assert "chưa phải giấy tiếp nhận" in shown


def test_the_appointment_says_when_where_and_how_much() -> None:
    received = Office(DIPLOMA).received()

    shown = text_of(slips.render(received, "giay-hen"))

    assert "giay-hen" in keys(received)
    assert slips.in_words(received.promised_at) in shown
    assert "Mẫu số 01 – TT 03/2025/TT-VPCP" in shown
    assert "Phí, lệ phí: Không" in shown
    assert "tệp điện tử trong hồ sơ trên cổng" in shown


def test_a_supplement_request_is_one_list_with_reasons() -> None:
    office = Office(DIPLOMA)
    received = office.in_progress()
    question = received.definition.form.sections[0].questions[0]
    asked = actions.ask_supplement(
        received,
        by=office.officer,
        at=WHEN + timedelta(hours=3),
        faults=[FaultFound(Fault.Target.QUESTION, question.key, "Chưa đúng giấy tờ")],
        note="Xin bổ sung một lần.",
    )

    shown = text_of(slips.render(asked, "bo-sung"))

    assert question.label in shown
    assert "Chưa đúng giấy tờ" in shown
    assert "Xin bổ sung một lần." in shown


def test_a_refusal_gives_its_reason() -> None:
    office = Office(DIPLOMA)
    refused = actions.refuse(
        office.submitted(),
        by=office.receptionist,
        at=WHEN + timedelta(hours=1),
        reason="Không thuộc thẩm quyền của phường.",
    )

    assert "tu-choi" in keys(refused)
    assert "Không thuộc thẩm quyền" in text_of(slips.render(refused, "tu-choi"))


def test_the_filled_form_shows_the_answers() -> None:
    filed = Office(DIPLOMA).submitted()

    shown = text_of(slips.render(filed, "to-khai"))

    assert filed.definition.form.title.upper() in shown
    assert str(filed.answers["nam_tot_nghiep"]) in shown
