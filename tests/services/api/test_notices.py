"""The doors of the providers: signed, in their own codes, and everything is kept."""

import json
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from services.payments.gateways.registry import gateways
from services.payments.models import Attempt, Entry, Means, Notification
from services.payments.states import AttemptState, Verdict
from tests.factories.dossiers import Office
from tests.factories.money import COPIES, billed, make_attempt, owing
from tests.factories.providers import confirmation, vnpay_query

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("online")]

CONFIRM = "/may/nen-tang/xac-nhan"
NUL, HALF = "\0", "\ud800"


@pytest.fixture
def attempt() -> Attempt:
    return begun(Means.VNPAY)


def begun(means: Means) -> Attempt:
    now = timezone.now()
    return make_attempt([billed(owing(Office(COPIES)), at=now)], at=now, means=means)


def tell(client: Client, query: str, **how: Any) -> dict[str, str]:
    answer = client.get(f"{reverse('api:vnpay_ipn')}?{query}", **how)
    assert answer.status_code == 200
    said: dict[str, str] = answer.json()
    return said


def kept() -> list[str]:
    rows = Notification.objects.order_by("pk")
    return [row.verdict for row in rows]


def test_money_is_booked_once_and_each_notice_kept(
    client: Client, attempt: Attempt
) -> None:
    query = vnpay_query(attempt)

    answers = [tell(client, query)["RspCode"] for _time in "12"]

    attempt.refresh_from_db()
    assert answers == ["00", "02"]
    assert attempt.state == AttemptState.PAID
    assert Entry.objects.count() == 1
    assert kept() == [Verdict.TAKEN, Verdict.KNOWN_ALREADY]
    first = Notification.objects.earliest("pk")
    assert (first.attempt, first.address) == (attempt, "127.0.0.1")
    assert first.content["vnp_TxnRef"] == attempt.reference


def test_the_answers_are_those_of_the_protocols_table(
    client: Client, attempt: Attempt
) -> None:
    unknown = vnpay_query(attempt, vnp_TxnRef="MC000")
    lie = vnpay_query(attempt, vnp_Amount="100")
    forged = vnpay_query(attempt).replace("vnp_Amount=", "vnp_Amount=9")

    answers = [tell(client, query)["RspCode"] for query in (unknown, lie, forged, "")]

    assert answers == ["01", "04", "97", "97"]
    assert not Entry.objects.exists()
    assert len(kept()) == 4


def test_only_the_providers_networks_may_tell_where_they_are_known(
    client: Client, attempt: Attempt, settings: Settings
) -> None:
    settings.VNPAY_NETWORKS = (ip_network("203.0.113.0/24"),)
    gateways.cache_clear()
    query = vnpay_query(attempt)

    refused = tell(client, query)
    taken = tell(client, query, REMOTE_ADDR="203.0.113.7")

    assert refused["RspCode"] != "00"
    assert taken["RspCode"] == "00"
    assert kept() == [Verdict.NOT_ALLOWED, Verdict.TAKEN]


def test_what_cannot_be_booked_is_told_again(client: Client, attempt: Attempt) -> None:
    other = begun(Means.VNPAY)
    tell(client, vnpay_query(attempt))

    same_number = tell(client, vnpay_query(other))

    assert same_number["RspCode"] == "99"
    assert kept() == [Verdict.TAKEN, Verdict.TROUBLE]
    other.refresh_from_db()
    assert other.state == AttemptState.OPEN
    assert Entry.objects.count() == 1


def test_nothing_is_kept_that_is_not_the_protocols(client: Client) -> None:
    said = tell(client, "vnp_TxnRef=x&vnp_SecureHash=x&ten=Nguoi+Mau")

    assert said["RspCode"] == "97"
    assert Notification.objects.get().content == {
        "vnp_TxnRef": "x",
        "vnp_SecureHash": "x",
    }


def test_a_kept_notice_is_never_changed(client: Client, attempt: Attempt) -> None:
    tell(client, vnpay_query(attempt))

    with pytest.raises(IntegrityError):
        Notification.objects.update(verdict=Verdict.FORGED)


def test_the_platform_confirms_in_json_and_in_a_form() -> None:
    attempt = begun(Means.PLATFORM)
    client = Client(enforce_csrf_checks=True)
    said = confirmation(attempt)

    first = client.post(CONFIRM, said, content_type="application/json")
    second = client.post(CONFIRM, said)

    assert [first.json()["error_code"], second.json()["error_code"]] == ["0", "0"]
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.PAID
    assert kept() == [Verdict.TAKEN, Verdict.KNOWN_ALREADY]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "[" * 5000,
        json.dumps({"MaThamChieu": HALF + NUL}),
        json.dumps({"HoTenNguoiNop": "Nguyễn Thị Mẫu" * 9000}),
    ],
    ids=["nothing", "half", "list", "deep", "letters", "large"],
)
def test_what_is_not_the_platforms_is_forged(client: Client, body: str) -> None:
    answer = client.post(CONFIRM, body, content_type="application/json")

    assert answer.json()["error_code"] == "3"
    assert kept() == [Verdict.FORGED]
    assert "HoTenNguoiNop" not in Notification.objects.get().content


def test_a_door_without_a_provider_is_none(client: Client, settings: Settings) -> None:
    settings.VNPAY, settings.PLATFORM = {}, {}
    gateways.cache_clear()

    assert client.get(reverse("api:vnpay_ipn")).status_code == 404
    assert client.post(CONFIRM).status_code == 404


def test_each_door_takes_its_own_method(client: Client) -> None:
    assert client.post(reverse("api:vnpay_ipn")).status_code == 405
    assert client.get(CONFIRM).status_code == 405
