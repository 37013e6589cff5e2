"""Health tells a load balancer what it needs and a stranger nothing."""

import logging
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings


@pytest.fixture
def cache_is_gone(settings: Settings) -> Iterator[None]:
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    }
    yield
    caches.close_all()


@pytest.fixture
def database_is_gone(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    settings = connection.settings_dict
    host, name = settings["HOST"], settings["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        settings["HOST"] = "/nowhere"
        try:
            yield
        finally:
            connection.close()
            settings["HOST"], settings["NAME"] = host, name


def test_a_living_process_says_so_without_asking_anybody(
    client: Client, cache_is_gone: None
) -> None:
    response = client.get("/suc-khoe/song")

    assert response.json() == {"status": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_portal_with_its_engines_is_ready(client: Client) -> None:
    response = client.get("/suc-khoe/san-sang")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": True, "cache": True}


@pytest.mark.django_db
def test_a_portal_without_its_cache_is_not_ready(
    client: Client, cache_is_gone: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL):
        response = client.get("/suc-khoe/san-sang")

    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "database": True,
        "cache": False,
    }


def test_a_portal_without_its_database_is_not_ready(
    client: Client, database_is_gone: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL):
        response = client.get("/suc-khoe/san-sang")

    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "database": False,
        "cache": True,
    }
