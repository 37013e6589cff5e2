"""Own reports at the desk: everything in the address, each number with its list."""

from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from accounts.permissions import GRANTS, Permission, Role
from services.statistics.models import SavedReport, Schedule
from tests.factories.accounts import make_agency, make_citizen, make_officer, sign_in
from tests.services.desk.test_figures import Tree, links, listed

pytestmark = pytest.mark.django_db

MARCH: dict[str, Any] = {
    "so": ["accepted", "late", "in_hand", "online_share"],
    "theo": "agency",
    "ky": "2026-03",
}
PATH = "desk:own_report"


@pytest.fixture
def tree() -> Tree:
    return Tree()


def answer_to(user: User, **more: Any) -> Any:
    return sign_in(user).get(reverse(PATH), MARCH | more)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"theo": "sector", "theo_2": "channel"},
        {"theo": "month", "so": ["accepted", "resolved"], "ky": "2026"},
        {"theo": "level", "theo_2": "assisted", "kenh": "online"},
    ],
)
def test_every_count_opens_the_list_it_counts(tree: Tree, more: dict[str, Any]) -> None:
    client = sign_in(tree.leader)

    page = client.get(reverse(PATH), MARCH | more).content.decode()

    found = list(links(page))
    assert found
    for href, number in found:
        assert listed(client, href) == (number, number), href


def test_an_empty_builder_asks_what_to_count(tree: Tree) -> None:
    page = sign_in(tree.leader).get(reverse(PATH)).content.decode()

    assert "Chọn số liệu, cách chia, kỳ, phạm vi" in page
    assert "Lưu báo cáo" not in page
    assert "Cần sửa" not in page


BAD = [
    ({"so": []}, "Hãy chọn ít nhất một số liệu."),
    ({"so": ["gi-do"]}, "gi-do"),
    ({"theo_2": "agency"}, "Hai cách chia phải khác nhau."),
    ({"theo": "month"}, "không chia theo tháng"),
    ({"ky": "hom-nay"}, "hom-nay"),
    ({"thu_tuc": "khong-co"}, "Thủ tục"),
]


@pytest.mark.parametrize(("wrong", "said"), BAD)
def test_what_is_wrong_is_said_and_nothing_picked_is_lost(
    tree: Tree, wrong: dict[str, Any], said: str
) -> None:
    answer = answer_to(tree.leader, kenh="post", **wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert '<option value="post" selected>' in page


def test_a_report_is_kept_changed_and_copied(tree: Tree) -> None:
    client = sign_in(tree.leader)
    asked = reverse(PATH) + "?so=accepted&theo=agency&ky=nam-nay"

    kept = client.post(asked, {"name": "Mẫu", "act": "new"})
    first = SavedReport.objects.get()
    again = client.post(asked, {"name": "Mẫu", "act": "new"})
    shown = client.get(kept["Location"]).content.decode()
    client.post(
        kept["Location"], {"name": "Mẫu khác", "is_shared": "on", "act": "change"}
    )
    client.post(kept["Location"], {"name": "Bản sao", "act": "new"})

    query = parse_qs(urlsplit(kept["Location"]).query)
    assert query["luu"] == [str(first.pk)]
    assert query["so"] == ["accepted"]
    assert again.status_code == 422
    assert "đã có báo cáo mang tên này" in again.content.decode()
    assert "Lưu thay đổi" in shown
    assert "<h1>Mẫu</h1>" in shown
    first.refresh_from_db()
    assert (first.name, first.is_shared) == ("Mẫu khác", True)
    names = SavedReport.objects.values_list("name", flat=True)
    assert set(names) == {"Mẫu khác", "Bản sao"}
    listing = client.get(reverse("desk:own_reports")).content.decode()
    assert "Trong cơ quan" in listing
    assert "Chỉ mình tôi" in listing


def test_a_report_without_a_name_is_not_kept(tree: Tree) -> None:
    asked = reverse(PATH) + "?so=accepted&theo=agency&ky=nam-nay"

    answer = sign_in(tree.leader).post(asked, {"name": "", "act": "new"})

    two_lines = sign_in(tree.leader).post(asked, {"name": "a\x0bb", "act": "new"})

    assert answer.status_code == two_lines.status_code == 422
    assert "Tên chỉ có một dòng chữ." in two_lines.content.decode()
    assert "Hãy đặt tên cho báo cáo." in answer.content.decode()
    assert not SavedReport.objects.exists()


def kept_by(user: User, tree: Tree, **more: Any) -> SavedReport:
    known = {"definition": {"so": ["accepted"], "theo": ["month"], "ky": "nam-nay"}}
    return SavedReport.objects.create(
        owner=user,
        agency=tree.district,
        name="Mẫu",
        changed_at="2026-03-01T00:00Z",
        **known,
        **more,
    )


def test_a_shared_report_is_found_read_and_not_changed_by_others(tree: Tree) -> None:
    saved = kept_by(tree.leader, tree, is_shared=True)
    colleague = make_officer(Role.LEADER, tree.district)
    client = sign_in(colleague)

    listing = client.get(reverse("desk:own_reports")).content.decode()
    page = answer_to(colleague, luu=str(saved.pk)).content.decode()
    below = sign_in(tree.of_ward).get(reverse("desk:own_reports")).content.decode()

    assert "Đồng nghiệp chia sẻ" in listing
    assert "Lưu thay đổi" not in page
    assert "Lưu thành báo cáo mới" in page
    assert "Chưa có báo cáo nào" in below
    sending = reverse("desk:own_report_sending", args=[saved.pk])
    assert client.get(sending).status_code == 404


def test_an_older_period_and_any_days_stay_open(tree: Tree) -> None:
    for key in ("2019-Q1", "2026-03-03..2026-03-25"):
        page = answer_to(tree.leader, ky=key).content.decode()
        assert f'<option value="{key}" selected>' in page


@pytest.mark.parametrize("odd", ["x", "²", "9" * 30, "-1"])
def test_a_report_that_is_not_there_is_a_new_one(tree: Tree, odd: str) -> None:
    answer = answer_to(tree.leader, luu=odd)

    assert answer.status_code == 200
    assert "Lập báo cáo" in answer.content.decode()


def test_files_have_the_numbers_of_the_page(tree: Tree) -> None:
    client = sign_in(tree.leader)
    kept_by(tree.leader, tree)

    def of(kind: str, key: str = "bao-cao", **more: Any) -> Any:
        path = reverse(f"desk:own_report_{kind}", args=[key])
        return client.get(path, MARCH | more)

    saved = SavedReport.objects.get()
    book = load_workbook(BytesIO(of("xlsx", luu=str(saved.pk)).content))
    cells = list(book.worksheets[0].values)
    assert "Phường Mẫu,3,2,1,33.3" in of("csv").content.decode()
    assert "<svg" in of("svg").content.decode()
    assert any(row[1:] == ("Phường Mẫu", 3, 2, 1, 33.3) for row in cells)
    assert any(row[0] == "Mẫu" for row in cells)
    assert of("csv", "khac").status_code == 404
    assert of("xlsx", so=["gi-do"]).status_code == 404


def test_recipients_are_added_and_stop_themselves(tree: Tree) -> None:
    saved = kept_by(tree.leader, tree)
    other = make_officer(Role.LEADER, tree.district)
    owner, reader = sign_in(tree.leader), sign_in(other)
    path = reverse("desk:own_report_sending", args=[saved.pk])
    asked = {"to": other.email, "rhythm": "weekly"}

    empty = owner.get(path).content.decode()
    added = owner.post(path, asked, follow=True).content.decode()
    again = owner.post(path, asked)
    stranger = owner.post(path, {"to": "ai-do@mau.test", "rhythm": "weekly"})
    stop = reverse("desk:own_schedule", args=[Schedule.objects.get().pk])
    outside = sign_in(tree.of_ward).get(stop)
    question = reader.get(stop).content.decode()
    stopped = reader.post(stop, follow=True).content.decode()

    assert "chưa gửi cho ai" in empty
    assert "Đã thêm người nhận." in added
    assert other.full_name in added
    assert again.status_code == stranger.status_code == 422
    assert "đã có trong lịch gửi" in again.content.decode()
    assert "ai-do@mau.test" in stranger.content.decode()
    assert outside.status_code == 404
    assert "Vẫn gửi" in question
    assert "Đã thôi gửi báo cáo này." in stopped
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "Đang gửi"),
        ({"failure": "Máy chủ thư không nhận."}, "Chưa gửi được:"),
        ({"sent_at": "2026-04-01T00:00Z"}, "07:00 01/04/2026"),
    ],
)
def test_the_owner_sees_what_became_of_the_last_mail(
    tree: Tree, known: dict[str, Any], said: str
) -> None:
    saved = kept_by(tree.leader, tree)
    schedule = saved.schedules.create(
        recipient=tree.leader, rhythm="monthly", since="2026-03-01"
    )
    schedule.dispatches.create(day="2026-04-01", begun_at="2026-04-01T00:00Z", **known)

    page = sign_in(tree.leader).get(reverse("desk:own_report_sending", args=[saved.pk]))

    assert said in page.content.decode()


def test_a_report_is_deleted_with_its_sending(tree: Tree) -> None:
    saved = kept_by(tree.leader, tree)
    saved.schedules.create(recipient=tree.leader, rhythm="monthly", since="2026-03-01")
    path = reverse("desk:own_report_sending", args=[saved.pk])

    page = sign_in(tree.leader).post(path, {"act": "delete"}, follow=True)

    assert "Đã xóa báo cáo" in page.content.decode()
    assert not SavedReport.objects.exists()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OFFICER, Role.SYSTEM_ADMIN])
def test_only_whoever_sees_figures_puts_reports_together(role: Role) -> None:
    client = sign_in(make_officer(role, make_agency()))
    allowed = Permission.SEE_FIGURES in GRANTS[role]

    for name, parts in (
        ("own_reports", []),
        ("own_report", []),
        ("own_report_sending", [0]),
        ("own_schedule", [0]),
        ("own_report_csv", ["bao-cao"]),
    ):
        answer = client.get(reverse(f"desk:{name}", args=parts))
        missing = parts and 404
        assert answer.status_code == ((missing or 200) if allowed else 403)
    assert sign_in(make_citizen()).get(reverse(PATH)).status_code == 403


def test_offices_of_others_do_not_exist(tree: Tree) -> None:
    answer = answer_to(tree.of_ward, **{"co-quan": tree.other.identifier})

    assert answer.status_code == 404


@pytest.mark.parametrize("size", [1, 8])
def test_reading_costs_the_same_at_two_sizes(
    tree: Tree, size: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(size):
        make_agency(f"Phường {number} Mẫu", parent=tree.district)
    client = sign_in(tree.leader)

    with django_assert_max_num_queries(22):
        client.get(reverse(PATH), MARCH)
