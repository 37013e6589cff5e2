"""Whose tries are counted: the reader's address, as our own servers saw it."""

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.addresses import address_of, ip_of

THEIRS, PROXY = "203.0.113.9", "10.0.0.2"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "", PROXY),
        (0, THEIRS, PROXY),  # nobody in front: the header is an invention
        (1, THEIRS, THEIRS),
        (1, f"198.51.100.1, {THEIRS}", THEIRS),  # forged, then written by ours
        (2, f"198.51.100.1, {THEIRS}, 10.0.0.1", THEIRS),
        (2, THEIRS, PROXY),  # fewer than we have servers: not from there
        (1, "", PROXY),
    ],
)
def test_the_address_is_what_the_first_of_our_servers_saw(
    settings: Settings, proxies: int, forwarded: str, seen: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": forwarded}
    )

    assert address_of(request) == seen


@pytest.mark.parametrize(
    ("peer", "kept"), [(THEIRS, THEIRS), ("", ""), ("unix:", ""), (f"{THEIRS}:80", "")]
)
def test_what_is_no_address_is_not_kept_as_one(peer: str, kept: str) -> None:
    assert ip_of(RequestFactory().get("/", REMOTE_ADDR=peer)) == kept


@pytest.mark.django_db
def test_a_forged_address_gives_no_new_tries(client: Client) -> None:
    for number in range(31):
        answer = client.post(
            "/tai-khoan/login/",
            {"login": f"ai{number}@mau.test", "password": "không"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )

    assert answer.status_code == 429
