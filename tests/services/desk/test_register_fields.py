"""What a register refuses stands beside the field that mends it, with what would do."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from services.statistics.models import Population
from tests.factories.accounts import sign_in
from tests.factories.registers import work_files
from tests.services.desk.test_registers import City

pytestmark = pytest.mark.django_db

AHEAD = f"{timezone.localdate() + timedelta(days=40):%Y-%m-%d}"
RIGHT = {
    "ho-so-cong-viec": {"month": "2026-02", "online": "5", "total": "9"},
    "he-thong": {"name": "Mẫu", "in_use_since": "2026-01-01"},
    "dan-so": {"as_of": "2026-01-01", "residents": "5", "source": "Mẫu"},
    "phan-anh": {
        "month": "2026-02",
        "received": "9",
        "in_time": "5",
        "satisfied": "5",
        "source": "PAKN",
    },
}
WRONG = [
    # A register, what is wrong, the field, and what is said beside it.
    ("ho-so-cong-viec", {"online": "10"}, "online", "không được lớn hơn tổng số"),
    ("ho-so-cong-viec", {"month": "2026-01"}, "month", "đã có số liệu của tháng này"),
    ("ho-so-cong-viec", {"month": "1900-01"}, "month", "từ năm 2015"),
    ("he-thong", {"platform": "lgsp"}, "connected_since", "đủ ngày kết nối"),
    ("he-thong", {"connected_since": "2026-02-01"}, "platform", "đủ ngày kết nối"),
    (
        "he-thong",
        {"connected_since": "2025-12-31", "platform": "lgsp"},
        "connected_since",
        "phải sau ngày bắt đầu",
    ),
    ("he-thong", {"retired_on": "2025-12-31"}, "retired_on", "phải sau ngày bắt đầu"),
    (
        "he-thong",
        {
            "connected_since": "2026-02-01",
            "platform": "lgsp",
            "retired_on": "2025-12-31",
        },
        "retired_on",
        "phải sau ngày bắt đầu",
    ),
    ("phan-anh", {"in_time": "10"}, "in_time", "lớn hơn số tiếp nhận"),
    ("phan-anh", {"satisfied": "10"}, "satisfied", "lớn hơn số tiếp nhận"),
    ("dan-so", {"as_of": AHEAD}, "as_of", "không được ở tương lai"),
    ("dan-so", {"as_of": "1000-01-01"}, "as_of", "từ 01/01/2015 trở đi"),
    ("dan-so", {"residents": "0"}, "residents", "từ 1 đến 1000000000"),
    ("dan-so", {"residents": "-5"}, "residents", "từ 1 đến 1000000000"),
    ("dan-so", {"residents": "9" * 20}, "residents", "từ 1 đến 1000000000"),
    ("dan-so", {"residents": "9" + ".999" * 9}, "residents", "từ 1 đến 1000000000"),
    ("dan-so", {"residents": "8.00"}, "residents", "Hãy nhập số nguyên"),
    ("dan-so", {"enterprises": "-1"}, "enterprises", "từ 0 đến 1000000000"),
]


@pytest.mark.parametrize(("key", "wrong", "field", "said"), WRONG)
def test_what_is_wrong_is_said_beside_the_field_that_mends_it(
    key: str, wrong: dict[str, str], field: str, said: str
) -> None:
    city = City()
    work_files(city.top, city.keeper, 1, 2)
    asked = {"agency": city.top.pk, "enterprises": "0", **RIGHT[key], **wrong}

    path = reverse("desk:register_new", args=[key])
    answer = sign_in(city.keeper).post(path, asked)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert wrong_fields(page) == [field]
    assert said in page


def wrong_fields(page: str) -> list[str]:
    """The fields that the page marks as wrong and that its summary leads to."""
    inputs = re.findall(r"<(?:input|select)[^>]*>", page)
    marked = [each for each in inputs if 'aria-invalid="true"' in each]
    names = [re.findall(r'id="id_(\w+)"', each)[0] for each in marked]
    assert [f'href="#id_{name}"' in page for name in names] == [True] * len(names)
    return names


def test_people_are_counted_for_the_whole_city_alone() -> None:
    city = City()
    path = reverse("desk:register_new", args=["dan-so"])
    client, asked = sign_in(city.keeper), {"enterprises": "0", **RIGHT["dan-so"]}

    of_ward = client.post(path, asked | {"agency": city.ward.pk})
    # The census of 2019 is the last there was.
    client.post(path, asked | {"agency": city.top.pk, "as_of": "2019-04-01"})

    page = of_ward.content.decode()
    assert of_ward.status_code == 422
    assert wrong_fields(page) == ["agency"]
    assert "sổ chỉ nhận dân số của Thành phố" in page
    kept = Population.objects.get()
    assert (kept.agency, kept.as_of) == (city.top, date(2019, 4, 1))
