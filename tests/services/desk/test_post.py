"""Parcels at the desk: ordered on handing over, followed, decided about."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from services.delivery.actions import record
from services.delivery.models import Shipment
from services.delivery.states import ShipmentState
from services.dossiers.models import Dossier
from services.dossiers.states import State
from services.gateways.post import Step, Track
from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office
from tests.factories.post import (
    COPIES,
    LATER,
    NOBODY_HOME,
    FakePost,
    came_back,
    decided,
    with_post,
)

pytestmark = pytest.mark.django_db

PAGE = "/mot-cua/buu-chinh/"


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


def hand_over(client: Client, dossier: Dossier, receiver: str = "") -> Any:
    dossier.refresh_from_db()
    path = reverse("desk:act", args=[dossier.code, "hand_over"])
    form = {"version": dossier.version, "receiver": receiver}
    return client.post(path, form, follow=True)


def page_of(client: Client, parcel: Shipment) -> str:
    answer = client.get(reverse("desk:parcel", args=[parcel.public_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, parcel: Shipment, act: str) -> Any:
    path = reverse("desk:parcel", args=[parcel.public_id])
    return client.post(path, {"act": act}, follow=True)


@pytest.mark.usefixtures("connected")
def test_handing_over_by_post_orders_a_parcel_and_says_so(office: Office) -> None:
    dossier, client = decided(office, paid=False), sign_in(office.receptionist)
    act = reverse("desk:act", args=[dossier.code, "hand_over"])
    assert "bưu điện thu hộ bấy nhiêu" in client.get(act).content.decode()

    page = hand_over(client, dossier).content.decode()

    parcel = dossier.shipments.get()
    assert "Đã đặt bưu điện chuyển kết quả" in page
    assert "Nhận tại nhà qua bưu chính công ích" in page
    assert reverse("desk:parcel", args=[parcel.public_id]) in page
    assert "Kết quả đang được chuyển qua bưu điện" in page
    assert "Chờ gửi đơn cho bưu điện" in page
    assert parcel.number in client.get(PAGE).content.decode()
    dossier.refresh_from_db()
    assert dossier.state == State.DECIDED


def test_where_there_is_no_post_the_desk_is_told_what_to_do(office: Office) -> None:
    dossier = decided(office)

    refused = hand_over(sign_in(office.receptionist), dossier)

    assert refused.status_code == 422
    assert "chưa nối với bưu điện" in refused.content.decode()


def test_at_the_counter_the_fee_comes_first(office: Office) -> None:
    dossier = decided(office, way="truc_tiep", paid=False)
    path = reverse("desk:dossier", args=[dossier.code])

    page = sign_in(office.receptionist).get(path).content.decode()

    assert "Hãy thu đủ phí, lệ phí trước khi trả kết quả" in page
    assert "Nhận tại Bộ phận Một cửa" in page


def test_what_came_back_stands_first_and_is_sent_again(
    office: Office, connected: FakePost
) -> None:
    _dossier, parcel = came_back(office, connected)
    client = sign_in(office.receptionist)

    assert parcel.number in client.get(PAGE).content.decode()
    page = page_of(client, parcel)
    assert "đã về quầy" in page
    assert "Đã chuyển hoàn" in page
    again = press(client, parcel, "send_again").content.decode()

    assert f"{parcel.number}-2" in again
    refused = press(client, parcel, "send_again")
    assert refused.status_code == 422
    assert "gửi lại bằng đơn khác" in refused.content.decode()


def test_what_came_back_is_kept_at_the_counter(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = came_back(office, connected)
    client = sign_in(office.receptionist)

    press(client, parcel, "keep")

    parcel.refresh_from_db()
    assert parcel.state == ShipmentState.KEPT
    done = hand_over(client, dossier, "Nguyễn Thị Mẫu")
    assert "Đã thực hiện “Trả kết quả”" in done.content.decode()
    assert "Không có bưu gửi nào chuyển hoàn" in client.get(PAGE).content.decode()
    assert parcel.number in client.get(f"{PAGE}?xem=da-xong").content.decode()
    assert "Không có bưu gửi nào" in client.get(f"{PAGE}?xem=cho-gui").content.decode()


def test_an_order_is_cancelled_while_it_can_be(
    office: Office, connected: FakePost
) -> None:
    _dossier, parcel = with_post(office, connected)
    client = sign_in(office.receptionist)

    page = press(client, parcel, "ask_cancel").content.decode()

    assert "Đang chờ bưu điện trả lời việc hủy đơn" in page
    assert press(client, parcel, "deliver").status_code == 404


def test_the_way_of_the_parcel_is_told_word_by_word(
    office: Office, connected: FakePost
) -> None:
    _dossier, parcel = with_post(office, connected)
    client = sign_in(office.receptionist)
    assert "Bưu điện chưa báo chặng nào" in page_of(client, parcel)
    lines = [
        Track(code=NOBODY_HOME, step=Step.FAILED, at=LATER, place="Bưu cục Mẫu"),
        Track(code="77", step=None, at=LATER),
    ]

    record(parcel, lines, at=LATER)

    page = page_of(client, parcel)
    assert "Bưu cục Mẫu" in page
    assert "Mã 77 của bưu điện" in page
    assert "chuyển hoàn" in page


def test_the_label_is_printed(office: Office, connected: FakePost) -> None:
    _dossier, parcel = with_post(office, connected)
    path = reverse("desk:parcel_label", args=[parcel.public_id])

    assert sign_in(office.receptionist).get(path).content.startswith(b"%PDF")


def test_parcels_of_other_offices_do_not_exist(
    office: Office, connected: FakePost
) -> None:
    _dossier, parcel = with_post(office, connected)
    other = sign_in(Office(COPIES).receptionist)

    for name in ("parcel", "parcel_label"):
        path = reverse(f"desk:{name}", args=[parcel.public_id])
        assert other.get(path).status_code == 404
    assert parcel.number not in other.get(PAGE).content.decode()


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("size", [1, 6])
def test_the_list_costs_the_same_however_many(
    office: Office, size: int, django_assert_num_queries: Any
) -> None:
    client = sign_in(office.receptionist)
    for _each in range(size):
        hand_over(client, decided(office))
    client.get(PAGE)

    with django_assert_num_queries(LIST):
        client.get(PAGE)


# user, postings, counts of the queues, parcels
LIST = 4
