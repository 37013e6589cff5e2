"""The desk through its pages: queue, acts, counter."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from services.dossiers import actions
from services.dossiers.models import Dossier
from services.dossiers.states import State
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import DIPLOMA, WHEN, Office
from tests.services.dossiers.test_life import pdf

pytestmark = pytest.mark.django_db


def test_a_citizen_does_not_enter() -> None:
    assert sign_in(make_citizen()).get(reverse("desk:home")).status_code == 403


def test_an_officer_without_second_factor_is_sent_to_set_one_up() -> None:
    client = Client()
    client.force_login(Office().officer)

    answer = client.get(reverse("desk:home"))

    assert answer.status_code == 302
    assert "/tai-khoan/" in answer["Location"]


def test_the_queue_shows_what_waits() -> None:
    office = Office()
    filed = office.submitted()

    page = sign_in(office.receptionist).get(reverse("desk:home")).content.decode()

    assert filed.code
    assert filed.code in page
    assert "Chờ tiếp nhận" in page


def test_another_agencys_dossier_does_not_exist() -> None:
    filed = Office().submitted()
    stranger = sign_in(Office().receptionist)

    page = stranger.get(reverse("desk:dossier", args=[filed.code]))
    act = stranger.post(reverse("desk:act", args=[filed.code, "receive"]))

    assert page.status_code == 404
    assert f'href="{reverse("desk:home")}"' in page.content.decode()
    assert act.status_code == 404


def act(client: Client, dossier: Dossier, name: str, **data: object) -> Dossier:
    dossier.refresh_from_db()
    path = reverse("desk:act", args=[dossier.code, name])
    shown = client.get(path)
    assert shown.status_code == 200
    answer = client.post(path, {"version": dossier.version, **data})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    dossier.refresh_from_db()
    return dossier


def test_a_dossier_walks_from_reception_to_hand_over() -> None:
    office = Office(DIPLOMA)
    desk = sign_in(office.receptionist)
    filed = office.submitted()

    act(desk, filed, "receive")
    act(desk, filed, "forward")
    act(sign_in(office.officer), filed, "forward", opinion="Đủ điều kiện")
    result = filed.definition.results[0].key
    leader = sign_in(office.leader)
    act(leader, filed, "decide", **{f"result_{result}": pdf("ket-qua.pdf")})
    assert filed.state == State.DECIDED
    act(desk, filed, "hand_over")

    assert filed.state == State.HANDED_OVER
    assert desk.get(reverse("desk:dossier", args=[filed.code])).status_code == 200
    slip = reverse("desk:slip", args=[filed.code, "giay-hen"])
    assert desk.get(slip)["Content-Type"] == "application/pdf"


def test_a_stale_page_says_what_happened_and_keeps_what_was_typed() -> None:
    office = Office()
    filed = office.submitted()
    old = filed.version
    desk = sign_in(office.receptionist)
    act(desk, filed, "receive")

    path = reverse("desk:act", args=[filed.code, "refuse"])
    answer = desk.post(path, {"version": old, "reason": "Sai nơi nộp"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Có người vừa xử lý" in page
    assert office.receptionist.full_name in page
    assert "Sai nơi nộp" in page


def test_a_stale_act_that_is_still_possible_is_sent_again_by_whoever_has_read() -> None:
    office = Office()
    dossier = office.in_progress()
    old = dossier.version
    actions.forward(dossier, by=office.officer, at=WHEN + timedelta(hours=3))
    actions.return_step(
        dossier, by=office.leader, at=WHEN + timedelta(hours=4), reason="Thiếu ý kiến"
    )
    desk = sign_in(office.officer)
    path = reverse("desk:act", args=[dossier.code, "forward"])

    stale = desk.post(path, {"version": old, "opinion": "Đủ điều kiện"})
    form = stale.context["form"]
    again = desk.post(path, {name: form[name].value() for name in form.fields})

    assert stale.status_code == 409
    assert "Thiếu ý kiến" in stale.content.decode()
    assert again.status_code == 302
    assert dossier.events.latest("seq").note == "Đủ điều kiện"


def test_a_supplement_request_names_every_fault_at_once() -> None:
    office = Office()
    dossier = office.in_progress()
    question = next(dossier.definition.form.questions())
    officer = sign_in(office.officer)

    act(officer, dossier, "ask_supplement", **{f"question-{question.key}": "Chưa rõ"})

    assert dossier.state == State.SUPPLEMENT_DUE
    assert dossier.supplement.faults.get().reason == "Chưa rõ"


@pytest.mark.parametrize("size", [1, 20])
@pytest.mark.parametrize("key", ["cho-tiep-nhan", "den-luot-toi", "dang-xu-ly"])
def test_the_queue_costs_the_same_however_long(
    key: str, size: int, django_assert_num_queries: Any
) -> None:
    office = Office()
    for _each in range(size):
        office.submitted() if key == "cho-tiep-nhan" else office.in_progress()
    client = sign_in(office.officer)
    path = reverse("desk:queue", args=[key])
    client.get(path)  # the session now knows the queue, the process the procedure

    with django_assert_num_queries(QUERIES):
        client.get(path)


# user, postings, keys of the page, its rows, counts by state, my own, by date,
# withdrawals; the session is cached
QUERIES = 8


@pytest.mark.parametrize("again", [0, 4])
def test_the_processing_screen_costs_the_same_however_much_happened(
    again: int, django_assert_num_queries: Any
) -> None:
    office = Office()
    dossier = office.at_decision()
    at = WHEN + timedelta(hours=4)
    for _each in range(again):
        actions.return_step(dossier, by=office.leader, at=at, reason="Xem lại")
        actions.forward(dossier, by=office.officer, at=at)
    client = sign_in(office.leader)
    path = reverse("desk:dossier", args=[dossier.code])
    client.get(path)

    with django_assert_num_queries(SCREEN):
        client.get(path)
    with django_assert_num_queries(ACT):
        client.get(reverse("desk:act", args=[dossier.code, "decide"]))


SCREEN, ACT = 10, 4
"""User, postings, dossier; its papers, slips and events; refunds, receipts, how the
result is wanted, parcels. The act: its events."""


def test_the_counter_finds_procedures_and_begins() -> None:
    office = Office()
    client = sign_in(office.receptionist)
    code = office.procedures[0].code

    assert code in client.get(reverse("desk:counter")).content.decode()
    page = client.get(reverse("desk:intake_begin", args=[code]))

    assert page.status_code == 200
