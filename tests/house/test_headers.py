"""Whatever the portal answers, the browser is told to trust nothing but us."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office
from tests.house.pages import Page, pages

POLICY = (
    "default-src 'none'; script-src 'strict-dynamic'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NONCE = re.compile(r"'nonce-[\w-]{20,}' ")
WRONG = [Page("nothing there", "/khong-co/", pages), Page("nonsense", "/%00/", pages)]


@pytest.mark.django_db
@pytest.mark.parametrize("entry", [*pages(), *WRONG], ids=lambda entry: entry.name)
def test_every_answer_carries_the_strict_policy(client: Client, entry: Page) -> None:
    client.raise_request_exception = False

    headers = client.get(entry.address).headers

    assert NONCE.sub("", headers["Content-Security-Policy"]) == POLICY
    assert {name: headers.get(name) for name in OTHERS} == OTHERS
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Request-ID"]
    assert "Access-Control-Allow-Origin" not in headers


def test_the_policy_allows_nothing_unsafe() -> None:
    assert "unsafe" not in str(settings.SECURE_CSP)
    assert not settings.SECURE_CSP_REPORT_ONLY


@pytest.mark.django_db
def test_each_page_has_a_nonce_of_its_own(client: Client) -> None:
    nonces = {
        found[0]
        for _ in range(3)
        if (found := NONCE.search(client.get("/").headers["Content-Security-Policy"]))
    }

    assert len(nonces) == 3


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
@pytest.mark.django_db
def test_other_sites_may_not_read_our_answers(client: Client, origin: str) -> None:
    response = client.get("/", headers={"Origin": origin})

    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/static/portal/portal.js", "/static/khong-co.js", "/thu-tuc/%00/"]
)
def test_files_and_refusals_carry_it_too(client: Client, address: str) -> None:
    headers = client.get(address).headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert {name: headers.get(name) for name in OTHERS} == OTHERS


@pytest.mark.django_db
def test_a_download_keeps_its_sandbox() -> None:
    filed = Office().submitted()
    assert filed.applicant
    slip = reverse("citizen:slip", args=[filed.public_id, "to-khai"])

    headers = sign_in(filed.applicant).get(slip).headers

    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert {name: headers.get(name) for name in OTHERS} == OTHERS


@pytest.mark.django_db
@pytest.mark.parametrize("entry", [*pages()], ids=lambda entry: entry.name)
def test_text_says_how_it_is_written(client: Client, entry: Page) -> None:
    answer = client.get(entry.address)

    kind = answer.headers.get("Content-Type", "")
    assert not answer.content or "charset=utf-8" in kind or kind == "application/json"


def test_static_files_are_there_to_be_found() -> None:
    assert finders.find("portal/portal.js")
