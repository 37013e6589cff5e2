"""Queues: what waits, found by name or code, a page at a time."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, Posting
from accounts.permissions import Role
from services.desk import paging
from services.desk.paging import PAGE
from services.desk.queues import QUEUES
from services.dossiers import actions
from services.dossiers.models import Dossier
from tests.factories.accounts import (
    make_agency,
    make_citizen,
    make_officer,
    sign_in,
)
from tests.factories.dossiers import WHEN, Office

pytestmark = pytest.mark.django_db


def test_a_long_queue_comes_a_page_at_a_time_and_leaves_nobody_out() -> None:
    office = Office()
    filed = {
        office.submitted(at=WHEN + timedelta(minutes=n)).code for n in range(PAGE + 2)
    }
    desk = sign_in(office.receptionist)

    first = desk.get(reverse("desk:home")).context["page"]
    rest = desk.get(reverse("desk:home"), {"sau": first.after}).context["page"]

    assert len(first.dossiers) == PAGE
    assert {d.code for d in [*first.dossiers, *rest.dossiers]} == filed
    assert rest.after is None


@pytest.mark.parametrize("mark", ["", "x", "1e400_1", "12_x", "99999999999999_1"])
def test_a_mark_that_makes_no_sense_begins_anew(mark: str) -> None:
    office = Office()
    filed = office.submitted()

    page = sign_in(office.receptionist).get(reverse("desk:home"), {"sau": mark})

    assert str(filed.code) in page.content.decode()


def codes(client: Client, words: str) -> list[str]:
    page = client.get(reverse("desk:home"), {"q": words}).context["page"]
    return [dossier.code for dossier in page.dossiers]


def test_a_dossier_is_found_in_any_state_by_name_number_or_the_end_of_its_code() -> (
    None
):
    office = Office()
    mine = office.received(make_citizen("Đặng Thị Tìm Mẫu"))
    office.submitted(make_citizen("Lý Văn Khác Mẫu"))
    desk = sign_in(office.receptionist)
    number = mine.answers["so_dinh_danh"]
    Dossier.objects.exclude(pk=mine.pk).update(number_index=None)

    end = str(mine.code).removeprefix(f"{office.agency.identifier}-")
    for words in ("dang thi tim", number, f"{number[:3]} {number[3:]}", end):
        assert codes(desk, words) == [mine.code]
    assert codes(desk, "khong co ai") == []
    assert codes(sign_in(Office().receptionist), "dang thi tim") == []


def test_a_whole_code_opens_its_dossier_at_once() -> None:
    office = Office()
    filed = office.submitted()

    found = sign_in(office.receptionist).get(
        reverse("desk:home"), {"q": str(filed.code).lower()}
    )

    assert found["Location"] == reverse("desk:dossier", args=[filed.code])


def test_each_role_begins_with_what_waits_at_its_own_steps() -> None:
    office = Office()
    mine, theirs = office.in_progress(), office.at_decision()

    for user, code in ((office.officer, mine.code), (office.leader, theirs.code)):
        page = sign_in(user).get(reverse("desk:home"))
        assert page.context["queue"].key == "den-luot-toi"
        assert [d.code for d in page.context["page"].dossiers] == [code]
        assert page.context["tabs"][0].count == 1


def test_whoever_works_at_two_offices_has_one_list_in_order_of_due() -> None:
    office, other = Office(), Office()
    later = office.submitted(at=WHEN + timedelta(hours=1))
    first = other.submitted(at=WHEN)
    Posting.objects.create(
        user=office.receptionist,
        agency=other.agency,
        role=Role.RECEPTIONIST,
        valid_from=date(2021, 1, 1),
    )

    page = sign_in(office.receptionist).get(reverse("desk:home"))

    assert [d.code for d in page.context["page"].dossiers] == [first.code, later.code]
    assert other.agency.name in page.content.decode()


def test_an_auditor_sees_the_offices_below() -> None:
    office = Office()
    filed = office.submitted()
    city = make_agency("Thành phố Mẫu", level=Agency.Level.CITY)
    office.agency.path = f"{city.path}.{office.agency.pk}"
    office.agency.save()
    desk = sign_in(make_officer(Role.AUDITOR, city))

    assert str(filed.code) in desk.get(reverse("desk:home")).content.decode()
    assert desk.get(reverse("desk:queue", args=["da-ket-thuc"])).status_code == 200


@pytest.mark.parametrize(
    ("key", "days"), [("qua-han", 1), ("han-hom-nay", 0), ("sap-han", -2)]
)
def test_what_is_late_due_today_and_soon_has_a_list_of_its_own(
    key: str, days: int
) -> None:
    office = Office()
    dossier, other = office.received(), office.received()
    now = timezone.now()
    for each, due in ((dossier, now - timedelta(days)), (other, now + timedelta(90))):
        Dossier.objects.filter(pk=each.pk).update(due_at=due)
    desk = sign_in(office.receptionist)

    page = desk.get(reverse("desk:queue", args=[key]))

    assert [d.code for d in page.context["page"].dossiers] == [dossier.code]
    counted = {each.queue.key: each.count for each in page.context["urgent"]}
    assert counted[key] == 1


def test_who_wants_to_withdraw_stands_in_a_list_until_it_is_confirmed() -> None:
    office, owner = Office(), make_citizen()
    filed = office.submitted(owner)
    actions.ask_withdraw(filed, by=owner, at=WHEN, reason="Nộp nhầm")
    desk = sign_in(office.receptionist)
    path = reverse("desk:queue", args=["yeu-cau-rut"])

    assert "Người nộp yêu cầu rút" in desk.get(path).content.decode()
    actions.confirm_withdraw(filed, by=office.receptionist, at=WHEN)

    assert desk.get(path).context["page"].dossiers == []
    ended = desk.get(reverse("desk:queue", args=["da-ket-thuc"]))
    assert [d.code for d in ended.context["page"].dossiers] == [filed.code]


def test_the_next_dossier_of_the_queue_is_one_press_away() -> None:
    office = Office()
    first, second = (office.submitted(at=WHEN + timedelta(minutes=n)) for n in range(2))
    desk = sign_in(office.receptionist)
    desk.get(reverse("desk:home"))

    def following(dossier: Dossier) -> str:
        path = reverse("desk:following", args=[dossier.code])
        return str(desk.get(path)["Location"])

    assert following(first) == reverse("desk:dossier", args=[second.code])
    assert following(second) == reverse("desk:dossier", args=[first.code])
    actions.receive(first, by=office.receptionist, at=WHEN + timedelta(hours=1))
    assert following(second) == reverse("desk:queue", args=["cho-tiep-nhan"])


def test_the_next_one_is_found_from_a_dossier_without_a_place_in_the_order() -> None:
    office = Office()
    filed, ended = office.submitted(), office.submitted()
    desk = sign_in(office.receptionist)
    actions.refuse(ended, by=office.receptionist, at=WHEN, reason="Sai nơi nộp")
    desk.get(reverse("desk:queue", args=["da-ket-thuc"]))

    found = desk.get(reverse("desk:following", args=[filed.code]))

    assert found["Location"] == reverse("desk:dossier", args=[ended.code])


@pytest.mark.parametrize(
    "key", ["den-luot-toi", "cho-tiep-nhan", "cho-cong-dan", "da-ket-thuc", "qua-han"]
)
def test_no_queue_reads_or_sorts_all_dossiers(key: str) -> None:
    """With scans forbidden the planner shows which index serves the order."""
    office = Office()
    user = office.officer
    for branch in paging.branches(QUEUES[key], user):
        keys = paging.keys(QUEUES[key], branch & QUEUES[key].keeps(WHEN.date()), None)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            plan = keys.explain()
        assert "Seq Scan" not in plan
        assert "Sort" not in plan


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("da-ket-thuc", "Chưa có hồ sơ nào kết thúc."),
        ("khong-co", "Không có hồ sơ trực tuyến nào chờ tiếp nhận."),
    ],
)
def test_an_empty_queue_says_so_in_words(key: str, words: str) -> None:
    desk = sign_in(Office().receptionist)

    assert words in desk.get(reverse("desk:queue", args=[key])).content.decode()
