"""A password is long enough for what it opens, and never the name of the place."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from accounts.vietnamese import nfc
from tests.factories.accounts import (
    PASSWORD,
    make_agency,
    make_citizen,
    make_officer,
    sign_in,
)

pytestmark = pytest.mark.django_db

LOG_IN = "/tai-khoan/login/"


@pytest.mark.parametrize(
    "password",
    [
        "Sông-Mẫu 7",
        "🔑🔑🔑🔑🔑🔑🔑🔑🔑",
        "ba con vịt ở hochiminh",
        "x" * 64 + "ngựa" * 16,
    ],
)
def test_any_signs_will_do_if_there_are_enough(password: str) -> None:
    validate_password(password, User(full_name="Nguyễn Thị Mẫu"))


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("ngan-7!", "Mật khẩu quá ngắn"),
        ("x1" * 65, "dài nhất 128 ký tự"),
        ("password1", "quá nhiều người dùng"),
        ("DichVuCong2026!", "tên của cổng"),
        ("Một Cửa 123456", "tên của cổng"),
        ("motcua-hochiminh", "tên của cổng"),
        ("nguyenthimau", "họ tên hoặc số điện thoại"),
        ("Nguyễn Thị Mẫu 90", "họ tên hoặc số điện thoại"),
    ],
)
def test_what_is_tried_first_is_refused(password: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, User(full_name="Nguyễn Thị Mẫu"))

    assert sentence in " ".join(refusal.value.messages)


def test_officials_need_fifteen_characters() -> None:
    officer = make_officer(Role.OFFICER, make_agency())

    with pytest.raises(ValidationError, match="ít nhất 15 ký tự"):
        validate_password("Sông-Mẫu 7", officer)
    validate_password("Sông-Mẫu 7", make_citizen())
    validate_password("Sông-Mẫu chảy 7", officer)


@pytest.fixture
def citizen() -> User:
    person = make_citizen()
    person.set_password(PASSWORD)
    person.save()
    return person


def try_password(person: User, password: str, address: str) -> Client:
    client = Client(REMOTE_ADDR=address)
    client.post(LOG_IN, {"login": person.email, "password": password})
    return client


def test_a_password_cannot_be_tried_out_from_many_addresses(citizen: User) -> None:
    for number in range(5):
        try_password(citizen, "không phải", f"10.0.0.{number}")

    stopped = try_password(citizen, PASSWORD, "10.0.0.99")

    assert "_auth_user_id" not in stopped.session


def test_many_accounts_cannot_be_tried_out_from_one_address(citizen: User) -> None:
    for number in range(10):
        client = Client(REMOTE_ADDR="10.0.0.1")
        client.post(LOG_IN, {"login": f"ai{number}@mau.test", "password": "không"})

    assert "_auth_user_id" not in try_password(citizen, PASSWORD, "10.0.0.1").session
    assert "_auth_user_id" in try_password(citizen, PASSWORD, "10.0.0.2").session


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(
    citizen: User,
) -> None:
    answers = [
        Client().post(LOG_IN, {"login": login, "password": "không phải"})
        for login in (citizen.email, "ai-do@mau.test")
    ]

    said = [str(answer.context["form"].errors) for answer in answers]
    assert said[0] == said[1]
    assert answers[0].status_code == answers[1].status_code == 200


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(
    citizen: User, mailoutbox: list[EmailMessage]
) -> None:
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (citizen.email, "ai-do@mau.test")
    ]

    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert [mail.to for mail in mailoutbox] == [[citizen.email], ["ai-do@mau.test"]]


def test_changing_how_one_is_reached_asks_for_the_password_again(
    citizen: User,
) -> None:
    client = sign_in(citizen)

    answer = client.post(
        reverse("account_email"), {"email": "khac@mau.test", "action_add": ""}
    )

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_a_new_password_is_told_to_the_address(
    citizen: User, mailoutbox: list[EmailMessage]
) -> None:
    client = try_password(citizen, PASSWORD, "10.0.0.1")
    fresh = "Sông-Mẫu chảy xuôi"

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
    )

    (mail,) = mailoutbox
    assert "Đã đổi mật khẩu" in mail.subject
    assert mail.to == [citizen.email]


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https:evil", "/\\evil"])
def test_signing_in_never_leads_to_another_site(citizen: User, elsewhere: str) -> None:
    answer = Client().post(
        LOG_IN, {"login": citizen.email, "password": PASSWORD, "next": elsewhere}
    )

    assert answer.headers["Location"] == "/"


def sign_up(**said: str) -> str:
    """Return what the page answers to somebody who signs up."""
    password = said.pop("password", "tôi đi chợ Bến Mẫu")
    data = {"password1": password, "password2": password, **said}
    answer = Client().post("/tai-khoan/signup/", data)
    return answer.content.decode()


@pytest.mark.parametrize("password", ["0912345678", "Y-Bhăm-Êban", "ybhameban1"])
def test_who_signs_up_chooses_neither_name_nor_phone_as_password(password: str) -> None:
    page = sign_up(full_name="Y Bhăm Êban", phone="0912 345 678", password=password)

    assert "họ tên hoặc số điện thoại" in page
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["1234 <b>", "Mẫu 2", "…", "a@mau.test"])
def test_a_number_or_a_sign_is_no_name(name: str) -> None:
    assert "chỉ gồm chữ" in sign_up(full_name=name, phone="0912345678")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["H'Hen Niê", "Y-Bhăm Êban", "Vừ A Dính", "Ka’ Mẫu", "Nguye\u0302\u0303n Mẫu"],
)
def test_names_of_every_people_of_the_country_are_taken(name: str) -> None:
    sign_up(full_name=name, phone="0912345678")

    assert User.objects.get().full_name == nfc(name)


def test_the_sign_up_form_says_once_that_a_field_may_stay_empty() -> None:
    page = Client().get("/tai-khoan/signup/").content.decode()

    assert page.count("(không bắt buộc)") == 2, "phone and e-mail, once each"
