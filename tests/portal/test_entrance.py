"""Signing up, signing in, and the pages of one's own account."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.accounts import make_citizen, sign_in

pytestmark = pytest.mark.django_db

SIGN_UP, LOG_IN = "/tai-khoan/signup/", "/tai-khoan/login/"
PASSWORD = "Mau-2026-khong-that"
NEW = {
    "full_name": "H'Hen Niê Mẫu",
    "email": "hhen@mau.test",
    "phone": "0901 234 567",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def test_a_new_person_is_signed_in_at_once_with_name_and_phone(client: Client) -> None:
    answer = client.post(SIGN_UP, NEW)

    person = User.objects.get(email="hhen@mau.test")
    assert answer.status_code == 302
    assert person.full_name == "H'Hen Niê Mẫu"
    assert person.phone == "+84901234567"
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("login", ["hhen@mau.test", "0901234567", "+84 901 234 567"])
def test_one_signs_in_by_e_mail_and_by_phone(client: Client, login: str) -> None:
    client.post(SIGN_UP, NEW)
    fresh = Client()

    fresh.post(LOG_IN, {"login": login, "password": PASSWORD})

    assert "_auth_user_id" in fresh.session


@pytest.mark.parametrize("left_out", ["email", "phone"])
def test_a_phone_or_an_e_mail_is_enough(client: Client, left_out: str) -> None:
    client.post(SIGN_UP, NEW | {left_out: ""})
    login = NEW["phone"] if left_out == "email" else NEW["email"]
    fresh = Client()

    fresh.post(LOG_IN, {"login": login, "password": PASSWORD})

    assert User.objects.get().full_name == "H'Hen Niê Mẫu"
    assert "_auth_user_id" in fresh.session


@pytest.mark.parametrize("taken", ["email", "phone"])
def test_what_has_an_account_already_is_said_beside_the_field(
    client: Client, taken: str
) -> None:
    client.post(SIGN_UP, NEW)
    other = NEW | {"email": "khac@mau.test", "phone": "0912345678", taken: NEW[taken]}

    answer = Client().post(SIGN_UP, other)

    assert answer.status_code == 200
    assert answer.context["form"].errors[taken]
    assert "H&#x27;Hen Niê Mẫu" in answer.content.decode()
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "khong-phai"}, "thư điện tử"),
        ({"phone": "12"}, "Số điện thoại"),
        ({"full_name": " "}, "Hãy"),
        ({"phone": "", "email": ""}, "số điện thoại hoặc thư điện tử"),
        ({"password2": "khac-han-2026"}, "mật khẩu"),
        ({"password1": "12345678", "password2": "12345678"}, "ật khẩu"),
    ],
)
def test_a_wrong_sign_up_comes_back_in_vietnamese(
    client: Client, wrong: dict[str, str], sentence: str
) -> None:
    page = client.post(SIGN_UP, NEW | wrong)

    errors = str(page.context["form"].errors)
    assert sentence.casefold() in errors.casefold()
    assert not User.objects.exists()


@pytest.mark.ignore_template_errors  # the library's own page of second factors
@pytest.mark.parametrize(
    "page", ["email/", "password/change/", "2fa/", "sessions/", "logout/"]
)
def test_every_page_of_ones_account_shows(page: str) -> None:
    client = sign_in(make_citizen())

    answer = client.get(f"/tai-khoan/{page}", follow=True)

    assert answer.status_code == 200
    assert 'lang="vi"' in answer.content.decode()
