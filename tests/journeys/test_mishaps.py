"""What goes wrong in a real browser: wrong input, wrong files, two people at once."""

import unicodedata
from pathlib import Path

import pytest

from services.documents.actions import LARGEST
from services.dossiers import actions
from services.dossiers.models import Dossier
from services.dossiers.states import State
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import BIRTH, DIPLOMA, WHEN, Office
from tests.journeys.conftest import PHONE, Cast
from tests.journeys.person import Person
from tests.journeys.test_stories import begin

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def type_into(person: Person, name: str, text: str) -> None:
    person.page.locator(f"[name={name}]").fill(text)


def value_of(person: Person, name: str) -> str:
    return person.page.locator(f"[name={name}]").input_value()


def test_a_birth_year_against_the_digits_is_named_and_nothing_typed_is_lost(
    cast: Cast,
) -> None:
    office = Office(BIRTH)
    citizen = cast.enter(make_citizen(), size=PHONE)
    begin(citizen, office)
    decomposed = unicodedata.normalize("NFD", "Y Bhăm Êban Mẫu")
    type_into(citizen, "ho_ten", decomposed)
    type_into(citizen, "so_dinh_danh", "079 090 012345")
    type_into(citizen, "ngay_sinh_year", "1985")
    citizen.press("Tiếp tục")

    assert "năm sinh" in citizen.text.lower()
    assert value_of(citizen, "ho_ten") in {decomposed, "Y Bhăm Êban Mẫu"}
    assert value_of(citizen, "ngay_sinh_year") == "1985"


def test_names_typed_in_two_ways_are_kept_as_one(cast: Cast) -> None:
    office, owner = Office(DIPLOMA), make_citizen()
    draft = office.draft(owner)
    citizen = cast.enter(owner)
    first = draft.definition.form.sections[0]
    citizen.go(f"/ho-so/ban-nhap/{draft.public_id}/{first.key}/")
    type_into(citizen, "ho_ten", unicodedata.normalize("NFD", "H'Hen Niê Mẫu"))
    citizen.press("Tiếp tục")

    draft.refresh_from_db()
    assert draft.answers["ho_ten"] == "H'Hen Niê Mẫu"


def test_files_that_cannot_be_taken_are_refused_with_the_reason(
    cast: Cast, tmp_path: Path
) -> None:
    office, owner = Office(BIRTH), make_citizen()
    draft = office.draft(owner, answers={"giay_chung_sinh": "giay"})
    citizen = cast.enter(owner, size=PHONE)
    papers = f"/ho-so/ban-nhap/{draft.public_id}/giay-to/"
    renamed, huge = tmp_path / "giay.pdf", tmp_path / "lon.pdf"
    renamed.write_bytes(b"MZ" + b"\0" * 4096)
    huge.write_bytes(b"%PDF-1.7\n" + b"\0" * (3 * LARGEST))

    citizen.go(papers)
    chooser = citizen.page.locator("#tep-giay_chung_sinh")
    chooser.set_input_files(renamed)
    citizen.page.locator("[data-error-summary]").wait_for()
    citizen.check()
    assert citizen.path == papers
    assert not draft.papers.exists()

    citizen.page.locator("#tep-giay_chung_sinh").set_input_files(huge)
    problem = "input => input.validationMessage"
    assert citizen.page.locator("#tep-giay_chung_sinh").evaluate(problem)
    assert not draft.papers.exists()


def test_two_officers_at_once_and_the_slower_one_keeps_what_was_typed(
    cast: Cast,
) -> None:
    office = Office(DIPLOMA)
    filed = office.submitted()
    slow = cast.enter(office.receptionist)
    slow.go(f"/mot-cua/ho-so/{filed.code}/refuse/")
    slow.page.get_by_label("Lý do cụ thể").fill("Hồ sơ nộp sai nơi, đề nghị nộp lại")
    actions.receive(filed, by=office.receptionist, at=WHEN)
    slow.press("Từ chối tiếp nhận")

    assert "Có người vừa xử lý" in slow.text
    assert "Hồ sơ nộp sai nơi, đề nghị nộp lại" in slow.text
    slow.press("Mở lại hồ sơ")
    filed.refresh_from_db()
    assert filed.state == State.RECEIVED


def test_a_session_lost_in_the_middle_of_an_act_gives_the_words_back(
    cast: Cast,
) -> None:
    office = Office(DIPLOMA)
    filed = office.submitted()
    officer = cast.enter(office.receptionist)
    officer.go(f"/mot-cua/ho-so/{filed.code}/refuse/")
    words = "Đề nghị nộp tại Sở Giáo dục và Đào tạo"
    officer.page.get_by_label("Lý do cụ thể").fill(words)
    officer.page.context.clear_cookies(name="sessionid")
    officer.page.context.clear_cookies(name="__Host-sessionid")
    officer.page.get_by_role("button", name="Từ chối tiếp nhận").click()
    officer.page.wait_for_load_state()

    assert words in officer.page.content()
    filed.refresh_from_db()
    assert filed.state == State.SUBMITTED


def test_going_back_after_filing_files_nothing_twice(cast: Cast) -> None:
    office, owner = Office(DIPLOMA), make_citizen()
    draft = office.draft(owner)
    citizen = cast.enter(owner)
    citizen.go(f"/ho-so/ban-nhap/{draft.public_id}/xem-lai/")
    citizen.page.get_by_label("Tôi xin chịu trách nhiệm").check()
    citizen.press("Nộp hồ sơ")

    citizen.page.go_back()
    if citizen.page.get_by_role("button", name="Nộp hồ sơ").count():
        citizen.page.get_by_label("Tôi xin chịu trách nhiệm").check()
        citizen.page.get_by_role("button", name="Nộp hồ sơ").click()
        citizen.page.wait_for_load_state()

    filed = Dossier.objects.get()
    assert filed.events.count() == 1
    assert str(filed.code) in citizen.text
