"""A real browser for stories through both faces, checked on every page and state."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.test.client import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.factories.accounts import sign_in
from tests.journeys.person import Person

# Playwright runs a loop in this thread; our own queries beside it are synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser that `run.py test` found; without one, skip with the reason."""
    program = os.environ.get("PORTAL_BROWSER", "/usr/bin/chromium")
    if not os.path.exists(program):  # noqa: PTH110
        reason = os.environ.get("PORTAL_BROWSER_MISSING", "no Chromium or Chrome")
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield browser
        browser.close()


class Cast:
    """Opens a window for each person of the story."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.windows: list[Any] = []

    def enter(
        self,
        user: User | None = None,
        *,
        size: Any = DESKTOP,
        scripts: bool = True,
    ) -> Person:
        """Open a window, signed in with both factors if a user is given."""
        context = self.browser.new_context(
            viewport=size,
            java_script_enabled=scripts,
            base_url=self.address,
            locale="en-US",
        )
        self.windows.append(context)
        if user is not None:
            cookies = cookies_of(sign_in(user), self.address)
            context.add_cookies(cookies)
        page: Page = context.new_page()
        page.set_default_timeout(10_000)
        return Person(page, is_checked=scripts)

    def close(self) -> None:
        for window in self.windows:
            window.close()


def cookies_of(client: Client, address: str) -> list[Any]:
    """Return the client's cookies for the browser."""
    return [
        {"name": name, "value": morsel.value, "url": address}
        for name, morsel in client.cookies.items()
    ]


@pytest.fixture
def cast(chromium: Browser, live_server: LiveServer) -> Iterator[Cast]:
    """Return who opens windows on the running portal."""
    opened = Cast(chromium, live_server.url)
    yield opened
    opened.close()
