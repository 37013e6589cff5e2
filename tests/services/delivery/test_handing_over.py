"""A result is handed over by the way that was chosen; the post's way takes longer."""

import pytest

from services.delivery import policies, wording
from services.delivery.actions import (
    cancel,
    choose_delivery,
    collect_papers,
    hand_over,
    keep,
    send,
    send_again,
)
from services.delivery.errors import ChoiceRefused, ShipmentRefused
from services.delivery.models import Shipment
from services.delivery.states import ShipmentState, Way
from services.delivery.ways import current_choice
from services.dossiers import actions as dossiers
from services.dossiers.errors import ActNotAllowed, Stale
from services.dossiers.models import Paper
from services.dossiers.states import State
from services.gateways.post import Direction
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import WHEN, Office
from tests.factories.post import (
    COPIES,
    HOME,
    LATER,
    ON_ROAD,
    FakePost,
    answers,
    came_back,
    decided,
    with_post,
)

pytestmark = pytest.mark.django_db

FAR = {**HOME, "province": "01", "ward": "00070", "line": "56 phố Mẫu"}


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


def test_at_the_counter_it_is_handed_over_at_once(office: Office) -> None:
    dossier = decided(office, way="truc_tiep")

    done = hand_over(
        dossier, by=office.receptionist, at=LATER, receiver="Nguyễn Thị Mẫu"
    )

    assert done.state == State.HANDED_OVER
    event = done.events.order_by("-seq")[0]
    assert event.data == {"receiver": "Nguyễn Thị Mẫu", "way": "counter"}
    assert event.by == office.receptionist
    assert not Shipment.objects.exists()


def test_an_electronic_result_is_handed_over_at_once(office: Office) -> None:
    done = hand_over(decided(office, way="dien_tu"), by=office.receptionist, at=LATER)

    assert done.state == State.HANDED_OVER
    assert done.events.order_by("-seq")[0].data["way"] == "electronic"


def test_what_has_no_file_is_not_handed_over_electronically(office: Office) -> None:
    dossier = decided(office, way="dien_tu")
    Paper.objects.filter(role=Paper.Role.RESULT).delete()

    with pytest.raises(ShipmentRefused, match="chưa có tệp kết quả"):
        hand_over(dossier, by=office.receptionist, at=LATER)

    done = hand_over(dossier, by=office.receptionist, at=LATER, receiver="Người Mẫu")
    assert done.events.order_by("-seq")[0].data["way"] == "counter"


@pytest.mark.usefixtures("connected")
def test_by_post_a_parcel_is_ordered_and_the_dossier_stays_decided(
    office: Office,
) -> None:
    dossier = decided(office)

    kept = hand_over(dossier, by=office.receptionist, at=LATER)

    assert kept.state == State.DECIDED
    parcel = dossier.shipments.get()
    assert parcel.state == ShipmentState.ORDERED
    assert (parcel.direction, parcel.number) == (Direction.RETURN, dossier.code)
    assert (parcel.price, parcel.cod) == (26_000, 0)
    sender, receiver = parcel.parties
    assert (sender.name, sender.province) == (office.agency.name, "79")
    assert receiver.name == dossier.applicant_name
    assert receiver.address == ("12 đường Mẫu, Phường Bến Thành, Thành phố Hồ Chí Minh")
    assert "Mẫu".encode() not in bytes(parcel.sealed_parties)
    assert str(parcel).endswith("(ordered)")


@pytest.mark.usefixtures("connected")
def test_a_fee_still_owed_is_collected_at_the_door(office: Office) -> None:
    dossier = decided(office, paid=False)

    hand_over(dossier, by=office.receptionist, at=LATER)

    assert dossier.shipments.get().cod == 8_000


@pytest.mark.usefixtures("connected")
def test_outside_the_city_it_costs_more(office: Office) -> None:
    dossier = decided(office)
    assert dossier.applicant is not None
    choose_delivery(
        dossier,
        by=dossier.applicant,
        at=LATER,
        way=Way.POST,
        address=FAR,
        phone="0901000000",
    )

    hand_over(dossier, by=office.receptionist, at=LATER)

    parcel = dossier.shipments.get()
    assert parcel.price == 39_000
    assert (parcel.order.receiver.province, parcel.order.receiver.phone) == (
        "01",
        "0901000000",
    )


def test_without_a_post_the_desk_is_told_what_to_do(office: Office) -> None:
    with pytest.raises(ShipmentRefused, match="chưa nối với bưu điện"):
        hand_over(decided(office), by=office.receptionist, at=LATER)


@pytest.mark.usefixtures("connected")
def test_while_it_is_with_the_post_nobody_else_hands_it_over(office: Office) -> None:
    dossier = decided(office)
    assert dossier.applicant is not None
    hand_over(dossier, by=office.receptionist, at=LATER)

    with pytest.raises(ShipmentRefused, match="đang được chuyển"):
        hand_over(dossier, by=office.receptionist, at=LATER, receiver="Người Mẫu")
    with pytest.raises(ChoiceRefused, match="đã giao cho bưu điện"):
        choose_delivery(dossier, by=dossier.applicant, at=LATER, way=Way.COUNTER)


@pytest.mark.usefixtures("connected")
def test_only_who_hands_over_here_and_sees_what_is_may(office: Office) -> None:
    dossier = decided(office)

    with pytest.raises(ActNotAllowed, match="không có quyền"):
        hand_over(dossier, by=office.officer, at=LATER)
    with pytest.raises(Stale):
        hand_over(dossier, by=office.receptionist, at=LATER, version=0)
    assert not Shipment.objects.exists()


def test_a_parcel_is_cancelled_before_it_leaves(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = with_post(office, connected)
    stranger = Office(COPIES).receptionist

    with pytest.raises(ShipmentRefused, match="không có quyền"):
        cancel(parcel, by=stranger, at=LATER)
    assert cancel(parcel, by=office.receptionist, at=LATER).state == "cancelling"
    assert policies.is_underway(dossier)
    assert send(parcel.pk, post=connected.client(), at=LATER)

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.CANCELLED
    assert not policies.is_underway(dossier)
    with pytest.raises(ShipmentRefused, match="Đã hủy"):
        cancel(parcel, by=office.receptionist, at=LATER)


def test_cancelling_too_late_leaves_it_on_its_way(
    office: Office, connected: FakePost
) -> None:
    _dossier, parcel = with_post(office, connected)
    cancel(parcel, by=office.receptionist, at=LATER)
    connected.happen(parcel.number, ON_ROAD, LATER)

    send(parcel.pk, post=connected.client(), at=LATER)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.reply_code) == (ShipmentState.ACCEPTED, "102")


def test_an_order_that_the_post_never_heard_of_is_cancelled_too(
    office: Office, connected: FakePost
) -> None:
    dossier = decided(office)
    hand_over(dossier, by=office.receptionist, at=LATER)
    parcel = cancel(dossier.shipments.get(), by=office.receptionist, at=LATER)

    send(parcel.pk, post=connected.client(), at=LATER)

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.CANCELLED
    assert connected.behave() == {}


def test_what_came_back_is_in_the_desks_queue_with_a_sentence(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = came_back(office, connected)

    queue = Shipment.objects.at_agencies(type(office.agency).objects.all())
    assert queue.back_at_desk().get() == parcel
    assert not queue.underway().exists()
    assert "đã về quầy" in wording.for_desk(parcel)
    assert "đổi địa chỉ" in wording.for_citizen(parcel)
    dossier.refresh_from_db()
    assert dossier.state == State.DECIDED
    with pytest.raises(ShipmentRefused, match="Hãy gửi lại hoặc giữ lại"):
        hand_over(dossier, by=office.receptionist, at=LATER)


def test_it_is_sent_again_where_the_citizen_wants_it_now(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = came_back(office, connected)
    assert dossier.applicant is not None
    choose_delivery(dossier, by=dossier.applicant, at=LATER, way=Way.POST, address=FAR)

    again = send_again(parcel, by=office.receptionist, at=LATER)

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.REPLACED
    assert again.number == f"{dossier.code}-2"
    assert again.parties[1].province == "01"
    with pytest.raises(ShipmentRefused, match="gửi lại bằng đơn khác"):
        send_again(parcel, by=office.receptionist, at=LATER)


def test_it_is_not_sent_again_against_the_citizens_wish(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = came_back(office, connected)
    assert dossier.applicant is not None
    choose_delivery(dossier, by=dossier.applicant, at=LATER, way=Way.COUNTER)

    with pytest.raises(ShipmentRefused, match="cách nhận khác"):
        send_again(parcel, by=office.receptionist, at=LATER)
    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.RETURNED


def test_it_is_kept_and_then_handed_over_at_the_counter(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = came_back(office, connected)

    assert keep(parcel, by=office.receptionist, at=LATER).state == ShipmentState.KEPT

    choice = current_choice(dossier)
    assert (choice.way, choice.chosen_by) == (Way.COUNTER, office.receptionist)
    done = hand_over(dossier, by=office.receptionist, at=LATER, receiver="Người Mẫu")
    assert done.state == State.HANDED_OVER


def test_who_comes_to_the_counter_gets_what_came_back(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = came_back(office, connected)

    hand_over(dossier, by=office.receptionist, at=LATER, receiver="Người Mẫu")

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.KEPT


@pytest.mark.usefixtures("connected")
def test_papers_are_fetched_from_home(office: Office) -> None:
    citizen = make_citizen()
    dossier = office.submitted(citizen, answers=dict(answers()))

    parcel = collect_papers(dossier, by=citizen, at=WHEN, address=HOME, phone="0901")

    sender, receiver = parcel.parties
    assert (sender.name, sender.phone) == (citizen.full_name, "0901")
    assert receiver.name == office.agency.name
    assert (parcel.direction, parcel.cod, parcel.price) == ("collect", 0, 26_000)
    assert not policies.is_underway(dossier)
    with pytest.raises(ShipmentRefused, match="đang nhận giấy tờ"):
        collect_papers(dossier, by=citizen, at=WHEN, address=HOME)


def test_papers_that_could_not_be_fetched_are_fetched_again_or_brought(
    office: Office, connected: FakePost
) -> None:
    citizen = make_citizen()
    dossier = office.submitted(citizen, answers=dict(answers()))
    first = collect_papers(dossier, by=citizen, at=WHEN, address=HOME)
    Shipment.objects.filter(pk=first.pk).update(state=ShipmentState.RETURNED)

    again = send_again(first, by=office.receptionist, at=LATER)

    assert again.parties == first.parties
    assert again.number == f"{dossier.code}-2"
    Shipment.objects.filter(pk=again.pk).update(state=ShipmentState.RETURNED)
    keep(again, by=office.receptionist, at=LATER)
    assert not dossier.delivery_choices.exists()


def test_papers_are_fetched_for_the_applicant_while_they_are_awaited(
    office: Office,
) -> None:
    citizen = make_citizen()
    filed = office.submitted(citizen, answers=dict(answers()))
    ended = dossiers.refuse(
        office.submitted(citizen, answers=dict(answers())),
        by=office.receptionist,
        at=LATER,
        reason="Sai nơi",
    )

    with pytest.raises(ShipmentRefused, match="Chỉ người nộp"):
        collect_papers(filed, by=office.receptionist, at=LATER, address=HOME)
    with pytest.raises(ShipmentRefused, match="không còn chờ giấy tờ"):
        collect_papers(ended, by=citizen, at=LATER, address=HOME)
    with pytest.raises(ShipmentRefused, match="chưa nối với bưu điện"):
        collect_papers(filed, by=citizen, at=LATER, address=HOME)


def test_a_result_is_delivered_once(office: Office) -> None:
    dossier = decided(office)
    done = dossiers.record_hand_over(dossier, at=LATER, way="post", reference="M1")

    with pytest.raises(ActNotAllowed, match="đã trả kết quả"):
        dossiers.record_hand_over(done, at=LATER, way="post", reference="M1")
