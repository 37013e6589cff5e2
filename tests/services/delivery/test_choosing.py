"""The citizen chooses how the result arrives; the latest choice counts."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from services.delivery.actions import choose_delivery, read_new_choices
from services.delivery.errors import ChoiceRefused
from services.delivery.models import Choice, Destination
from services.delivery.states import Way
from services.delivery.ways import current_choice, ways_for
from services.dossiers import actions as dossiers
from services.dossiers.actions import FaultFound, Visitor
from services.dossiers.models import Dossier, Fault
from services.procedures.definition import Channel
from services.procedures.models import Offering
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import DIPLOMA, WHEN, Office
from tests.factories.post import COPIES, HOME, answers

pytestmark = pytest.mark.django_db

LATER = WHEN + timedelta(hours=1)
ELSEWHERE = {**HOME, "line": "34 đường Mẫu"}
CARD = "1.014061"
"""A card: on paper only, asked for under another question."""
PAPER_IN_PERSON = "2.000884"
"""Certified signatures: neither electronic nor posted."""


def filed(office: Office, way: str = "buu_chinh", by: User | None = None) -> Dossier:
    return office.submitted(by, answers=dict(answers(way)))


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ("dien_tu", Way.ELECTRONIC),
        ("truc_tiep", Way.COUNTER),
        ("buu_chinh", Way.POST),
    ],
)
def test_what_the_form_says_is_the_first_choice(said: str, way: Way) -> None:
    dossier = filed(Office(COPIES), said)
    assert current_choice(dossier).pk is None
    assert current_choice(dossier).way == way

    read_new_choices()

    kept = dossier.delivery_choices.get()
    assert (kept.way, kept.chosen_by) == (way, None)
    assert current_choice(dossier) == kept
    assert kept.destination == (
        Destination(HOME, "") if way is Way.POST else Destination()
    )


def test_a_question_of_another_name_is_read_too() -> None:
    office = Office(CARD)
    dossier = office.submitted(answers={"nhan_the": "buu_chinh", "dia_chi_nhan": HOME})

    assert current_choice(dossier).way == Way.POST
    assert ways_for(dossier) == [Way.COUNTER, Way.POST]


def test_a_form_that_does_not_ask_leaves_the_usual_way() -> None:
    office = Office(DIPLOMA)
    dossier = office.submitted()
    read_new_choices()

    assert not Choice.objects.exists()
    assert current_choice(dossier).way == Way.COUNTER
    accepted = dossiers.receive(dossier, by=office.receptionist, at=WHEN)
    assert accepted.level == 4
    assert current_choice(accepted).way == Way.ELECTRONIC


def test_a_dossier_without_an_account_is_not_answered_electronically() -> None:
    office = Office(COPIES)
    desk = office.receptionist
    draft = office.draft(desk)
    Dossier.objects.filter(pk=draft.pk).update(
        applicant=None, created_by=desk, channel=Channel.COUNTER
    )
    draft.refresh_from_db()
    taken = dossiers.take_in(
        draft,
        by=desk,
        at=WHEN,
        visitor=Visitor("Nguyễn Thị Mẫu"),
        received=[document.key for document in draft.definition.documents],
    )

    assert taken.answers["hinh_thuc_nhan"] == "dien_tu"
    assert current_choice(taken).way == Way.COUNTER
    assert ways_for(taken) == [Way.COUNTER, Way.POST]


def test_the_form_asks_for_the_post_without_saying_where() -> None:
    dossier = filed(Office(COPIES))
    said = dossier.answers
    del said["dia_chi_nhan"]
    dossier.write_answers(said)

    assert current_choice(dossier).way == Way.COUNTER


def test_the_latest_choice_counts_and_the_earlier_ones_stay() -> None:
    dossier = filed(Office(COPIES), "dien_tu")
    read_new_choices()
    citizen = dossier.applicant
    assert citizen is not None

    chosen = choose_delivery(
        dossier, by=citizen, at=LATER, way=Way.POST, address=ELSEWHERE, phone=" 0901 "
    )

    assert current_choice(dossier) == chosen
    assert chosen.destination == Destination(ELSEWHERE, "0901")
    assert (chosen.chosen_by, chosen.chosen_at) == (citizen, LATER)
    assert dossier.delivery_choices.count() == 2
    choose_delivery(dossier, by=citizen, at=LATER, way=Way.COUNTER)
    assert current_choice(dossier).way == Way.COUNTER


def test_the_destination_is_sealed() -> None:
    dossier = filed(Office(COPIES))
    read_new_choices()

    sealed = bytes(dossier.delivery_choices.get().sealed_destination)
    assert "Mẫu".encode() not in sealed


@pytest.mark.parametrize(
    ("code", "way", "sentence"),
    [
        (PAPER_IN_PERSON, Way.POST, "không gửi qua bưu chính"),
        (PAPER_IN_PERSON, Way.ELECTRONIC, "chỉ có bản giấy"),
        (CARD, Way.ELECTRONIC, "chỉ có bản giấy"),
    ],
)
def test_a_way_that_the_result_cannot_take_is_refused(
    code: str, way: Way, sentence: str
) -> None:
    office = Office(code)
    Offering.objects.update(level=3, mode="mot_phan")
    citizen = make_citizen()
    dossier = office.submitted(citizen)

    with pytest.raises(ChoiceRefused, match=sentence):
        choose_delivery(dossier, by=citizen, at=LATER, way=way, address=HOME)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (None, "Hãy nhập địa chỉ"),
        ({**HOME, "province": "99"}, "Hãy chọn tỉnh"),
        ({**HOME, "ward": "Không Có"}, "Không có"),
    ],
)
def test_the_post_needs_an_address_that_exists(
    address: dict[str, str] | None, sentence: str
) -> None:
    dossier = filed(Office(COPIES), "dien_tu")
    assert dossier.applicant is not None

    with pytest.raises(ChoiceRefused, match=sentence):
        choose_delivery(
            dossier, by=dossier.applicant, at=LATER, way=Way.POST, address=address
        )


def test_nobody_chooses_for_somebody_else() -> None:
    office = Office(COPIES)
    dossier = filed(office)

    for stranger in (make_citizen(), office.receptionist):
        with pytest.raises(ChoiceRefused, match="Chỉ người nộp"):
            choose_delivery(dossier, by=stranger, at=LATER, way=Way.COUNTER)


def test_a_draft_has_only_its_form_and_what_has_ended_is_past() -> None:
    office = Office(COPIES)
    citizen = make_citizen()
    refused = dossiers.refuse(
        filed(office, by=citizen), by=office.receptionist, at=LATER, reason="Sai nơi"
    )

    for dossier in (office.draft(citizen), refused):
        with pytest.raises(ChoiceRefused, match="đã nộp và chưa kết thúc"):
            choose_delivery(dossier, by=citizen, at=LATER, way=Way.COUNTER)


def supplemented(office: Office, dossier: Dossier, **said: object) -> Dossier:
    """Have the section about the result mended, with these answers."""
    at_work = dossiers.receive(dossier, by=office.receptionist, at=WHEN)
    at_work = dossiers.forward(at_work, by=office.receptionist, at=WHEN)
    fault = FaultFound(Fault.Target.SECTION, "nhan_ket_qua", "Thiếu số nhà.")
    asked = dossiers.ask_supplement(at_work, by=office.officer, at=WHEN, faults=[fault])
    assert asked.applicant is not None
    return dossiers.supplement(asked, by=asked.applicant, at=LATER, answers=said)


def test_a_supplement_that_changes_the_address_is_a_new_choice() -> None:
    office = Office(COPIES)
    dossier = filed(office)
    dossiers.record_payment(
        dossier, by=None, at=WHEN, amount=8_000, means="vnpay", reference="MC1"
    )
    read_new_choices()

    supplemented(office, dossier, dia_chi_nhan=ELSEWHERE)
    read_new_choices()

    assert current_choice(dossier).destination.address == ELSEWHERE
    assert dossier.delivery_choices.count() == 2


def test_a_supplement_about_something_else_keeps_what_was_chosen_since() -> None:
    office = Office(COPIES)
    dossier = filed(office)
    assert dossier.applicant is not None
    read_new_choices()
    choose_delivery(dossier, by=dossier.applicant, at=WHEN, way=Way.COUNTER)

    supplemented(office, dossier, dia_chi_nhan=HOME)
    read_new_choices()

    assert current_choice(dossier).way == Way.COUNTER
    assert dossier.delivery_choices.count() == 2


def test_reading_again_writes_nothing_and_invented_people_choose_nothing() -> None:
    office = Office(COPIES)
    filed(office)
    invented = filed(office)
    Dossier.objects.filter(pk=invented.pk).update(is_invented=True)

    read_new_choices()
    read_new_choices()

    assert Choice.objects.count() == 1
    assert not invented.delivery_choices.exists()


@pytest.mark.parametrize("change", ["UPDATE delivery_choice SET way = 'counter'", ""])
def test_a_choice_is_never_changed(change: str) -> None:
    filed(Office(COPIES))
    read_new_choices()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change or "DELETE FROM delivery_choice")


def test_only_the_post_has_a_destination() -> None:
    dossier = filed(Office(COPIES))
    without = Choice(dossier=dossier, way=Way.POST, chosen_at=WHEN)

    with pytest.raises(IntegrityError, match="destination"), transaction.atomic():
        without.save()
    without.way = Way.COUNTER
    without.write_destination(Destination(HOME))
    with pytest.raises(IntegrityError, match="destination"), transaction.atomic():
        without.save()
    assert str(without).endswith("counter")
