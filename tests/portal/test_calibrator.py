"""The unit of measurement exists in the demo alone."""

import pytest
from django.test import Client
from pytest_django import Settings

from services.dossiers.models import Subscription

pytestmark = pytest.mark.django_db


def test_it_writes_one_row_and_needs_nobody(client: Client, settings: Settings) -> None:
    settings.DEMO = True

    answers = [client.post("/trinh-dien/chuan/").status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert Subscription.objects.get(name="calibrator").position == 2


def test_production_does_not_know_it(client: Client, settings: Settings) -> None:
    settings.DEMO = False

    assert client.post("/trinh-dien/chuan/").status_code == 404
    assert not Subscription.objects.filter(name="calibrator").exists()
