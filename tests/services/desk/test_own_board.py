"""An official's own board: their work alone, each number with its list."""

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import GRANTS, Permission, Role
from services.desk.views import own_board
from services.dossiers import actions
from services.dossiers.models import Dossier
from services.statistics import applying
from services.statistics.own_work import own_work
from tests.factories.accounts import make_agency, make_citizen, make_officer, sign_in
from tests.factories.dossiers import WHEN, Office
from tests.services.desk.test_figures import links, listed
from tests.services.dossiers.test_life import a_document

pytestmark = pytest.mark.django_db

PERIOD = {"ky": f"{WHEN:%Y-%m}"}
FIRST, LAST = WHEN.date().replace(day=1), WHEN.date() + timedelta(days=20)
QUERIES = 20


def decided(office: Office, *, days: int = 0, by: User | None = None) -> Dossier:
    dossier, leader = office.at_decision(), by or office.leader
    result = (dossier.definition.results[0].key, a_document(leader))
    at = WHEN + timedelta(days=days, hours=4)
    return actions.decide(dossier, by=leader, at=at, results=[result])


@pytest.fixture
def office() -> Office:
    """One in time and one overdue decision of the leader, one of another leader."""
    office = Office()
    decided(office)
    decided(office, days=20)
    decided(office, by=make_officer(Role.LEADER, office.agency))
    applying.apply_new_events()
    return office


def page_of(user: User, **asked: str) -> str:
    answer = sign_in(user).get(reverse("desk:own_board"), PERIOD | asked)
    return answer.content.decode()


def test_it_counts_what_the_person_brought_to_an_end(office: Office) -> None:
    mine = own_work(office.leader, FIRST, LAST)
    theirs = own_work(office.officer, FIRST, LAST)

    assert (mine.in_time.online, mine.in_time.total) == (1, 2)
    assert (mine.acts, mine.dossiers) == (2, 2)
    assert (theirs.in_time.total, theirs.in_time.percent) == (0, None)
    assert theirs.dossiers == 3


def test_its_numbers_open_lists_of_that_length(office: Office) -> None:
    client = sign_in(office.leader)

    page = client.get(reverse("desk:own_board"), PERIOD).content.decode()

    found = list(links(page))
    assert sorted(number for _href, number in found) == [1, 1, 2]
    for href, number in found:
        assert listed(client, href) == (number, number), href


def test_who_ended_nothing_gets_no_empty_chart_but_what_they_acted_on(
    office: Office,
) -> None:
    client = sign_in(office.officer)

    page = client.get(reverse("desk:own_board"), PERIOD).content.decode()

    assert 'id="thao-tac"' in page
    assert 'id="giai-quyet"' not in page
    assert [listed(client, href) for href, _number in links(page)] == [(3, 3)]


def test_acts_as_a_citizen_and_test_dossiers_are_no_work(office: Office) -> None:
    before = own_work(office.leader, FIRST, LAST)
    office.submitted(office.leader)
    Dossier.objects.filter(pk=decided(office).pk).update(is_test=True)

    assert own_work(office.leader, FIRST, LAST) == before


def test_what_lies_outside_the_days_is_left_out(office: Office) -> None:
    day = WHEN.date() + timedelta(days=20)

    assert own_work(office.leader, day, day).in_time.total == 1
    assert own_work(office.leader, date(2020, 1, 1), date(2020, 1, 2)).acts == 0


def test_queues_of_now_stand_above(office: Office) -> None:
    office.at_decision()

    page = page_of(office.leader)

    assert f'href="{reverse("desk:queue", args=["den-luot-toi"])}"' in page
    assert 'Đến lượt tôi <span class="count">1</span>' in page


def test_a_day_without_work_says_so() -> None:
    page = page_of(make_officer(Role.OFFICER, make_agency()))

    assert '<span class="stat-value">—</span>' in page
    assert "Chưa có thao tác nào trong kỳ" in page


def test_long_lists_come_in_pages(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_board, "PAGE", 2)
    for _number in range(2):
        decided(office)
    applying.apply_new_events()
    client, wanted = sign_in(office.leader), {**PERIOD, "so_lieu": "on_time"}
    path = reverse("desk:own_list")

    first = client.get(path, wanted).content.decode()
    second = client.get(path, {**wanted, "trang": "2"}).content.decode()

    assert first.count('<tr><th scope="row">') == 2
    assert second.count('<tr><th scope="row">') == 1
    assert "trang=2" in unescape(first)
    assert "trang=1" in unescape(second)


@pytest.mark.parametrize("size", [1, 6])
def test_it_costs_the_same_at_two_sizes(
    office: Office, size: int, django_assert_max_num_queries: Any
) -> None:
    for _number in range(size):
        decided(office)
    applying.apply_new_events()
    client = sign_in(office.leader)

    with django_assert_max_num_queries(QUERIES):
        client.get(reverse("desk:own_board"), PERIOD)


def test_table_and_picture_leave_as_files(office: Office) -> None:
    client = sign_in(office.leader)

    table = client.get(reverse("desk:own_csv", args=["giai-quyet"]), PERIOD)
    drawn = client.get(reverse("desk:own_svg", args=["thao-tac"]), PERIOD)

    assert f"{WHEN:%m/%Y},0,1,1" in table.content.decode()
    assert "Phê duyệt kết quả" in drawn.content.decode()
    assert drawn["Content-Type"] == "image/svg+xml"


@pytest.mark.parametrize(
    ("name", "parts", "asked"),
    [
        ("own_list", [], {"so_lieu": "gi-do"}),
        ("own_list", [], {"so_lieu": "late", "ky": "hom-nay"}),
        ("own_csv", ["khac"], {}),
        ("own_svg", ["thao-tac"], {"ky": "hom-nay"}),
    ],
)
def test_what_is_not_there_is_not_found(
    office: Office, name: str, parts: list[str], asked: dict[str, str]
) -> None:
    path = reverse(f"desk:{name}", args=parts)

    assert sign_in(office.leader).get(path, asked).status_code == 404


def test_a_period_that_cannot_be_read_is_asked_about_again(office: Office) -> None:
    page = page_of(office.leader, ky="hom-nay")

    assert "Chưa trả lời được về kỳ này" in page
    assert "Hãy ghi kỳ báo cáo như 2026-03" in page


@pytest.mark.parametrize("role", list(Role))
def test_whoever_sees_dossiers_has_a_board(role: Role) -> None:
    path = reverse("desk:own_board")
    allowed = Permission.SEE_DOSSIERS in GRANTS[role]

    answer = sign_in(make_officer(role, make_agency())).get(path)

    assert answer.status_code == (200 if allowed else 403)
    assert sign_in(make_citizen()).get(path).status_code == 403
    assert Client().get(path).status_code == 302
