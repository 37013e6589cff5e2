"""The log says who came in and who was refused, and nothing about anybody."""

import logging

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse

from accounts.models import User
from services.dossiers import actions, lookup
from services.notices.actions import tell_new_events
from services.statistics.applying import apply_new_events
from tests.factories.accounts import PASSWORD, make_citizen, sign_in
from tests.factories.dossiers import WHEN, Office

pytestmark = pytest.mark.django_db

LOG_IN = "/tai-khoan/login/"


@pytest.fixture(autouse=True)
def everything_is_heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


@pytest.fixture
def citizen() -> User:
    return User.objects.create_user(
        full_name="Nguyễn Thị Bí Mật Mẫu",
        email="bi-mat@mau.test",
        phone="+84901234567",
        password=PASSWORD,
    )


def security(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [
        (entry.levelname, entry.getMessage())
        for entry in caplog.records
        if entry.name == "security"
    ]


def test_coming_in_and_going_are_written_down(
    client: Client, citizen: User, caplog: pytest.LogCaptureFixture
) -> None:
    client.post(LOG_IN, {"login": citizen.email, "password": "không phải"})
    client.post(LOG_IN, {"login": citizen.email, "password": PASSWORD})
    client.post(reverse("account_logout"))

    who = f"user={citizen.public_id} from=127.0.0.1"
    assert security(caplog) == [
        ("WARNING", "authn_login_fail user=- from=127.0.0.1 page=account_login"),
        ("INFO", f"authn_login_success {who} page=account_login"),
        ("INFO", f"session_ended {who} page=account_logout"),
    ]


def test_a_try_without_a_page_is_nobodys(caplog: pytest.LogCaptureFixture) -> None:
    assert authenticate(email="ai-do@mau.test", password="không phải") is None

    assert security(caplog) == []


def test_a_closed_door_is_written_down(
    citizen: User, caplog: pytest.LogCaptureFixture
) -> None:
    client = sign_in(citizen)
    caplog.clear()

    client.get(reverse("desk:home"))

    ((level, said),) = security(caplog)
    assert level == "WARNING"
    assert said.startswith(f"authz_fail user={citizen.public_id}")
    assert said.endswith("page=desk:home")


def test_no_line_of_the_log_names_anybody(
    client: Client, citizen: User, caplog: pytest.LogCaptureFixture
) -> None:
    office = Office()
    draft = office.draft(citizen, answers={"truong": "Trường THPT Hoa Phượng Mẫu"})
    filed = actions.submit(draft, by=citizen, at=WHEN)
    tell_new_events()
    apply_new_events()
    secret = lookup.secret_of(filed.public_id)
    for path, data in (
        (LOG_IN, {"login": citizen.email, "password": "không phải"}),
        (LOG_IN, {"login": "0901234567", "password": PASSWORD}),
        (reverse("lookup"), {"code": filed.code, "secret": "AAAAAAAA"}),
        (reverse("lookup"), {"code": filed.code, "secret": secret}),
        (reverse("citizen:withdraw", args=[filed.public_id]), {"reason": "Bí mật"}),
    ):
        client.post(path, data)
    sign_in(office.receptionist).get(reverse("desk:dossier", args=[filed.code]))
    sign_in(make_citizen()).get(reverse("citizen:dossier", args=[filed.public_id]))

    said = " ".join(map(str, (vars(entry) for entry in caplog.records)))
    assert said
    for personal in (
        *("Bí Mật", "bi-mat@mau.test", "901234567", "0901 234 567", "Hoa Phượng"),
        *(PASSWORD, "không phải", secret, lookup.token_of(filed.public_id)),
        str(filed.answers["so_dinh_danh"]),
    ):
        assert personal not in said
