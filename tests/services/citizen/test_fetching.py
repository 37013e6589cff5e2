"""Papers fetched at home by the post: offered while they are awaited, ordered once."""

import pytest
from django.test import Client
from django.urls import reverse

from services.delivery.models import Shipment
from services.dossiers.models import Dossier
from services.gateways.post import Direction
from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office
from tests.factories.post import COPIES, FakePost, answers, decided

pytestmark = pytest.mark.django_db

HOME = {
    "address_line": "12 đường Mẫu",
    "address_ward": "26743",
    "address_province": "79",
    "phone": "0901000000",
}


def window_of(dossier: Dossier) -> Client:
    assert dossier.applicant
    return sign_in(dossier.applicant)


def path_of(dossier: Dossier) -> str:
    return reverse("citizen:fetch", args=[dossier.public_id])


def page_of(dossier: Dossier) -> str:
    path = reverse("citizen:dossier", args=[dossier.public_id])
    return str(window_of(dossier).get(path).content.decode())


def filed() -> Dossier:
    return Office(COPIES).submitted(answers=dict(answers()))


def test_it_is_offered_where_a_post_is_and_papers_are_awaited(
    connected: FakePost,
) -> None:
    assert path_of(dossier := filed()) in page_of(dossier)
    assert path_of(done := decided(Office(COPIES))) not in page_of(done)


def test_without_a_post_it_is_not_offered() -> None:
    assert path_of(dossier := filed()) not in page_of(dossier)


def test_the_postman_is_ordered_once(connected: FakePost) -> None:
    dossier = filed()
    window = window_of(dossier)
    assert "26.000 đ" in window.get(path_of(dossier)).content.decode()

    ordered = window.post(path_of(dossier), HOME, follow=True)
    again = window.post(path_of(dossier), HOME)

    parcel = Shipment.objects.get()
    assert "Đã đặt bưu điện đến nhận giấy tờ." in ordered.content.decode()
    assert (parcel.direction, parcel.parties[0].phone) == (
        Direction.COLLECT,
        "0901000000",
    )
    assert again.status_code == 422
    assert "đang nhận giấy tờ" in again.content.decode()


def test_the_postman_needs_an_address(connected: FakePost) -> None:
    dossier = filed()

    answer = window_of(dossier).post(path_of(dossier), {})

    assert answer.status_code == 422
    assert "Hãy nhập địa chỉ bưu tá" in answer.content.decode()
