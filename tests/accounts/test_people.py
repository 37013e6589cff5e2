"""People and offices: what they may, where, and while their posting lasts."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Agency, Identity, Posting, User
from accounts.permissions import GRANTS, REACHES_DOWN, Permission, Role
from tests.factories.accounts import make_agency, make_citizen, make_officer

pytestmark = pytest.mark.django_db

NUMBER = "079190012345"


def test_names_are_kept_composed_and_found_folded() -> None:
    person = make_citizen("Nguye\u0302\u0303n Thị Mẫu")

    assert person.full_name == "Nguyễn Thị Mẫu"
    assert person.folded_name == "nguyen thi mau"
    assert str(person) == "Nguyễn Thị Mẫu"


def test_a_phone_lies_sealed_and_is_found_by_its_index() -> None:
    person = User.objects.create_user(full_name="Mẫu", phone="+84901234567")

    assert b"901234567" not in bytes(person.sealed_phone or b"")
    assert User.objects.with_phone("+84901234567").get() == person
    assert person.phone == "+84901234567"


def test_nobody_is_without_a_way_to_be_reached() -> None:
    nobody = User(full_name="Mẫu")
    nobody.set_password("x")

    with pytest.raises(ValidationError, match="Cần thư điện tử hoặc số điện thoại"):
        nobody.full_clean()


def test_an_address_has_one_account_whatever_its_case() -> None:
    User.objects.create_user(full_name="Mẫu", email="mot@mau.test")
    twin = User(full_name="Mẫu", email="MOT@mau.test")
    twin.set_password("x")

    with pytest.raises(ValidationError, match="đã có tài khoản"):
        twin.full_clean()


def test_log_in_finds_an_address_whatever_its_case() -> None:
    person = User.objects.create_user(full_name="Mẫu", email="mot@mau.test")

    assert User.objects.get_by_natural_key("MOT@mau.test") == person


def test_a_number_of_the_state_lies_sealed_shown_masked_and_belongs_to_one() -> None:
    card = Identity(user=make_citizen(), kind=Identity.Kind.CITIZEN_NUMBER)
    card.set_number(NUMBER)
    card.save()
    other = Identity(user=make_citizen(), kind=Identity.Kind.CITIZEN_NUMBER)
    other.set_number(NUMBER)

    assert card.number == NUMBER
    assert str(card) == "citizen_number 079******345"
    assert NUMBER.encode() not in bytes(card.sealed_number)
    with pytest.raises(ValidationError, match="đã thuộc một tài khoản"):
        other.full_clean()


def test_offices_and_postings_end_after_they_begin() -> None:
    agency = make_agency()
    agency.valid_to = agency.valid_from - timedelta(days=1)
    posting = Posting(
        user=make_citizen(),
        agency=make_agency(),
        role=Role.OFFICER,
        valid_from=date(2026, 1, 2),
        valid_to=date(2026, 1, 1),
    )

    for wrong in (agency, posting):
        with pytest.raises(ValidationError, match="sau ngày bắt đầu"):
            wrong.full_clean()


def test_a_posting_and_an_office_say_what_they_are() -> None:
    agency = make_agency("Phường Mẫu")
    officer = make_officer(Role.OFFICER, agency)

    assert str(agency) == "Phường Mẫu"
    posting = officer.postings.get()
    assert str(posting) == f"{officer.pk} officer @ {agency.pk}"


def test_offices_exist_on_days_and_below_others() -> None:
    city = make_agency("Thành phố", level=Agency.Level.CITY)
    ward = make_agency("Phường", parent=city, valid_to=date(2025, 6, 30))

    assert ward in Agency.objects.valid_on(date(2025, 6, 30))
    assert ward not in Agency.objects.valid_on(date(2025, 7, 1))
    assert ward.is_under(city)
    assert not city.is_under(ward)


TODAY = timezone.localdate
DAYS = st.sampled_from([-400, -1, 0, 1, 400])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    role=st.sampled_from(Role),
    permission=st.sampled_from(Permission),
    begins=DAYS,
    lasts=st.none() | st.integers(0, 400),
    where=st.sampled_from(["here", "above", "below", "elsewhere"]),
    is_active=st.booleans(),
)
@example(
    role=Role.AUDITOR,
    permission=Permission.SEE_DOSSIERS,
    begins=-1,
    lasts=None,
    where="below",
    is_active=True,
)
def test_one_may_exactly_what_a_valid_posting_gives(
    role: Role,
    permission: Permission,
    begins: int,
    lasts: int | None,
    where: str,
    *,
    is_active: bool,
) -> None:
    above = make_agency()
    here = make_agency(parent=above)
    offices = {
        "above": above,
        "here": here,
        "below": make_agency(parent=here),
        "elsewhere": make_agency(),
    }
    person = make_citizen()
    person.is_active = is_active
    first = TODAY() + timedelta(days=begins)
    last = None if lasts is None else first + timedelta(days=lasts)
    Posting.objects.create(
        user=person, agency=here, role=role, valid_from=first, valid_to=last
    )

    is_valid = first <= TODAY() and (last is None or last >= TODAY())
    reaches = where == "here" or (where == "below" and role in REACHES_DOWN)
    may = is_active and is_valid and reaches and permission in GRANTS[role]

    assert person.has_permission(permission, offices[where]) == may
    assert (offices[where] in person.agencies_with(permission)) == may
    assert person.is_official == is_valid
