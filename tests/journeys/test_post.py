"""The result comes home by the post, through both faces and a post that is played."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from services.delivery.actions import ask_about, send
from services.dossiers.states import State
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import Office
from tests.factories.post import COPIES, HANDED, ON_ROAD, decided, fake_post
from tests.journeys.conftest import PHONE, Cast
from tests.journeys.test_stories import do

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def test_the_result_comes_home_by_the_post(cast: Cast, settings: Settings) -> None:
    office, owner = Office(COPIES), make_citizen()
    dossier = decided(office, owner)
    with fake_post() as post:
        settings.VNPOST = {
            "VNPOST_URL": post.url,
            "VNPOST_CUSTOMER_CODE": "MAU",
            "VNPOST_CUSTOMER_KEY": "mau",
            "VNPOST_SECRET_KEY": "khong-that",
        }
        do(cast.enter(office.receptionist), dossier, "Trả kết quả")
        parcel = dossier.shipments.get()
        assert send(parcel.pk, post=post.client(), at=timezone.now())
        for code in (ON_ROAD, HANDED):
            post.happen(parcel.number, code, timezone.now())
        parcel.refresh_from_db()
        ask_about(parcel, post=post.client(), at=timezone.now())

    citizen = cast.enter(owner, size=PHONE)
    citizen.go(f"/ho-so/{dossier.public_id}/")
    dossier.refresh_from_db()
    assert dossier.state == State.HANDED_OVER
    assert parcel.item_code in citizen.text
