"""Taking a dossier back: with a reason, and only while the law lets one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from services.dossiers import actions
from services.dossiers.states import State
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import WHEN, Office

pytestmark = pytest.mark.django_db


def test_asking_needs_a_reason_and_keeps_the_dossier_until_confirmed() -> None:
    citizen = make_citizen()
    received = Office().received(citizen)
    client = sign_in(citizen)
    path = reverse("citizen:withdraw", args=[received.public_id])

    without = client.post(path, {"reason": " "})
    asked = client.post(path, {"reason": "Nộp  nhầm\nnơi"}, follow=True)

    received.refresh_from_db()
    assert without.status_code == 422
    assert "Hãy cho biết lý do rút hồ sơ." in without.content.decode()
    assert "Đã gửi yêu cầu rút hồ sơ" in asked.content.decode()
    assert received.withdrawal.reason == "Nộp nhầm nơi"


def test_what_is_finished_cannot_be_withdrawn_and_the_page_says_so() -> None:
    office, citizen = Office(), make_citizen()
    refused = actions.refuse(
        office.submitted(citizen),
        by=office.receptionist,
        at=WHEN + timedelta(hours=1),
        reason="Sai nơi nộp.",
    )
    client = sign_in(citizen)

    answer = client.post(
        reverse("citizen:withdraw", args=[refused.public_id]), {"reason": "Muộn"}
    )

    refused.refresh_from_db()
    assert answer.status_code == 422
    assert refused.state == State.REFUSED
