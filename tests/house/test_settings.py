"""What the settings make of a production's environment."""

import os
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as in_tests

from tests.factories import providers
from tests.house.production import PRODUCTION

SETTINGS = Path(__file__).parent.parent.parent / "portal" / "settings.py"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Return what reads the settings of a production that is told more."""

    def settings_of(**more: str) -> dict[str, Any]:
        for name in os.environ:
            monkeypatch.delenv(name)
        for name, value in {**PRODUCTION, **more}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return settings_of


@pytest.fixture
def production(read: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return read()


def test_cookies_are_bound_to_the_host_and_to_https(production: dict[str, Any]) -> None:
    assert production["SESSION_COOKIE_NAME"] == "__Host-session"
    assert production["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert production["LANGUAGE_COOKIE_NAME"] == "__Host-language"
    assert production["COOKIE_PREFIX"] == "__Host-"  # of text size and colours
    assert production["SESSION_COOKIE_SECURE"]
    assert production["LANGUAGE_COOKIE_SECURE"]
    assert production["CSRF_COOKIE_SECURE"]
    assert "SESSION_COOKIE_DOMAIN" not in production


def test_one_server_in_front_is_expected_and_believed(
    production: dict[str, Any],
) -> None:
    assert production["PROXIES"] == production["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert in_tests.PROXIES == 0


def test_browsers_are_told_to_stay_on_https_for_two_years(
    production: dict[str, Any],
) -> None:
    assert production["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert production["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert production["SECURE_SSL_REDIRECT"]


def test_web_processes_share_connections_and_tests_do_not(
    production: dict[str, Any],
) -> None:
    assert production["DATABASES"]["default"]["OPTIONS"]["pool"]["max_size"] == 8
    assert "pool" not in in_tests.DATABASES["default"]["OPTIONS"]


def test_files_go_to_the_bucket_and_are_private(production: dict[str, Any]) -> None:
    storage = production["STORAGES"]["default"]

    assert storage["BACKEND"] == "storages.backends.s3.S3Storage"
    assert storage["OPTIONS"]["default_acl"] == "private"
    assert not storage["OPTIONS"]["file_overwrite"]


def test_nothing_of_the_demo_is_on(production: dict[str, Any]) -> None:
    assert not production["DEBUG"]
    assert not production["DEMO"]
    assert production["LOGGING"]["handlers"]["stderr"]["formatter"] == "json"


def test_passwords_cost_what_rule_and_machine_allow() -> None:
    assert in_tests.PASSWORD_HASHERS == ["accounts.hashers.PortalArgon2"]


def test_a_form_may_be_sent_on_to_the_providers_and_nowhere_else(
    production: dict[str, Any], read: Callable[..., dict[str, Any]]
) -> None:
    assert production["SECURE_CSP"]["form-action"] == ["'self'"]

    paying = read(
        **providers.VNPAY,
        **providers.PLATFORM,
        PLATFORM_PAGES="https://thanhtoan.mau.test/x",
    )

    assert paying["SECURE_CSP"]["form-action"] == [
        "'self'",
        "https://vnpay.mau.test",
        "https://nentang.mau.test",
        "https://thanhtoan.mau.test",
    ]
