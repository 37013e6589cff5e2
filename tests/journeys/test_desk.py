"""The desk in a real browser: by keyboard alone, on a phone, and without JavaScript."""

from datetime import timedelta

import pytest

from services.dossiers.states import State
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import DIPLOMA, WHEN, Office
from tests.journeys.conftest import PHONE, Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def test_a_filing_is_accepted_by_keyboard_alone(cast: Cast) -> None:
    office = Office(DIPLOMA)
    office.submitted()
    second = office.submitted(at=WHEN + timedelta(minutes=5))
    desk = cast.enter(office.receptionist)
    keys = desk.page.keyboard
    desk.go("/mot-cua/")
    desk.page.locator("[data-rows] tbody th a").first.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        keys.press(key)
    desk.page.wait_for_url(f"**/{second.code}/")
    desk.page.get_by_role("link", name="Tiếp nhận", exact=True).focus()
    keys.press("Enter")
    desk.page.wait_for_url("**/receive/")
    desk.check()
    desk.page.get_by_role("button", name="Tiếp nhận", exact=True).focus()
    keys.press("Enter")
    desk.page.wait_for_url(f"**/{second.code}/")
    desk.check()
    desk.press("Hồ sơ tiếp theo")

    second.refresh_from_db()
    assert second.state == State.RECEIVED
    assert str(second.code) not in desk.page.inner_text(".identity")


def test_every_queue_and_act_pleases_axe_on_a_phone(cast: Cast) -> None:
    office = Office(DIPLOMA)
    dossier = office.at_decision(make_citizen("Công Tằng Tôn Nữ Thị Mẫu Rất Dài Tên"))
    leader = cast.enter(office.leader, size=PHONE)
    for path in (
        *("", "hang-doi/cho-tiep-nhan/", "hang-doi/da-ket-thuc/", "hang-doi/qua-han/"),
        *("?q=khong+co+ai", "?q=cong+tang", "ho-so/khong-co/"),
        *(f"ho-so/{dossier.code}/{act}" for act in ("", "decide/", "return_step/")),
        *(f"ho-so/{dossier.code}/{act}/" for act in ("stop", "ask_supplement")),
    ):
        leader.go(f"/mot-cua/{path}")


def test_a_supplement_is_previewed_and_sent_without_javascript(cast: Cast) -> None:
    office = Office(DIPLOMA)
    dossier = office.in_progress()
    officer = cast.enter(office.officer, scripts=False)
    officer.go(f"/mot-cua/ho-so/{dossier.code}/ask_supplement/")
    officer.page.locator("[name=question-ho_ten]").fill("Ghi thiếu chữ đệm")
    officer.press("Xem trước tin gửi người nộp")
    assert "Ghi thiếu chữ đệm" in officer.page.inner_text(".letter")
    officer.press("Yêu cầu bổ sung")

    dossier.refresh_from_db()
    assert dossier.state == State.SUPPLEMENT_DUE
