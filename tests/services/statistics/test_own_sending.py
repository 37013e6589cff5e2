"""Own reports that are kept, shared and sent: by whom, to whom, how often."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError
from openpyxl import load_workbook
from pytest_django import Settings

from accounts.models import Posting
from accounts.permissions import Role
from portal.local.ports import free_port
from services.statistics import own_sending, tasks
from services.statistics.models import Dispatch, SavedReport, Schedule
from services.statistics.own_saving import (
    CannotKeep,
    may_see,
    reports_of,
    schedule,
)
from services.statistics.own_sending import AGAIN_AFTER, MOST_TRIES, due_day, send_due
from tests.factories.accounts import make_citizen, make_officer
from tests.factories.own_reports import HERE, NOW, SIMPLE, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


def test_who_finds_a_report(town: Town) -> None:
    above = make_officer(Role.AUDITOR, town.district)
    of_all = town.keep()
    of_ward = town.keep(town.of_ward, name="Của phường", agency=town.ward)

    assert list(reports_of(above)) == []
    for report in (of_all, of_ward):
        SavedReport.objects.filter(pk=report.pk).update(is_shared=True)

    assert list(reports_of(above)) == [of_ward, of_all]
    assert list(reports_of(town.of_ward)) == [of_ward]
    assert list(reports_of(make_citizen())) == []
    assert may_see(town.leader, town.ward)
    assert not may_see(town.of_ward, town.district)


def test_who_may_not_see_or_change_keeps_nothing(town: Town) -> None:
    kept = town.keep(is_shared=True)

    with pytest.raises(CannotKeep, match="không xem được"):
        town.keep(town.of_ward)
    with pytest.raises(CannotKeep, match="Chỉ người lập"):
        town.keep(make_officer(Role.LEADER, town.district), instead_of=kept)
    with pytest.raises(CannotKeep, match="đã có báo cáo mang tên này"):
        town.keep()
    assert town.keep(instead_of=kept, definition={**SIMPLE, "ky": "2025"}) == kept
    assert str(SavedReport.objects.get()) == "Mẫu"


def test_only_colleagues_who_may_see_it_get_it(town: Town) -> None:
    kept = town.keep()

    for to in ("khong-ai@mau.test", str(town.of_ward.email)):
        with pytest.raises(CannotKeep, match="Không có đồng nghiệp nào"):
            schedule(kept, to=to, rhythm="weekly", at=NOW)
    found = schedule(kept, to=str(town.leader.email).upper(), rhythm="weekly", at=NOW)
    assert str(found).endswith("weekly")
    with pytest.raises(CannotKeep, match="đã có trong lịch"):
        schedule(kept, to=str(town.leader.email), rhythm="monthly", at=NOW)


DUE = [
    ("weekly", datetime(2026, 4, 6, 6, 59, tzinfo=HERE), None),
    ("weekly", datetime(2026, 4, 6, 7, 0, tzinfo=HERE), date(2026, 4, 6)),
    ("weekly", datetime(2026, 4, 12, 23, 0, tzinfo=HERE), date(2026, 4, 6)),
    ("monthly", datetime(2026, 4, 1, 0, 0, tzinfo=UTC), date(2026, 4, 1)),
    ("monthly", datetime(2026, 5, 1, 6, 0, tzinfo=HERE), date(2026, 4, 1)),
    ("quarterly", datetime(2026, 5, 20, 9, 0, tzinfo=HERE), date(2026, 4, 1)),
    ("quarterly", datetime(2026, 3, 31, 23, 0, tzinfo=HERE), None),
]


@pytest.mark.parametrize(("rhythm", "now", "day"), DUE)
def test_a_report_is_due_at_seven_here(
    rhythm: str, now: datetime, day: date | None
) -> None:
    assert due_day(Schedule(rhythm=rhythm, since=date(2026, 3, 31)), now) == day


FIRST = datetime(2026, 4, 1, 7, tzinfo=HERE)


def scheduled(town: Town, **more: Any) -> Schedule:
    kept = town.keep(**more)
    return schedule(kept, to=str(town.leader.email), rhythm="monthly", at=NOW)


def test_what_is_due_leaves_once_with_its_tables(
    town: Town, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.SITE_URL = "https://motcua.mau.test"
    mine = scheduled(town, definition={**SIMPLE, "ky": "thang-truoc"})

    assert send_due(FIRST - timedelta(minutes=1)) == 0
    assert send_due(FIRST) == 1
    assert send_due(FIRST + timedelta(days=3)) == 0

    (mail,) = mailoutbox
    assert mail.to == [town.leader.email]
    assert mail.subject == "Báo cáo: Mẫu"
    assert "Hồ sơ tiếp nhận trong kỳ: " in mail.body
    assert "https://motcua.mau.test/" in mail.body
    assert f"/bao-cao/lich/{mine.pk}/" in mail.body
    (_name, table, _kind), (_other, book, _sheet) = mail.attachments
    assert "Lĩnh vực,Hồ sơ tiếp nhận trong kỳ" in str(table)
    assert isinstance(book, bytes)
    cells = [c for row in load_workbook(BytesIO(book)).worksheets[0].rows for c in row]
    assert not [c for c in cells if c.data_type == "f"]
    assert [c.value for c in cells if c.number_format == "#,##0.0"]
    assert Dispatch.objects.get().sent_at == FIRST
    assert str(Dispatch.objects.get()).endswith("2026-04-01")


def test_who_starts_late_gets_the_newest_only(
    town: Town, mailoutbox: list[EmailMessage]
) -> None:
    scheduled(town)

    send_due(FIRST + timedelta(days=100))

    assert len(mailoutbox) == 1
    assert Dispatch.objects.get().day == date(2026, 7, 1)


def test_a_long_report_is_cut_in_the_mail_alone(
    town: Town, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_sending, "SHOWN", 1)
    scheduled(town)

    send_due(FIRST)

    assert "Còn 1 dòng trong tệp kèm theo." in mailoutbox[0].body


def test_whoever_lost_the_right_gets_nothing(
    town: Town, mailoutbox: list[EmailMessage]
) -> None:
    scheduled(town)
    Posting.objects.filter(user=town.leader).delete()

    assert send_due(FIRST) == 0
    assert not mailoutbox
    assert "không còn được xem" in Dispatch.objects.get().failure


def test_a_report_that_can_no_longer_be_read_says_so(town: Town) -> None:
    scheduled(town, definition={**SIMPLE, "so": ["gi-do"]})

    assert send_due(FIRST) == 0
    assert "không có trong danh sách" in Dispatch.objects.get().failure


def test_a_mail_that_failed_or_crashed_is_tried_again(
    town: Town, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    scheduled(town)
    works = settings.MAILERS

    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": free_port(), "timeout": 5},
        }
    }
    assert send_due(FIRST) == 0
    assert Dispatch.objects.get().failure == "Máy chủ thư không nhận."
    settings.MAILERS = works

    assert send_due(FIRST + timedelta(minutes=1)) == 0
    assert send_due(FIRST + AGAIN_AFTER) == 1
    assert Dispatch.objects.get().failure == ""
    assert len(mailoutbox) == 1


def test_a_late_mail_is_about_the_period_it_was_due_for(
    town: Town, mailoutbox: list[EmailMessage]
) -> None:
    kept = town.keep(definition={**SIMPLE, "ky": "thang-truoc"})
    schedule(kept, to=str(town.leader.email), rhythm="quarterly", at=NOW)

    send_due(FIRST + timedelta(days=40))  # due on 1 April: the month before is March

    assert "Không có hồ sơ" not in mailoutbox[0].body


@pytest.mark.parametrize("name", ["Hai\ndòng", "Ô\x0bl\x07ạ"])
def test_one_report_that_cannot_be_sent_stops_no_other(
    town: Town, mailoutbox: list[EmailMessage], name: str
) -> None:
    scheduled(town, name=name)
    other = town.keep(name="Báo cáo khác")
    schedule(other, to=str(town.leader.email), rhythm="monthly", at=NOW)

    send_due(FIRST)

    assert "Báo cáo: Báo cáo khác" in [mail.subject for mail in mailoutbox]
    broken = Dispatch.objects.filter(sent_at=None)
    assert [each.failure for each in broken] == [
        "Lỗi của cổng; quản trị hệ thống đã được báo."
    ] * len(broken)


def test_what_keeps_failing_is_given_up(town: Town) -> None:
    scheduled(town)
    Posting.objects.filter(user=town.leader).delete()

    begun = set()
    for number in range(3 * MOST_TRIES):
        send_due(FIRST + number * AGAIN_AFTER)
        begun.add(Dispatch.objects.get().begun_at)

    assert len(begun) == MOST_TRIES == Dispatch.objects.get().tries


def test_a_dispatch_is_not_sent_and_failed_at_once(town: Town) -> None:
    mine = scheduled(town)

    with pytest.raises(IntegrityError, match="dispatch_is_sent_or_failed"):
        Dispatch.objects.create(
            schedule=mine, day=FIRST.date(), begun_at=NOW, sent_at=NOW, failure="x"
        )


def test_the_clocks_sweep_sends_what_is_due(
    town: Town, mailoutbox: list[EmailMessage]
) -> None:
    scheduled(town)

    assert tasks.send_own_reports() == 1
    assert tasks.send_own_reports() == 0
