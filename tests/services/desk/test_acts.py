"""The officer's pages: what an act shows before it is done, and when it is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from accounts.permissions import Role
from services.desk.forms import DecideForm, checklist
from services.documents.models import Document, Verdict
from services.dossiers import actions
from services.dossiers.bill import FeeLine
from services.dossiers.models import Dossier, Fault, Paper
from services.dossiers.states import State
from services.procedures.catalogue.loader import entry
from tests.factories.accounts import make_citizen, make_officer, sign_in
from tests.factories.answers import sample_answers
from tests.factories.dossiers import BIRTH, WHEN, Office
from tests.services.dossiers.test_life import a_document, pdf

pytestmark = pytest.mark.django_db


def path(dossier: Dossier, act: str) -> str:
    return reverse("desk:act", args=[dossier.code, act])


def post(user: User, dossier: Dossier, act: str, **data: Any) -> Any:
    values = {"version": dossier.version, **data}
    return sign_in(user).post(path(dossier, act), values)


def test_reception_shows_the_date_to_promise_and_why() -> None:
    office = Office()
    filed = office.submitted()

    page = sign_in(office.receptionist).get(path(filed, "receive")).content.decode()

    assert "hẹn trả kết quả:" in page
    assert "ngày làm việc" in page


@pytest.mark.parametrize("act", ["fly", "submit"])
def test_an_act_that_is_none_of_the_desks_does_not_exist(act: str) -> None:
    office = Office()
    filed = office.submitted()

    assert sign_in(office.receptionist).get(path(filed, act)).status_code == 404


def test_an_act_beyond_ones_role_is_forbidden() -> None:
    office = Office()

    answer = post(office.receptionist, office.at_decision(), "decide")

    assert answer.status_code == 403
    assert "Về bàn làm việc" in answer.content.decode()


def test_a_refusal_needs_words() -> None:
    office = Office()
    filed = office.submitted()

    answer = post(office.receptionist, filed, "refuse", reason="")

    assert answer.status_code == 422
    assert "Hãy ghi rõ lý do" in answer.content.decode()


def test_an_act_out_of_season_says_so_and_changes_nothing() -> None:
    office = Office()
    filed = office.submitted()

    answer = post(office.receptionist, filed, "hand_over")

    filed.refresh_from_db()
    assert answer.status_code in {403, 422}
    assert filed.state == State.SUBMITTED


def test_a_result_that_is_no_pdf_stops_the_decision() -> None:
    office = Office()
    dossier = office.at_decision()
    result = dossier.definition.results[0].key
    exe = SimpleUploadedFile("ket-qua.pdf", b"MZ an exe renamed")

    answer = post(office.leader, dossier, "decide", **{f"result_{result}": exe})

    dossier.refresh_from_db()
    assert answer.status_code == 422
    assert dossier.state == State.IN_PROGRESS
    assert not dossier.papers.filter(role=Paper.Role.RESULT).exists()


def test_a_supplement_request_without_a_fault_is_sent_back() -> None:
    office = Office()

    answer = post(office.officer, office.in_progress(), "ask_supplement", note="?")

    assert answer.status_code == 422
    assert "ít nhất một mục" in answer.content.decode()


def test_the_list_of_faults_has_every_paper_and_answer_that_was_asked() -> None:
    office = Office(BIRTH)
    citizen = make_citizen()
    draft = office.draft(citizen, answers={"giay_chung_sinh": "giay"})
    paper = a_document(citizen)
    actions.attach(draft, paper, by=citizen, at=WHEN, requirement="giay_chung_sinh")
    Document.objects.update(verdict=Verdict.CLEAN)
    filed = actions.submit(draft, by=citizen, at=WHEN)
    taken = actions.receive(filed, by=office.receptionist, at=WHEN)
    begun = actions.forward(taken, by=office.receptionist, at=WHEN)

    page = sign_in(office.officer).get(path(begun, "ask_supplement"))

    names = {faulty.name for faulty in page.context["form"].checklist}
    assert "document-giay_chung_sinh" in names
    assert "question-con_ho_ten" in names
    assert "document-uy_quyen" not in names


def test_a_repeated_section_is_one_line_of_the_list() -> None:
    definition = entry("1.004222").definition
    answers = sample_answers(definition)

    targets = [str(faulty.target) for faulty in checklist(definition, answers)]

    assert targets.count("section") == 1


def test_a_decision_may_come_without_a_file_where_the_result_is_on_paper() -> None:
    form = DecideForm({"version": 1}, {}, results=entry(BIRTH).definition.results)

    assert form.is_valid()
    assert list(form.files_by_result()) == []


def test_whose_turn_it_is_stands_where_there_is_nothing_to_do() -> None:
    office = Office()
    dossier = office.in_progress()
    page = reverse("desk:dossier", args=[dossier.code])
    desk = sign_in(make_officer(Role.AUDITOR, office.agency))
    assert "thuộc về chuyên viên thụ lý" in desk.get(page).content.decode()

    actions.ask_payment(
        dossier, by=office.officer, at=WHEN + timedelta(hours=3), amount=5, reason="Phí"
    )

    officer = sign_in(make_officer(Role.AUDITOR, office.agency))
    assert "đang chờ công dân" in officer.get(page).content.decode()


def test_a_fee_is_asked_for_and_settled_at_the_counter() -> None:
    office = Office()
    dossier = office.in_progress()

    asked = post(
        office.officer,
        dossier,
        "ask_payment",
        reason="Phí thẩm định",
        amount="50000",
        fee_type="phi",
    )
    dossier.refresh_from_db()
    assert asked.status_code == 302, asked.content.decode()[-2000:]
    assert dossier.state == State.PAYMENT_DUE

    post(office.receptionist, dossier, "settle", amount="50000", means="cash")

    dossier.refresh_from_db()
    assert dossier.state == State.IN_PROGRESS
    assert dossier.fee_collected == 50_000


def test_what_is_still_due_is_written_into_the_form() -> None:
    office = Office(BIRTH)
    dossier = office.received()
    Dossier.objects.filter(pk=dossier.pk).update(fee_due=16_000)

    page = sign_in(office.receptionist).get(path(dossier, "collect_fee"))

    assert page.context["form"]["amount"].value() == 16_000


def test_a_file_is_shown_to_its_office_alone_and_only_once_it_is_clean() -> None:
    office = Office()
    dossier = office.at_decision()
    result = dossier.definition.results[0].key
    post(office.leader, dossier, "decide", **{f"result_{result}": pdf("ket-qua.pdf")})
    document = dossier.papers.get(role=Paper.Role.RESULT).document
    file = reverse("desk:document", args=[dossier.code, document.public_id])
    desk: Client = sign_in(office.receptionist)

    Document.objects.update(verdict=Verdict.PENDING)
    assert desk.get(file).status_code == 404
    Document.objects.update(verdict=Verdict.CLEAN)

    assert desk.get(file)["Content-Disposition"].startswith("attachment")
    assert sign_in(Office().officer).get(file).status_code == 404


def test_a_slip_that_there_is_not_yet_does_not_exist() -> None:
    office = Office()
    filed = office.submitted()

    slip = reverse("desk:slip", args=[filed.code, "giay-hen"])

    assert sign_in(office.receptionist).get(slip).status_code == 404


def test_a_usual_reason_and_words_of_ones_own_make_one_refusal() -> None:
    office = Office()
    filed = office.submitted()

    post(office.receptionist, filed, "refuse", usual="0", reason="Nộp tại Sở Tư pháp.")

    told = "Hồ sơ thuộc thẩm quyền của cơ quan khác. Nộp tại Sở Tư pháp."
    assert filed.events.latest("seq").note == told


def test_what_the_applicant_will_read_is_shown_and_nothing_of_it_stays() -> None:
    office = Office()
    dossier = office.in_progress()
    question = next(dossier.definition.form.questions())
    fault = {f"question-{question.key}": "Chưa rõ"}

    page = post(office.officer, dossier, "ask_supplement", xem="1", **fault)

    shown = page.content.decode()
    assert page.status_code == 200
    assert f"Hồ sơ {dossier.code} cần bổ sung" in shown
    assert "Người nộp sẽ nhận được" in shown
    assert page.context["form"][f"question-{question.key}"].value() == "Chưa rõ"
    before = dossier.version
    dossier.refresh_from_db()
    assert (dossier.state, dossier.version) == (State.IN_PROGRESS, before)
    assert not hasattr(dossier, "supplement")


def test_an_act_that_would_be_refused_is_refused_in_its_preview_already() -> None:
    office = Office()
    filed = office.submitted()

    page = post(office.receptionist, filed, "hand_over", xem="1")
    gone = post(office.leader, filed, "stop", xem="1", reason="Không đủ điều kiện")

    assert page.status_code == 422
    assert gone.status_code == 422


def test_beside_each_line_stands_what_was_said_to_judge_it_by() -> None:
    office = Office()
    dossier = office.in_progress()

    page = sign_in(office.officer).get(path(dossier, "ask_supplement"))

    first = page.context["form"].checklist[0]
    assert first.said == dossier.answers[first.key]
    assert escape(first.said) in page.content.decode()
    assert 'list="loi-khai"' in page.content.decode()


def test_forward_and_back_say_where_they_lead_and_what_was_written() -> None:
    office = Office()
    dossier = office.in_progress()
    route = dossier.definition.route

    forward = sign_in(office.officer).get(path(dossier, "forward"))
    assert route[1].name in forward.content.decode()
    post(office.officer, dossier, "forward", opinion="Đủ điều kiện, đề nghị duyệt.")
    leader = sign_in(office.leader)

    assert route[0].name in leader.get(path(dossier, "return_step")).content.decode()
    decide = leader.get(path(dossier, "decide")).content.decode()
    assert "Đủ điều kiện, đề nghị duyệt." in decide


def screen(user: User, dossier: Dossier) -> str:
    page = sign_in(user).get(reverse("desk:dossier", args=[dossier.code]))
    return str(page.content.decode())


def test_a_result_waits_for_its_fee_and_the_screen_says_so() -> None:
    office = Office(BIRTH)
    dossier = office.at_decision()
    actions.decide(dossier, by=office.leader, at=WHEN + timedelta(hours=5))
    dossier.refresh_from_db()
    dossier.write_bill([FeeLine("ban_sao", "Bản sao", "phi", 8_000, "Một bản")])
    dossier.save()

    assert "Hãy thu đủ phí, lệ phí" in screen(office.receptionist, dossier)
    hand_over = sign_in(office.receptionist).get(path(dossier, "hand_over"))
    assert "Hãy thu đủ phí, lệ phí" in hand_over.content.decode()

    dossier.refresh_from_db()
    slip = {"amount": "8000", "means": "card", "reference": "BL-7"}
    post(office.receptionist, dossier, "collect_fee", **slip)
    shown = screen(office.receptionist, dossier)
    assert "Hãy thu đủ phí, lệ phí" not in shown
    assert "8.000 đ" in shown
    assert "BL-7" in shown
    dossier.refresh_from_db()
    post(office.receptionist, dossier, "hand_over", receiver="H'Hen Niê Mẫu")
    taken = escape("Người nhận: H'Hen Niê Mẫu")
    assert taken in screen(office.receptionist, dossier)


def test_a_second_supplement_request_and_an_early_refusal_say_why_not() -> None:
    office, owner = Office(), make_citizen()
    dossier = office.in_progress(owner)
    question = next(dossier.definition.form.questions())
    now = timezone.now()
    fault = actions.FaultFound(Fault.Target.QUESTION, question.key, "Chưa rõ")
    actions.ask_supplement(dossier, by=office.officer, at=now, faults=[fault])
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert "Chỉ từ chối được sau hạn bổ sung" in screen(office.receptionist, dossier)
    late = now - timedelta(days=400)
    type(dossier.supplement).objects.update(asked_at=late, answer_due_at=late)
    assert "Từ chối tiếp nhận" in screen(office.receptionist, dossier)
    assert "Chỉ từ chối được" not in screen(office.receptionist, dossier)

    actions.supplement(dossier, by=owner, at=now, answers=dossier.answers)

    assert "chỉ được yêu cầu một lần" in screen(office.officer, dossier)


def test_a_decision_waits_until_a_withdrawal_is_confirmed() -> None:
    office, owner = Office(), make_citizen()
    dossier = office.at_decision(owner)
    actions.ask_withdraw(dossier, by=owner, at=WHEN, reason="Nộp nhầm")

    assert "xác nhận việc rút hồ sơ trước" in screen(office.leader, dossier)


def test_a_received_dossier_waits_for_the_reception_to_send_it_on() -> None:
    office = Office()

    shown = screen(office.officer, office.received())

    assert "Hồ sơ đang chờ cán bộ một cửa chuyển xử lý" in shown


def test_an_ended_dossier_and_one_without_a_turn_say_so() -> None:
    office = Office()
    dossier = office.submitted()
    clerk = make_officer(Role.CLERK, office.agency)
    assert "thuộc về người khác" in screen(clerk, dossier)
    actions.refuse(dossier, by=office.receptionist, at=WHEN, reason="Sai nơi nộp")

    assert "Hồ sơ đã kết thúc" in screen(office.officer, dossier)
