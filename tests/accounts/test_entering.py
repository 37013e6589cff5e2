"""What allauth asks of us, and the second factor that officials must give."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client, RequestFactory

from accounts.adapter import AccountAdapter
from accounts.models import Agency, User
from accounts.permissions import Role
from accounts.seeding import seed_agencies, seed_demo_people
from tests.factories.accounts import (
    PASSWORD,
    make_agency,
    make_citizen,
    make_officer,
)

pytestmark = pytest.mark.django_db

ADAPTER = AccountAdapter()
PHONE = "+84901234567"


def test_a_phone_is_changed_and_verified_through_the_adapter() -> None:
    person = make_citizen()
    assert ADAPTER.get_phone(person) is None

    ADAPTER.set_phone(person, PHONE, verified=False)
    assert ADAPTER.get_phone(person) == (PHONE, False)
    ADAPTER.set_phone_verified(person, PHONE)

    person.refresh_from_db()
    assert ADAPTER.get_phone(person) == (PHONE, True)
    assert ADAPTER.get_user_by_phone("0901 234 567") == person


def test_the_phone_field_is_ours_and_may_stay_empty() -> None:
    field = ADAPTER.phone_form_field(label="x", required=False)

    assert str(field.label) == "Số điện thoại"
    assert field.clean("") == ""
    assert field.clean("0901234567") == PHONE


def test_a_person_is_made_from_the_form_and_saved_only_when_asked() -> None:
    class Filled:
        cleaned_data = {
            "full_name": "H'Hen Niê",
            "email": "",
            "phone": PHONE,
            "password1": "Mau-2026-khong-that",
        }

    request = RequestFactory().get("/")
    person = ADAPTER.save_user(request, User(), Filled(), commit=False)

    assert (person.email, person.phone) == (None, PHONE)
    assert not User.objects.filter(full_name="H'Hen Niê").exists()


@pytest.mark.parametrize("has_one", [False, True])
def test_without_a_second_factor_the_desk_leads_to_giving_or_making_one(
    *, has_one: bool
) -> None:
    officer = make_officer(Role.OFFICER, make_agency())
    if has_one:
        TOTP.activate(officer, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(officer)

    answer = client.get("/mot-cua/?q=x")

    page = "reauthenticate" if has_one else "activate"
    assert page in answer["Location"]
    assert answer["Location"].endswith("next=%2Fmot-cua%2F%3Fq%3Dx")


def test_seeding_twice_adds_nothing() -> None:
    added = seed_agencies()
    seed_demo_people()
    counts = User.objects.count(), Authenticator.objects.count()

    assert added > 500
    assert seed_agencies() == 0
    seed_demo_people()
    assert counts == (User.objects.count(), Authenticator.objects.count())


def test_districts_end_where_the_communes_of_today_begin() -> None:
    seed_agencies()

    districts = Agency.objects.filter(level=Agency.Level.DISTRICT)
    commune = Agency.objects.get(identifier="H29.26740")

    assert districts.filter(valid_to=None).count() == 0
    assert commune.predecessors.exists()
    assert commune.path.startswith(str(Agency.objects.get(identifier="H29").pk))


def test_officials_land_at_their_desk_and_citizens_at_home() -> None:
    request = RequestFactory().get("/")
    request.user = make_officer(Role.OFFICER, make_agency())
    assert ADAPTER.get_login_redirect_url(request) == "/mot-cua/"

    request.user = make_citizen()
    assert ADAPTER.get_login_redirect_url(request) == "/"


def test_the_devices_and_the_phone_are_shown_as_people_read_them() -> None:
    person = make_citizen()
    person.set_password(PASSWORD)
    person.save()
    ADAPTER.set_phone(person, PHONE, verified=False)
    window = Client()
    window.post("/tai-khoan/login/", {"login": PHONE, "password": PASSWORD})

    devices = window.get("/tai-khoan/sessions/").content.decode()
    phone = window.get("/tai-khoan/phone/change/").content.decode()

    assert "Thiết bị này" in devices
    assert "0901 234 567" in phone
