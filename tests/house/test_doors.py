"""Closed by default: the pages that need no account are a list, read aloud here."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.house.pages import Page, pages

PUBLIC = {
    "home",
    "search",
    "procedure",
    "lookup",
    "scanned",
    "rating",
    "receipt_check",
    "receipt_scanned",
    "figures",
    "figures_csv",
    "figures_svg",
    "definitions",
    "indicators",
    "indicators_csv",
    "indicators_svg",
    "money_figures",
    "opendata",
    "opendata_csv",
    "opendata_json",
    "help",
    "preferences",
    "set_language",
    "demo",
    "calibrate",
    "health_live",
    "health_ready",
    # Machines, known by their signature.
    "api:vnpay_ipn",
    "api:platform_confirm",
}
# What allauth must show before somebody is signed in.
ENTRANCE = {
    "account_signup",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_verify_phone",
    "account_confirm_login_code",
    "mfa_authenticate",
}
PAGES = list(pages())


def is_public(view: Callable[..., Any]) -> bool:
    return not getattr(view, "login_required", True)


def test_pages_are_private_unless_listed() -> None:
    assert {page.name for page in PAGES if is_public(page.view)} == PUBLIC | ENTRANCE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "entry", [p for p in PAGES if not is_public(p.view)], ids=lambda p: p.name
)
def test_a_stranger_is_sent_to_sign_in(client: Client, entry: Page) -> None:
    response = client.get(entry.address)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/tai-khoan/login/?next=")
