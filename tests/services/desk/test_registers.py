"""Registers at the desk: who writes them, what is refused, and what the pages say."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, User
from accounts.permissions import GRANTS, Permission, Role
from services.desk.registers import REGISTERS
from services.statistics import sheets
from services.statistics.models import OfficeSystem, Population, Target, WorkFiles
from tests.factories.accounts import make_agency, make_citizen, make_officer, sign_in
from tests.factories.dossiers import DIPLOMA, make_procedure
from tests.factories.registers import (
    integration,
    petitions,
    population,
    system,
    target,
    work_files,
)

pytestmark = pytest.mark.django_db

JANUARY = date(2026, 1, 1)


class City:
    """A city with a ward, the keepers of both, and the city's leader."""

    def __init__(self) -> None:
        self.top = make_agency("Thành phố Mẫu", level=Agency.Level.CITY)
        self.ward = make_agency("Phường Mẫu", parent=self.top)
        self.keeper = make_officer(Role.AGENCY_ADMIN, self.top)
        self.of_ward = make_officer(Role.AGENCY_ADMIN, self.ward)
        self.leader = make_officer(Role.LEADER, self.top)

    def entries(self) -> None:
        integration(make_procedure(DIPLOMA), self.keeper, JANUARY)
        system(self.ward, self.keeper, connected_since=JANUARY)
        population(self.top, self.keeper, 9_000_000, JANUARY)
        work_files(self.ward, self.keeper, 1_200, 1_500)
        petitions(self.ward, self.keeper, 3, 2)
        target(Target.Indicator.ONLINE, self.keeper, 45)


@pytest.fixture
def city() -> City:
    return City()


def page_of(user: User, name: str, *parts: Any, **asked: str) -> str:
    answer = sign_in(user).get(reverse(f"desk:{name}", args=parts), asked)
    assert answer.status_code == 200
    return answer.content.decode()


SAID = {
    "tich-hop": DIPLOMA,
    "he-thong": "LGSP của Thành phố",
    "dan-so": "9.000.000",
    "ho-so-cong-viec": "01/2026",
    "phan-anh": "PAKN",
    "muc-tieu": "45\u00a0%",
}


@pytest.mark.parametrize("key", REGISTERS)
def test_a_register_shows_its_entries_and_who_made_them(city: City, key: str) -> None:
    empty = page_of(city.keeper, "register", key)
    city.entries()

    page = page_of(city.keeper, "register", key)

    assert "Sổ chưa có dòng nào" in empty
    assert SAID[key] in page
    assert city.keeper.full_name in page
    assert "Ghi dòng mới" in page
    assert "Ghi dòng mới" not in page_of(city.leader, "register", key)


def test_a_keeper_below_sees_their_own_and_writes_no_register_of_all(
    city: City,
) -> None:
    city.entries()
    work_files(city.top, city.keeper, 5, 10)
    client = sign_in(city.of_ward)

    mine = page_of(city.of_ward, "register", "ho-so-cong-viec")
    of_all = page_of(city.of_ward, "register", "muc-tieu")
    new = client.get(reverse("desk:register_new", args=["muc-tieu"]))
    old = Target.objects.get()
    theirs = client.get(reverse("desk:register_entry", args=["muc-tieu", old.pk]))

    assert "Phường Mẫu" in mine
    assert "Thành phố Mẫu" not in mine.split("<tbody>")[1]
    assert "Ghi dòng mới" not in of_all
    assert (new.status_code, theirs.status_code) == (404, 404)


def test_what_is_entered_is_kept_and_corrected_with_its_past(city: City) -> None:
    client = sign_in(city.keeper)
    asked = {"agency": city.ward.pk, "month": "2026-02", "online": "5", "total": "9"}

    client.post(reverse("desk:register_new", args=["ho-so-cong-viec"]), asked)
    first = WorkFiles.objects.get()
    path = reverse("desk:register_entry", args=["ho-so-cong-viec", first.pk])
    shown = client.get(path).content.decode()
    after = client.post(path, asked | {"online": "7"}, follow=True).content.decode()

    assert 'value="2026-02"' in shown
    assert 'value="5"' in shown
    assert "Đã ghi vào sổ." in after
    assert WorkFiles.objects.current().get().online == 7
    assert "thay hoặc bỏ lúc" not in after
    assert f"{city.keeper.full_name} thay hoặc bỏ lúc" in page_of(
        city.keeper, "register", "ho-so-cong-viec", **{"da-sua": "1"}
    )
    assert "Dòng này đã được thay hoặc bỏ" in client.get(path).content.decode()


def test_numbers_are_read_as_people_write_them(city: City) -> None:
    client = sign_in(city.keeper)
    people = {"agency": city.top.pk, "as_of": "2026-01-01", "source": "Mẫu"}
    people |= {"residents": "9.000", "enterprises": "270 000"}
    of_all = {"indicator": "truc-tuyen", "year": "2026", "percent": "50,5"}

    client.post(reverse("desk:register_new", args=["dan-so"]), people)
    client.post(
        reverse("desk:register_new", args=["muc-tieu"]), of_all | {"source": "Mẫu"}
    )
    page = page_of(city.keeper, "register_new", "dan-so")

    kept = Population.objects.get()
    assert (kept.residents, kept.enterprises) == (9_000, 270_000)
    assert Target.objects.get().percent == Decimal("50.5")
    assert 'type="number"' not in page


def test_procedures_are_chosen_by_their_code(city: City) -> None:
    make_procedure(DIPLOMA)

    page = page_of(city.keeper, "register_new", "tich-hop")

    assert f">{DIPLOMA} " in page


def test_days_come_back_as_browsers_write_them(city: City) -> None:
    kept = population(city.top, city.keeper, 5, JANUARY)

    page = page_of(city.keeper, "register_entry", "dan-so", kept.pk)

    assert 'type="date"' in page
    assert 'value="2026-01-01"' in page


def test_an_entry_is_taken_out_once(city: City) -> None:
    kept = population(city.top, city.keeper, 5, JANUARY)
    client = sign_in(city.keeper)
    path = reverse("desk:register_entry", args=["dan-so", kept.pk])

    page = client.post(path, {"act": "take_out"}, follow=True).content.decode()

    assert "Đã bỏ dòng này khỏi sổ." in page
    assert not Population.objects.current().exists()
    again = client.post(path, {"act": "take_out"}, follow=True).content.decode()
    assert "vừa được người khác sửa" in again


BAD = [
    ("dan-so", {"residents": "0"}, "Số dân"),
    ("dan-so", {"source": ""}, "Nguồn"),
    ("ho-so-cong-viec", {"online": "8", "total": "7"}, "lớn hơn tổng số"),
    ("ho-so-cong-viec", {"month": "tháng hai"}, "Hãy ghi tháng như 2026-03."),
    ("ho-so-cong-viec", {"month": "2999-01"}, "Tháng không được ở tương lai."),
    ("he-thong", {"connected_since": "2026-02-01"}, "đủ ngày kết nối và nền tảng"),
    ("muc-tieu", {"percent": "101"}, "Tỷ lệ phải đạt"),
]
GOOD: dict[str, dict[str, str]] = {
    "dan-so": {"as_of": "2026-01-01", "residents": "9", "enterprises": "0"},
    "ho-so-cong-viec": {"month": "2026-01", "online": "1", "total": "2"},
    "he-thong": {"name": "Hệ Mẫu", "in_use_since": "2026-01-01"},
    "muc-tieu": {"indicator": "truc-tuyen", "year": "2026", "percent": "40"},
}


@pytest.mark.parametrize(("key", "wrong", "said"), BAD)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    city: City, key: str, wrong: dict[str, str], said: str
) -> None:
    known = {**GOOD[key], "agency": str(city.top.pk), "source": "Cục Thống kê Mẫu"}
    path = reverse("desk:register_new", args=[key])

    answer = sign_in(city.keeper).post(path, known | wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Cần sửa trước khi tiếp tục" in page
    assert said in page
    for name in REGISTERS[key].form.base_fields:
        assert (known | wrong).get(name, "") in page
    assert not REGISTERS[key].model._default_manager.exists()


def test_an_entry_that_is_there_already_is_said(city: City) -> None:
    system(city.ward, city.keeper)
    asked = {**GOOD["he-thong"], "agency": city.ward.pk}
    path = reverse("desk:register_new", args=["he-thong"])

    answer = sign_in(city.keeper).post(path, asked)

    assert answer.status_code == 422
    assert "đã có trong sổ của cơ quan" in answer.content.decode()
    assert OfficeSystem.objects.count() == 1


def test_an_office_that_is_not_theirs_cannot_be_chosen(city: City) -> None:
    asked = {**GOOD["he-thong"], "agency": city.top.pk}
    path = reverse("desk:register_new", args=["he-thong"])

    answer = sign_in(city.of_ward).post(path, asked)

    assert answer.status_code == 422
    assert not OfficeSystem.objects.exists()


def send(client: Client, text: str) -> Any:
    sheet = SimpleUploadedFile("bang.csv", text.encode())
    return client.post(reverse("desk:import_sheet"), {"bang": sheet}, follow=True)


def test_a_sheet_fills_the_register_and_says_how_much(city: City) -> None:
    client = sign_in(city.keeper)
    template = client.get(reverse("desk:sheet_template")).content.decode()
    filled = template.replace(f"{timezone.localdate():%Y-%m},,", "2026-01,3,4")

    first = send(client, filled).content.decode()
    again = send(client, filled).content.decode()

    assert "Đã đọc 2 dòng: 2 dòng mới, 0 dòng sửa, bỏ qua 0 dòng trống." in first
    assert "Đã đọc 2 dòng: 0 dòng mới, 0 dòng sửa, bỏ qua 0 dòng trống." in again
    assert WorkFiles.objects.count() == 2


def test_a_sheet_with_a_fault_writes_nothing_and_names_the_row(city: City) -> None:
    text = "\n".join(
        [
            ",".join(sheets.TITLES),
            f"{city.ward.identifier},2026-01,1,2",
            f"{city.top.identifier},2026-01,1,2",
        ]
    )

    answer = send(sign_in(city.of_ward), text)

    assert answer.status_code == 422
    assert "Dòng 3: Không có cơ quan" in answer.content.decode()
    assert "Chưa nhập dòng nào" in answer.content.decode()
    assert not WorkFiles.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Không thấy dòng tiêu đề"),
        ("x" * (sheets.MOST_BYTES + 1), "lớn hơn 1 MB"),
    ],
)
def test_a_file_that_is_no_sheet_is_said(city: City, text: str, said: str) -> None:
    answer = send(sign_in(city.keeper), text or "a,b")
    nothing = sign_in(city.keeper).post(reverse("desk:import_sheet"))

    assert said in answer.content.decode()
    assert "Hãy chọn tệp bảng số liệu." in nothing.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_only_keepers_write_and_only_overseers_read(city: City, role: Role) -> None:
    person = make_officer(role, city.top)
    keeps = Permission.KEEP_REGISTERS in GRANTS[role]
    reads = keeps or Permission.SEE_FIGURES in GRANTS[role]
    client = sign_in(person)

    def status(name: str, *parts: Any) -> int:
        return client.get(reverse(f"desk:{name}", args=parts)).status_code

    assert status("register", "dan-so") == (200 if reads else 403)
    assert status("registers") == (302 if reads else 403)
    for name, *parts in (
        ("register_new", "dan-so"),
        ("import_sheet",),
        ("sheet_template",),
    ):
        assert status(name, *parts) == (200 if keeps else 403)
    assert status("register_entry", "dan-so", 0) == (404 if keeps else 403)


def test_strangers_and_citizens_stay_outside() -> None:
    path = reverse("desk:register", args=["dan-so"])

    assert Client().get(path).status_code == 302
    assert sign_in(make_citizen()).get(path).status_code == 403


def test_who_keeps_registers_without_seeing_figures_finds_them(city: City) -> None:
    page = page_of(make_officer(Role.SYSTEM_ADMIN, city.top), "register", "dan-so")

    assert "Bảng điều hành" not in page
    assert reverse("desk:registers") in page


def test_a_register_that_is_not_there_is_not_found(city: City) -> None:
    path = reverse("desk:register", args=["khac"])

    assert sign_in(city.keeper).get(path).status_code == 404


def test_a_long_register_comes_in_pages_and_costs_the_same(
    city: City, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        day = JANUARY - timedelta(days=number)
        population(city.top, city.keeper, 1 + number, day)
    client, path = sign_in(city.keeper), reverse("desk:register", args=["dan-so"])
    client.get(path)

    with django_assert_max_num_queries(12):
        first = client.get(path).content.decode()
    second = client.get(path, {"trang": "2"}).content.decode()

    assert first.count('<tr><th scope="row">') == 50
    assert second.count('<tr><th scope="row">') == 10
    assert "trang=2" in first
    assert "trang=1" in second
