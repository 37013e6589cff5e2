"""Pages of satisfaction and of the points of QĐ 766."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Agency
from accounts.permissions import GRANTS, Permission, Role
from services.dossiers.states import State
from services.feedback.models import Rating
from services.statistics import opinions
from services.statistics.folding import Timing
from services.statistics.models import Fact
from tests.factories.accounts import make_agency, make_officer, sign_in
from tests.factories.dossiers import BIRTH, make_procedure
from tests.factories.facts import make_facts, resolved
from tests.services.desk.test_figures import links, listed

pytestmark = pytest.mark.django_db

MARCH = {"ky": "2026-03"}
FILES = [("judged_csv", ["tieu-chi"]), ("judged_svg", ["nhom"])]


@pytest.fixture
def ward() -> Agency:
    ward = make_agency("Phường Mẫu")
    birth = make_procedure(BIRTH)
    make_facts(ward, birth, steps=2, **resolved(date(2026, 3, 3), Timing.EARLY))
    before = date(2026, 1, 5)
    make_facts(ward, birth, count=30, day=before, state=State.HANDED_OVER)
    closed = Fact.objects.filter(state=State.HANDED_OVER).order_by("dossier")
    for number, dossier in enumerate(closed.values_list("dossier", flat=True)):
        Rating.objects.create(
            dossier=dossier,
            agency=ward,
            procedure=birth,
            given_on=date(2026, 3, 1),
            satisfaction=1,
            organisation=2,
            publicity=1,
            attitude=2,
            comment=f"Góp ý số {number}.",
        )
    opinions.add_new()
    return ward


def page_of(ward: Agency, name: str, **asked: str) -> str:
    client = sign_in(make_officer(Role.LEADER, ward))
    return client.get(reverse(f"desk:{name}"), MARCH | asked).content.decode()


def test_satisfaction_shows_criteria_and_what_people_wrote(ward: Agency) -> None:
    first = page_of(ward, "satisfaction")
    second = page_of(ward, "satisfaction", trang="2")

    assert "(5) Cơ sở vật chất" in first
    assert "<strong>2,0</strong>" in first
    assert "Cổng không biết người dân có phải đến cơ quan khác không." in first
    assert "Góp ý số 29." in first
    assert "Góp ý số 29." not in second
    assert "Góp ý số 0." in second
    assert "trang=2" in first
    assert "trang=1" in second


def test_criteria_of_dossiers_open_as_many_as_they_count(ward: Agency) -> None:
    client = sign_in(make_officer(Role.LEADER, ward))

    found = list(links(page_of(ward, "satisfaction")))

    assert [number for _href, number in found] == [1, 1, 1]
    for href, number in found:
        assert listed(client, href) == (number, number), href


def test_scores_show_points_of_what_could_be_measured(ward: Agency) -> None:
    page = page_of(ward, "scores")

    assert "Tiến độ, kết quả giải quyết" in page
    found = list(links(page))
    assert len(found) >= 4
    client = sign_in(make_officer(Role.LEADER, ward))
    for href, number in found:
        assert listed(client, href) == (number, min(number, 50)), href
    assert "(trọng số dựng lại)" in page
    assert "Cổng chưa kết nối đồng bộ hồ sơ." in page


def test_a_period_without_anything_and_one_that_is_none(ward: Agency) -> None:
    empty = page_of(ward, "satisfaction", ky="2026-01")
    odd = page_of(ward, "scores", ky="hom-nay")

    assert "Chưa có góp ý nào trong kỳ." in empty
    assert "Chưa trả lời được về kỳ này" in odd


def test_tables_and_pictures_leave_as_files(ward: Agency) -> None:
    client = sign_in(make_officer(Role.LEADER, ward))

    def of(kind: str, key: str, **asked: str) -> Any:
        return client.get(reverse(f"desk:judged_{kind}", args=[key]), MARCH | asked)

    assert "03/2026,30,30,100.0" in of("csv", "hai-long").content.decode()
    assert "<svg" in of("svg", "nhom").content.decode()
    assert of("csv", "khac").status_code == 404
    assert of("csv", "nhom", ky="x").status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OFFICER, Role.SYSTEM_ADMIN])
def test_only_whoever_sees_figures_sees_them(role: Role) -> None:
    client = sign_in(make_officer(role, make_agency()))
    allowed = Permission.SEE_FIGURES in GRANTS[role]

    for name, parts in [("satisfaction", []), ("scores", []), *FILES]:
        answer = client.get(reverse(f"desk:{name}", args=parts))
        assert answer.status_code == (200 if allowed else 403)


def test_other_offices_do_not_exist(ward: Agency) -> None:
    elsewhere = sign_in(make_officer(Role.LEADER, make_agency()))

    for name in ("satisfaction", "scores"):
        path = reverse(f"desk:{name}")
        answer = elsewhere.get(path, {"co-quan": ward.identifier})
        assert answer.status_code == 404


@pytest.mark.parametrize("size", [0, 6])
def test_they_cost_the_same_at_two_sizes(
    ward: Agency, size: int, django_assert_max_num_queries: Any
) -> None:
    for _number in range(size):
        below = make_agency(parent=ward)
        make_facts(below, make_procedure(BIRTH))
    client = sign_in(make_officer(Role.LEADER, ward))

    for name, most in (("satisfaction", 40), ("scores", 40)):
        with django_assert_max_num_queries(most):
            client.get(reverse(f"desk:{name}"), MARCH)
