"""The page of indicators: at the desk for whoever sees figures, in public for all."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from accounts.permissions import GRANTS, Permission, Role
from services.procedures.definition import Channel
from tests.factories.accounts import make_agency, make_officer, sign_in
from tests.factories.dossiers import DIPLOMA, make_procedure
from tests.factories.facts import make_facts
from tests.factories.registers import work_files
from tests.services.desk.test_figures import COUNT, LINK

pytestmark = pytest.mark.django_db

YEAR = timezone.localdate().year
MONTH = timezone.localdate().replace(month=1, day=1)


class City:
    """A city whose ward has handled too few of its work files online."""

    def __init__(self) -> None:
        self.top = make_agency("Thành phố Mẫu", level=Agency.Level.CITY)
        self.ward = make_agency("Phường Mẫu", parent=self.top)
        self.leader = make_officer(Role.LEADER, self.top)
        work_files(self.ward, self.leader, 1, 10, MONTH)


@pytest.fixture
def city() -> City:
    return City()


def test_the_page_says_where_each_stands_and_who_misses(city: City) -> None:
    page = sign_in(city.leader).get(reverse("desk:indicators")).content.decode()

    assert f"Chỉ tiêu năm {YEAR}" in page
    assert "10,0\u00a0%" in page
    assert "1 trên 10" in page
    assert "Chưa đạt" in page
    assert "Cơ quan chưa đạt: Hồ sơ công việc xử lý trên mạng, cấp xã" in page
    assert f"?co-quan={city.ward.identifier}&amp;nam={YEAR}" in page
    assert "Cổng chưa có kho giấy tờ" in page
    assert "Mục tiêu theo: Kế hoạch năm 2021" in page


def test_a_chart_is_drawn_where_there_is_something_to_draw(city: City) -> None:
    page = sign_in(city.leader).get(reverse("desk:indicators")).content.decode()

    drawn = re.findall(r'<figure class="chart exhibit" id="([^"]+)"', page)
    said = re.findall(
        r'<section class="exhibit" id="[^"]+"><h2>.+?</h2><p>(.+?)<', page
    )
    assert drawn == ["ho-so-cong-viec-xa", "ho-so-cong-viec-xa-chua-dat"]
    assert "Chưa nhập số hồ sơ công việc vào sổ theo dõi." in said


def test_who_hears_a_chart_hears_where_its_numbers_are(city: City) -> None:
    client, key = sign_in(city.leader), "ho-so-cong-viec-xa"

    page = client.get(reverse("desk:indicators")).content.decode()
    file = client.get(reverse("desk:indicators_svg", args=[key])).content.decode()

    name = "Hồ sơ công việc xử lý trên mạng, cấp xã"
    where = "Số liệu của hình ở trong bảng bên dưới."
    wide, narrow = re.findall(r'<svg role="img" aria-label="([^"]+)"', page)
    assert wide == narrow == f"{name}. {where}"
    # A file has no table below it.
    assert f'aria-label="{name}"' in file


def test_numbers_of_dossiers_open_their_lists(city: City) -> None:
    procedure, today = make_procedure(DIPLOMA), timezone.localdate()
    make_facts(city.ward, procedure, day=today)
    make_facts(city.ward, procedure, channel=Channel.COUNTER, count=4, day=today)
    client = sign_in(city.leader)

    page = client.get(reverse("desk:indicators")).content.decode()
    links = LINK.findall(unescape(page))

    assert {number for _link, number in links} == {"1", "5"}
    for link, number in links:
        listed = COUNT.search(client.get(link).content.decode())
        assert listed is not None
        assert listed[1] == number
    month = f"?co-quan={city.top.identifier}&amp;ky={today:%Y-%m}"
    assert page.count(reverse("desk:board") + month) == 1  # registers have none


def test_another_year_can_be_asked_about(city: City) -> None:
    client = sign_in(city.leader)

    past = client.get(reverse("desk:indicators"), {"nam": "2021"}).content.decode()
    odd = client.get(reverse("desk:indicators"), {"nam": "²"}).content.decode()

    assert "Chỉ tiêu năm 2021" in past
    assert f"Chỉ tiêu năm {YEAR}" in odd


def test_the_public_sees_the_same_numbers(client: Client, city: City) -> None:
    page = client.get(reverse("indicators")).content.decode()

    assert "1 trên 10" in page
    assert f"{reverse('figures')}?co_quan={city.ward.identifier}" in page
    assert reverse("indicators") in client.get(reverse("figures")).content.decode()


def test_without_a_city_the_public_page_says_so(client: Client) -> None:
    page = client.get(reverse("indicators")).content.decode()

    assert "Chưa có cơ quan nào" in page


@pytest.mark.parametrize("prefix", ["", "desk:"])
def test_tables_and_pictures_leave_as_files(city: City, prefix: str) -> None:
    client = sign_in(city.leader)

    def of(kind: str, key: str) -> tuple[int, str]:
        answer = client.get(reverse(f"{prefix}indicators_{kind}", args=[key]))
        return answer.status_code, answer.content.decode()

    assert f"01/{YEAR},1,10,10.0" in of("csv", "ho-so-cong-viec-xa")[1]
    assert "Phường Mẫu,1,10,10.0" in of("csv", "ho-so-cong-viec-xa-chua-dat")[1]
    assert "<svg" in of("svg", "ho-so-cong-viec-xa")[1]
    assert of("csv", "khac")[0] == of("svg", "khac")[0] == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OFFICER, Role.SYSTEM_ADMIN])
def test_only_whoever_sees_figures_sees_them_there(city: City, role: Role) -> None:
    client = sign_in(make_officer(role, city.top))
    allowed = Permission.SEE_FIGURES in GRANTS[role]

    for name, parts in (
        ("indicators", []),
        ("indicators_csv", ["truc-tuyen"]),
        ("indicators_svg", ["truc-tuyen"]),
    ):
        path = reverse(f"desk:{name}", args=parts)
        assert client.get(path).status_code == (200 if allowed else 403)


def test_other_offices_do_not_exist(city: City) -> None:
    elsewhere = sign_in(make_officer(Role.LEADER, make_agency()))

    answer = elsewhere.get(
        reverse("desk:indicators"), {"co-quan": city.ward.identifier}
    )

    assert answer.status_code == 404
