"""A sheet of work files at the desk: the template, and rows that nobody filled in."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from services.statistics.models import WorkFiles
from tests.factories.accounts import make_agency, sign_in
from tests.services.desk.test_registers import City, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City()


def test_the_template_names_the_offices_of_its_month(city: City) -> None:
    today = timezone.localdate()
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    make_agency("Phường Đã Bãi bỏ", parent=city.top, valid_to=before)
    make_agency("Phường Sắp Có", parent=city.top, valid_from=today + timedelta(days=1))
    make_agency("Phường Hết Tháng này", parent=city.top, valid_to=first)
    client = sign_in(city.keeper)

    template = client.get(reverse("desk:sheet_template")).content.decode()

    names = [line.rsplit(",", 1)[1] for line in template.splitlines()[1:]]
    assert names == ["Thành phố Mẫu", "Phường Mẫu", "Phường Hết Tháng này"]


def test_rows_that_were_left_empty_do_not_stand_against_the_others(city: City) -> None:
    client = sign_in(city.keeper)
    template = client.get(reverse("desk:sheet_template")).content.decode()
    month = f"{timezone.localdate():%Y-%m}"
    mine = f"{city.ward.identifier},{month}"

    page = send(client, template.replace(f"{mine},,", f"{mine},3,4")).content.decode()

    assert "Đã đọc 2 dòng: 1 dòng mới, 0 dòng sửa, bỏ qua 1 dòng trống." in page
    assert WorkFiles.objects.get().agency == city.ward


def test_a_sheet_without_a_number_says_so(city: City) -> None:
    client = sign_in(city.keeper)

    answer = send(client, client.get(reverse("desk:sheet_template")).content.decode())

    assert answer.status_code == 422
    assert "Dòng nào cũng để trống số lượng." in answer.content.decode()
    assert not WorkFiles.objects.exists()
