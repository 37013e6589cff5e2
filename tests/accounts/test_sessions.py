"""A session begins anew at every sign-in, and ends by itself."""

import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts import sessions
from accounts.models import User
from accounts.permissions import Role
from tests.factories.accounts import (
    PASSWORD,
    make_agency,
    make_citizen,
    make_officer,
    sign_in,
)

pytestmark = pytest.mark.django_db

LOG_IN, LOG_OUT = "/tai-khoan/login/", "/tai-khoan/logout/"


def later(client: Client, **seconds: int) -> None:
    """Let the session's clocks have begun so many seconds earlier."""
    session = client.session
    for clock, ago in seconds.items():
        session[clock] = int(time.time()) - ago
    session.save()


def is_inside(client: Client) -> bool:
    return client.get(reverse("citizen:dossiers")).status_code == 200


def enter(user: User, client: Client | None = None) -> Client:
    if not user.has_usable_password():
        user.set_password(PASSWORD)
        user.save()
    client = client or Client()
    client.post(LOG_IN, {"login": user.email, "password": PASSWORD})
    return client


def test_signing_in_gives_a_new_session_id() -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32  # what somebody else put there

    enter(make_citizen(), client)

    assert is_inside(client)
    assert client.cookies["sessionid"].value != "a" * 32
    assert not Session.objects.filter(pk="a" * 32).exists()


@pytest.mark.parametrize(
    ("pause", "stays"),
    [
        (sessions.IDLE_CITIZEN - 60, True),
        (sessions.IDLE_CITIZEN + 60, False),
    ],
)
def test_a_citizens_pause_may_last_half_an_hour(pause: int, *, stays: bool) -> None:
    client = sign_in(make_citizen())
    later(client, seen_at=pause)

    assert is_inside(client) is stays
    assert is_inside(client) is stays


@pytest.mark.parametrize(
    ("pause", "stays"),
    [
        (sessions.IDLE_OFFICIAL - 60, True),
        (sessions.IDLE_OFFICIAL + 60, False),
    ],
)
def test_an_officials_pause_may_last_a_quarter(pause: int, *, stays: bool) -> None:
    client = sign_in(make_officer(Role.OFFICER, make_agency()))
    later(client, seen_at=pause)

    assert (client.get(reverse("desk:home")).status_code == 200) is stays


def test_nobody_stays_longer_than_twelve_hours_however_busy() -> None:
    client = sign_in(make_citizen())
    later(client, began_at=12 * 3600 + 60, seen_at=0)

    assert not is_inside(client)


def test_who_is_busy_stays_and_one_write_a_minute_is_enough(
    django_assert_num_queries: Any,
) -> None:
    client = sign_in(make_citizen())
    later(client, seen_at=sessions.MINUTE + 1)
    assert is_inside(client)
    seen = client.session[sessions.SEEN]

    assert int(time.time()) - seen < sessions.MINUTE
    with django_assert_num_queries(PAGE):
        client.get(reverse("citizen:dossiers"))


PAGE = 4  # person, drafts, dossiers, unread notices; the session is in the cache


def test_a_form_posted_after_the_pause_comes_back_with_what_was_typed() -> None:
    client = sign_in(make_citizen())
    later(client, seen_at=sessions.IDLE_CITIZEN + 1)

    answer = client.post(reverse("citizen:dossiers"), {"ho_ten": "Nguyễn Thị Mẫu"})

    assert answer.status_code == 401
    assert "Nguyễn Thị Mẫu" in answer.content.decode()


def test_signing_out_ends_the_session_here_and_in_the_browser() -> None:
    client = sign_in(make_citizen())
    key = str(client.session.session_key)

    answer = client.post(LOG_OUT)

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(pk=key).exists()
    client.cookies["sessionid"] = key
    assert not is_inside(client)


def test_who_stays_keeps_what_the_browser_has() -> None:
    answer = sign_in(make_citizen()).get(reverse("home"))

    assert "Clear-Site-Data" not in answer.headers


def test_a_closed_account_is_out_at_once_on_every_device() -> None:
    citizen = make_citizen()
    phone, desk = sign_in(citizen), sign_in(citizen)
    assert is_inside(phone)

    User.objects.filter(pk=citizen.pk).update(is_active=False)

    assert not is_inside(phone)
    assert not is_inside(desk)


def test_a_new_password_ends_the_other_sessions() -> None:
    citizen = make_citizen()
    here, elsewhere = enter(citizen), enter(citizen)
    fresh = "Sông-Mẫu-chảy-xuôi"

    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
    )

    assert is_inside(here)
    assert not is_inside(elsewhere)


def test_one_sees_and_ends_ones_other_sessions() -> None:
    citizen = make_citizen()
    here, elsewhere = enter(citizen), enter(citizen)

    page = here.get(reverse("usersessions_list"))
    here.post(reverse("usersessions_list"))

    assert page.status_code == 200
    assert is_inside(here)
    assert not is_inside(elsewhere)
