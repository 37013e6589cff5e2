"""What every request passes through."""

import gzip

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from portal.middleware.requests import new_reference

pytestmark = pytest.mark.django_db


def test_each_request_has_a_number_of_its_own(client: Client) -> None:
    numbers = {client.get("/tro-giup/").headers["X-Request-ID"] for _ in range(3)}

    assert len(numbers) == 3
    assert len(new_reference()) == 10


def test_vietnamese_is_spoken_whatever_the_browser_prefers(client: Client) -> None:
    response = client.get("/tro-giup/", headers={"Accept-Language": "en"})

    assert response.headers["Content-Language"] == "vi"
    assert '<html lang="vi"' in response.content.decode()


@pytest.mark.parametrize(
    ("chosen", "spoken"), [("en", "en"), ("vi", "vi"), ("xx", "vi")]
)
def test_the_reader_chooses_the_language_in_a_cookie(
    client: Client, settings: Settings, chosen: str, spoken: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen

    response = client.get("/tro-giup/")

    assert response.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}"' in response.content.decode()


def test_pages_of_somebody_who_is_signed_in_are_kept_nowhere(client: Client) -> None:
    assert "Cache-Control" not in client.get("/tro-giup/").headers

    client.force_login(
        User.objects.create_user(full_name="Nguyễn Thị Mẫu", email="mau@mau.test")
    )

    assert client.get("/tro-giup/").headers["Cache-Control"] == "no-store"


def test_pages_travel_compressed_and_nothing_else_does(client: Client) -> None:
    read = {"accept-encoding": "gzip"}

    page = client.get("/tro-giup/", headers=read)
    other = client.get("/suc-khoe/song", headers=read)

    assert page["Content-Encoding"] == "gzip"
    assert "Trợ giúp" in gzip.decompress(page.content).decode()
    assert "Content-Encoding" not in other
