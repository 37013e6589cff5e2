"""Officials give a second factor, once per code, whatever way they come in."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.demo import current_code
from accounts.models import User
from accounts.permissions import Role
from tests.factories.accounts import PASSWORD, make_agency, make_officer
from tests.house.pages import Page, pages

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXA"  # known to everybody, for tests
LOG_IN = "/tai-khoan/login/"
DESK = [entry for entry in pages() if entry.name.startswith("desk:")]


@pytest.fixture
def officer() -> User:
    person = make_officer(Role.OFFICER, make_agency())
    person.set_password(PASSWORD)
    person.save()
    TOTP.activate(person, SECRET)
    return person


def password_given(officer: User, password: str = PASSWORD) -> Client:
    client = Client()
    answer = client.post(LOG_IN, {"login": officer.email, "password": password})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    return client


def give(client: Client, code: str) -> bool:
    client.post(reverse("mfa_authenticate"), {"code": code})
    return "_auth_user_id" in client.session


def test_a_password_alone_opens_nothing(officer: User) -> None:
    client = password_given(officer)

    assert "_auth_user_id" not in client.session


def test_a_code_opens_once(officer: User) -> None:
    first, second = password_given(officer), password_given(officer)
    code = current_code(SECRET)

    assert give(first, code)
    assert not give(second, code)


def test_codes_cannot_be_tried_out(officer: User) -> None:
    code = current_code(SECRET)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _try in range(5):
        assert not give(password_given(officer), wrong)

    assert not give(password_given(officer), code)


def test_a_new_password_does_not_go_round_the_second_factor(
    officer: User, mailoutbox: list[EmailMessage]
) -> None:
    client, fresh = Client(), "Sông-Mẫu chảy xuôi"
    client.post(reverse("account_reset_password"), {"email": officer.email})
    link = re.search(r"http://testserver(\S+)", str(mailoutbox[0].body))
    assert link
    form = client.get(link[1], follow=True).redirect_chain[-1][0]

    client.post(form, {"password1": fresh, "password2": fresh})

    assert "_auth_user_id" not in client.session
    assert "_auth_user_id" not in password_given(officer, fresh).session


@pytest.mark.parametrize("entry", DESK, ids=lambda entry: entry.name)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_whole_desk_asks_for_it(officer: User, entry: Page, method: str) -> None:
    client = Client()
    client.force_login(officer)

    answer = client.generic(method, entry.address)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_its_secret_lies_sealed(officer: User) -> None:
    kept = Authenticator.objects.get(user=officer)

    assert SECRET not in str(kept.data)
    assert TOTP(kept).validate_code(current_code(SECRET))
