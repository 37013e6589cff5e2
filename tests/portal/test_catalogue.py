"""The catalogue's pages: found by words, filtered, read, and the way into filing."""

from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from services.procedures.models import LifeEvent, Offering
from tests.factories.accounts import make_agency, make_citizen, sign_in
from tests.factories.dossiers import BIRTH, DIPLOMA, Office, make_procedure, offer

pytestmark = pytest.mark.django_db

SEARCH = "/thu-tuc/"


def test_the_home_page_begins_with_the_search_and_the_events_of_life(
    client: Client,
) -> None:
    LifeEvent.objects.create(
        key="sinh-con", name="Có con nhỏ", audience="citizen", position=1
    )
    birth = make_procedure(BIRTH)
    birth.is_common = True
    birth.save()

    page = client.get("/").content.decode()

    assert page.index('type="search"') < page.index("Có con nhỏ")
    assert birth.name in page


def test_the_home_page_shows_common_procedures_in_the_order_of_a_life(
    client: Client,
) -> None:
    diploma, birth = make_procedure(DIPLOMA), make_procedure(BIRTH)
    for position, (key, procedure) in enumerate((("be", birth), ("hoc", diploma))):
        event = LifeEvent.objects.create(
            key=key, name=key, audience="citizen", position=position
        )
        procedure.life_events.set([event])
        procedure.is_common = True
        procedure.save()

    page = client.get("/").content.decode()

    assert page.index(birth.name) < page.index(diploma.name)


def test_the_home_page_leads_back_to_what_is_begun_or_filed(client: Client) -> None:
    citizen = make_citizen()
    signed_in = sign_in(citizen)
    assert "Tiếp tục bản nháp" not in signed_in.get("/").content.decode()
    Office(DIPLOMA).draft(citizen)

    page = signed_in.get("/").content.decode()

    assert "Tiếp tục bản nháp" in page
    assert reverse("lookup") in page[page.index("<main") :]
    assert "Tiếp tục bản nháp" not in client.get("/").content.decode()


@pytest.mark.parametrize("words", ["bang tot nghiep", "bản sao văn bằng", "1.005092"])
def test_a_procedure_is_found_by_words_and_by_code(client: Client, words: str) -> None:
    diploma, birth = make_procedure(DIPLOMA), make_procedure(BIRTH)

    page = client.get(SEARCH, {"q": words}).content.decode()

    assert diploma.name in page
    assert birth.name not in page


def test_filters_narrow_the_list(client: Client) -> None:
    diploma, birth = make_procedure(DIPLOMA), make_procedure(BIRTH)
    event = LifeEvent.objects.create(
        key="sinh-con", name="Có con nhỏ", audience="citizen", position=1
    )
    birth.life_events.add(event)
    agency = make_agency()
    offer(diploma, agency)
    offer(birth, agency)

    def shown(**filters: str) -> set[str]:
        page = client.get(SEARCH, filters).content.decode()
        return {p.code for p in (diploma, birth) if p.name in page}

    assert shown() == {DIPLOMA, BIRTH}
    assert shown(**{"su-kien": "sinh-con"}) == {BIRTH}
    assert shown(**{"linh-vuc": diploma.sector.key}) == {DIPLOMA}
    assert shown(**{"muc-do": "4"}) == {DIPLOMA}
    assert shown(**{"muc-do": "3"}) == {BIRTH}
    assert shown(**{"muc-do": "9", "linh-vuc": "khong-co"}) == {DIPLOMA, BIRTH}


def test_each_filter_can_be_taken_away_alone(client: Client) -> None:
    diploma = make_procedure(DIPLOMA)
    asked = {"q": "văn bằng", "linh-vuc": diploma.sector.key, "muc-do": "4"}

    filters = client.get(SEARCH, {**asked, "trang": "1"}).context["filters"]

    assert [str(each["title"]) for each in filters] == [
        str(diploma.sector),
        "Mức độ 4",
    ]
    kept = QueryDict(filters[0]["href"].removeprefix("?")).dict()
    assert kept == {"q": "văn bằng", "muc-do": "4"}


def test_nothing_found_is_said_with_a_way_on(client: Client) -> None:
    make_procedure(DIPLOMA)

    page = client.get(SEARCH, {"q": "zzzzqqqq"}).content.decode()

    assert "Không tìm thấy" in page
    assert 'href="/thu-tuc/"' in page


def test_who_asks_for_the_results_alone_gets_no_second_frame(client: Client) -> None:
    make_procedure(DIPLOMA)

    part = client.get(SEARCH, headers={"HX-Request": "true"}).content.decode()

    assert make_procedure(DIPLOMA).name in part
    assert "<html" not in part


def test_a_procedure_says_its_level_and_leads_into_filing(client: Client) -> None:
    diploma = make_procedure(DIPLOMA)
    offer(diploma, make_agency())

    page = client.get(reverse("procedure", args=[DIPLOMA])).content.decode()

    assert reverse("citizen:start", args=[DIPLOMA]) in page
    assert "Nộp trực tuyến" in page
    assert "Không mất phí" in page or "Miễn phí" in page or "Không thu" in page


LABELS = [
    *("Mã thủ tục", "Cấp thực hiện", "Lĩnh vực", "Trình tự thực hiện"),
    *("Cách thức thực hiện", "Thành phần hồ sơ", "Đối tượng thực hiện"),
    *("Cơ quan thực hiện", "Kết quả thực hiện", "Căn cứ pháp lý"),
]
"""As the national catalogue orders them; who compares two portals looks for it."""


def test_a_procedure_keeps_the_customary_order_of_labels(client: Client) -> None:
    offer(make_procedure(BIRTH), make_agency())

    page = client.get(reverse("procedure", args=[BIRTH])).content.decode()

    details = page[page.index("<dt>Mã thủ tục") :]
    places = [details.index(f">{label}<") for label in LABELS]
    assert places == sorted(places)


def test_a_procedure_says_who_how_long_and_how_much_before_its_details(
    client: Client,
) -> None:
    offer(make_procedure(BIRTH), make_agency())

    page = client.get(reverse("procedure", args=[BIRTH])).content.decode()

    first = page[page.index("<h1") : page.index("<dt>Mã thủ tục")]
    for word in ("Nộp trực tuyến", "Công dân", "Ngay trong ngày", "8.000 đ"):
        assert word in first


def test_what_nobody_offers_online_says_where_to_go_instead(client: Client) -> None:
    birth = make_procedure(BIRTH)
    Offering.objects.create(
        procedure=birth, agency=make_agency(), level=2, valid_from=date(2021, 1, 1)
    )

    page = client.get(reverse("procedure", args=[BIRTH])).content.decode()

    assert reverse("citizen:start", args=[BIRTH]) not in page


def test_a_procedure_without_any_office_still_shows(client: Client) -> None:
    make_procedure(DIPLOMA)

    page = client.get(reverse("procedure", args=[DIPLOMA]))

    assert page.status_code == 200
    assert reverse("citizen:start", args=[DIPLOMA]) not in page.content.decode()


def test_an_unknown_procedure_does_not_exist(client: Client) -> None:
    assert client.get(reverse("procedure", args=["9.999999"])).status_code == 404
