"""Stories through both faces in a real browser, axe on every page they visit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from services.documents.actions import LARGEST
from services.dossiers.models import Dossier
from services.dossiers.states import State
from services.procedures.definition import Channel, Definition
from tests.factories.accounts import make_citizen
from tests.factories.answers import sample_answers
from tests.factories.dossiers import BIRTH, DIPLOMA, Office
from tests.journeys.conftest import PHONE, Cast
from tests.journeys.person import Person
from tests.services.dossiers.test_life import pdf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A PDF to hand in."""
    path = tmp_path / "giấy tờ mẫu.pdf"
    path.write_bytes(pdf().read())
    return path


def begin(person: Person, office: Office) -> Definition:
    """Go from the search to the first page of the form."""
    procedure = office.procedures[0]
    person.go("/")
    person.page.get_by_role("searchbox").first.fill(procedure.name)
    person.press("Tìm")
    person.press(procedure.name)
    person.press("Nộp trực tuyến")
    assert procedure.current is not None
    definition = procedure.current.read()
    if len(definition.cases) > 1:
        person.page.get_by_label(definition.cases[0].label, exact=True).check()
    if len(definition.audience) > 1:
        person.page.locator("[name=applicant]").first.check()
    person.page.select_option("[name=agency]", office.agency.identifier)
    person.press("Bắt đầu điền")
    return definition


def fill_all(person: Person, definition: Definition, answers: dict[str, Any]) -> None:
    """Fill the pages of the form until the review or the papers."""
    sections = {section.key: section for section in definition.form.sections}
    while (key := person.path.rstrip("/").rsplit("/", 1)[1]) in sections:
        person.fill(sections[key], answers)
        person.press("Tiếp tục")


def file_diploma(person: Person, office: Office) -> Dossier:
    definition = begin(person, office)
    fill_all(person, definition, sample_answers(definition))
    person.page.get_by_label("Tôi xin chịu trách nhiệm").check()
    person.press("Nộp hồ sơ")
    return Dossier.objects.get()


Act = Callable[[Person], None]


def do(person: Person, dossier: Dossier, act: str, before: Act | None = None) -> None:
    """Open the dossier at the desk and do the act through its page."""
    person.go(f"/mot-cua/ho-so/{dossier.code}/")
    person.press(act)
    if before:
        before(person)
    person.page.locator("main form button[type=submit]").last.click()
    person.page.wait_for_load_state()
    person.check()
    dossier.refresh_from_db()


def writes(label: str, text: str) -> Act:
    return lambda person: person.page.get_by_label(label).first.fill(text)


def test_level_four_from_search_to_the_electronic_result(
    cast: Cast, paper: Path
) -> None:
    office = Office(DIPLOMA)
    citizen = cast.enter(make_citizen(), size=PHONE)
    desk = cast.enter(office.receptionist)
    dossier = file_diploma(citizen, office)
    assert dossier.code
    assert dossier.code in citizen.text

    desk.go("/mot-cua/")
    assert dossier.code in desk.text
    do(desk, dossier, "Tiếp nhận")
    do(desk, dossier, "Chuyển bước")
    do(cast.enter(office.officer), dossier, "Chuyển bước")
    leader = cast.enter(office.leader)
    do(
        leader,
        dossier,
        "Phê duyệt kết quả",
        lambda p: p.page.locator("input[type=file]").set_input_files(paper),
    )
    do(desk, dossier, "Trả kết quả")

    assert dossier.state == State.HANDED_OVER
    citizen.press("Theo dõi hồ sơ")
    with citizen.page.expect_download() as result:
        citizen.page.get_by_role("link", name="giấy tờ mẫu.pdf").click()
    assert result.value.suggested_filename == "giấy tờ mẫu.pdf"


def test_level_three_pays_and_collects_at_the_counter(cast: Cast, paper: Path) -> None:
    office = Office(BIRTH)
    citizen = cast.enter(make_citizen(), size=PHONE)
    definition = begin(citizen, office)
    said = sample_answers(definition, answers={"giay_chung_sinh": "giay"})
    fill_all(citizen, definition, said)
    citizen.page.locator("#tep-giay_chung_sinh").set_input_files(paper)
    citizen.press_to("Lưu và tiếp tục", "**/xem-lai/")
    citizen.page.get_by_label("Tôi xin chịu trách nhiệm").check()
    citizen.press("Nộp hồ sơ")
    dossier = Dossier.objects.get()

    desk = cast.enter(office.receptionist)
    do(desk, dossier, "Tiếp nhận")
    do(desk, dossier, "Chuyển bước")
    while not (step := dossier.route_step) or not step.decides:
        do(cast.enter(office.person(dossier)), dossier, "Chuyển bước")
    do(cast.enter(office.leader), dossier, "Phê duyệt kết quả")
    if dossier.fee_due:
        do(desk, dossier, "Thu phí, lệ phí tại quầy")
    do(desk, dossier, "Trả kết quả", writes("Người nhận kết quả", "Nguyễn Thị Mẫu"))

    assert dossier.state == State.HANDED_OVER
    assert dossier.fee_collected == dossier.fee_due
    assert dossier.level == 3


def test_the_counter_takes_a_paper_filing(cast: Cast) -> None:
    office = Office(DIPLOMA)
    desk = cast.enter(office.receptionist)
    desk.go("/mot-cua/tai-quay/")
    desk.press(office.procedures[0].name)
    desk.press("Nhập hồ sơ")
    revision = office.procedures[0].current
    assert revision is not None
    definition = revision.read()
    fill_all(desk, definition, sample_answers(definition, channel=Channel.COUNTER))
    desk.page.get_by_label("Họ và tên người nộp").fill("")
    desk.press("Tiếp nhận và lập giấy hẹn")
    assert "Hãy nhập họ tên người nộp" in desk.text
    desk.page.get_by_label("Họ và tên người nộp").fill("Y Bhăm Êban Mẫu")
    for box in desk.page.locator("[name=received]").all():
        box.check()
    desk.press("Tiếp nhận và lập giấy hẹn")

    taken = Dossier.objects.get()
    assert taken.state == State.RECEIVED
    assert taken.channel == Channel.COUNTER
    assert "Y Bhăm Êban Mẫu" in desk.text
    with desk.page.expect_download() as slip:
        desk.page.get_by_role("link", name="In giấy tiếp nhận và hẹn trả").click()
    assert slip.value.suggested_filename == f"{taken.code}-giay-hen.pdf"


def filed(office: Office, citizen: User) -> Dossier:
    return office.submitted(citizen)


def test_a_refusal_tells_the_reason(cast: Cast) -> None:
    office, owner = Office(DIPLOMA), make_citizen()
    dossier = filed(office, owner)

    do(
        cast.enter(office.receptionist, size=PHONE),
        dossier,
        "Từ chối tiếp nhận",
        writes("Lý do cụ thể", "Hồ sơ thuộc thẩm quyền cơ quan khác"),
    )

    citizen = cast.enter(owner)
    citizen.go(f"/ho-so/{dossier.public_id}/")
    assert "Hồ sơ thuộc thẩm quyền cơ quan khác" in citizen.text


def test_a_supplement_is_asked_once_and_answered(cast: Cast) -> None:
    office, owner = Office(DIPLOMA), make_citizen()
    dossier = office.in_progress(owner)
    question = dossier.definition.form.sections[0].questions[0]

    officer = cast.enter(office.officer)
    do(
        officer,
        dossier,
        "Yêu cầu bổ sung",
        lambda p: p.page.locator(f"[name='question-{question.key}']").fill("Chưa rõ"),
    )
    citizen = cast.enter(owner, size=PHONE)
    citizen.go("/ho-so/")
    citizen.page.get_by_role("link", name="Bổ sung hồ sơ").click()
    citizen.page.wait_for_load_state()
    citizen.check()
    citizen.answer(question, "H'Hen Niê")
    citizen.press("Nộp bổ sung")

    dossier.refresh_from_db()
    assert dossier.state == State.IN_PROGRESS
    assert dossier.answers[question.key] == "H'Hen Niê"


def test_a_withdrawal_is_asked_and_confirmed(cast: Cast) -> None:
    office, owner = Office(DIPLOMA), make_citizen()
    dossier = filed(office, owner)
    citizen = cast.enter(owner, size=PHONE)
    citizen.go(f"/ho-so/{dossier.public_id}/")
    citizen.press("Rút hồ sơ")
    citizen.press("Gửi yêu cầu rút hồ sơ")
    assert "Hãy cho biết lý do" in citizen.text
    citizen.page.get_by_label("Lý do rút hồ sơ").fill("Nộp nhầm")
    citizen.press("Gửi yêu cầu rút hồ sơ")

    do(cast.enter(office.receptionist), dossier, "Xác nhận rút hồ sơ")

    assert dossier.state == State.WITHDRAWN


def test_everything_works_without_javascript(cast: Cast) -> None:
    office = Office(DIPLOMA)
    citizen = cast.enter(make_citizen(), size=PHONE, scripts=False)

    dossier = file_diploma(citizen, office)

    assert dossier.state == State.SUBMITTED
    assert dossier.code
    assert dossier.code in citizen.text
    do(cast.enter(office.receptionist, scripts=False), dossier, "Tiếp nhận")
    assert dossier.state == State.RECEIVED


def test_public_pages_please_axe_at_both_sizes(cast: Cast) -> None:
    Office(DIPLOMA).received()
    for size in (PHONE, {"width": 320, "height": 700}, None):
        visitor = cast.enter(size=size) if size else cast.enter()
        for path in (
            *("/", "/thu-tuc/", "/thu-tuc/?q=khong-co-gi", f"/thu-tuc/{DIPLOMA}/"),
            *("/tra-cuu/", "/so-lieu/", "/tro-giup/", "/tuy-chinh/", "/khong-co/"),
            *("/tai-khoan/login/", "/tai-khoan/signup/", "/so-lieu/dinh-nghia/"),
        ):
            visitor.go(path)


def test_wrong_answers_come_back_beside_their_fields(cast: Cast) -> None:
    office = Office(DIPLOMA)
    citizen = cast.enter(make_citizen(), size=PHONE)
    begin(citizen, office)
    citizen.page.locator("[name=ho_ten]").fill("Y Bhăm Êban")
    citizen.page.locator("[name=so_dinh_danh]").fill("079 1234")
    citizen.page.locator("[name=ngay_sinh_year]").fill("2090")
    citizen.press("Tiếp tục")

    assert "12 chữ số" in citizen.text
    assert "ở tương lai" in citizen.text
    assert citizen.page.locator("[name=ho_ten]").input_value() == "Y Bhăm Êban"
    assert citizen.page.evaluate(
        "document.activeElement.hasAttribute('data-error-summary')"
    )


def test_a_double_click_files_once_and_back_shows_the_receipt(cast: Cast) -> None:
    office, owner = Office(DIPLOMA), make_citizen()
    draft = office.draft(owner)
    citizen = cast.enter(owner)
    citizen.go(f"/ho-so/ban-nhap/{draft.public_id}/xem-lai/")
    citizen.page.get_by_label("Tôi xin chịu trách nhiệm").check()
    citizen.page.get_by_role("button", name="Nộp hồ sơ").dblclick()
    citizen.page.locator(".confirmation").wait_for()
    citizen.check()

    citizen.go(f"/ho-so/ban-nhap/{draft.public_id}/xem-lai/")

    filed = Dossier.objects.get()
    assert filed.events.count() == 1
    assert citizen.path.endswith("/bien-nhan/")
    assert filed.code
    assert filed.code in citizen.text


def test_files_go_when_they_are_chosen_and_can_be_taken_out_again(
    cast: Cast, paper: Path, tmp_path: Path
) -> None:
    office, owner = Office(BIRTH), make_citizen()
    draft = office.draft(owner, answers={"giay_chung_sinh": "giay"})
    citizen = cast.enter(owner, size=PHONE)
    citizen.go(f"/ho-so/ban-nhap/{draft.public_id}/giay-to/")
    chosen, kept = citizen.page.locator("#tep-giay_chung_sinh"), "Đã nhận"

    chosen.set_input_files(paper)
    citizen.page.get_by_text(kept).wait_for()
    assert citizen.page.evaluate("document.activeElement.id") == "tep-giay_chung_sinh"
    citizen.check()
    citizen.page.get_by_role("button", name="Bỏ tệp").click()
    citizen.page.get_by_text(kept).wait_for(state="detached")
    assert not draft.papers.current().exists()

    too_big = tmp_path / "lớn.pdf"
    too_big.write_bytes(b"%PDF-1.4" + b"0" * LARGEST)
    chosen.set_input_files(too_big)
    citizen.press("Lưu và tiếp tục")
    assert citizen.path.endswith("/giay-to/"), "what is too big is not even sent"
    # Pressed while the file is still on its way, the button waits for it.
    chosen.set_input_files(paper)
    citizen.press_to("Lưu và tiếp tục", "**/xem-lai/")
    assert paper.name in citizen.text
