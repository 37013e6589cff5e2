"""The panel of the demo: second factors that work, and nothing of it elsewhere."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from accounts import demo
from accounts.models import User
from tests.factories.accounts import sign_in

pytestmark = pytest.mark.django_db

PANEL = "/trinh-dien/"


def test_production_has_no_panel(client: Client, settings: Settings) -> None:
    settings.DEMO = False

    assert client.get(PANEL).status_code == 404


def test_an_official_signs_in_with_the_code_that_the_panel_shows(
    client: Client, settings: Settings
) -> None:
    settings.DEMO = True
    call_command("seed_demo", stdout=StringIO())
    official, _code = client.get(PANEL).context["officials"][0]

    asked = client.post(
        "/tai-khoan/login/", {"login": official.email, "password": demo.PASSWORD}
    )
    # Asked for at the last moment: a code holds for thirty seconds.
    page = client.get(PANEL)
    _official, code = page.context["officials"][0]
    assert code in page.content.decode()
    client.post(asked["Location"], {"code": code})

    assert client.session["_auth_user_id"] == str(
        User.objects.get(email=official.email).pk
    )
    assert client.get("/mot-cua/").status_code == 200


def test_the_cashier_of_the_demo_reaches_the_till(settings: Settings) -> None:
    settings.DEMO = True
    call_command("seed_demo", stdout=StringIO())
    client = sign_in(User.objects.get(email="thuquy@mau.test"))

    assert "Nguyễn Thu Mẫu" in client.get(PANEL).content.decode()
    assert client.get("/mot-cua/thu-ngan/").status_code == 200
    assert client.get("/mot-cua/thu-ngan/doi-soat/").status_code == 200
