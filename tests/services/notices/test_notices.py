"""Notices: once per event, recipient and channel, in plain words."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.local.ports import free_port
from services.dossiers import actions
from services.dossiers.models import Dossier
from services.dossiers.states import Act
from services.notices import actions as notices
from services.notices.models import Channel, Notice
from services.notices.wording import TELLERS, message
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, owing
from tests.portal.test_simulation import COURSES, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails(settings: Any) -> None:
    settings.MAILERS = {
        "default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    }


def test_an_event_tells_once_however_often_it_is_read() -> None:
    Office().submitted()

    notices.tell_new_events()
    notices.tell_new_events()

    assert Notice.objects.filter(channel=Channel.PORTAL).count() == 1
    assert Notice.objects.filter(channel=Channel.EMAIL).count() == 1


def test_who_left_no_address_and_has_no_account_is_told_at_the_counter_only() -> None:
    stage = Stage()
    stage.play(stage.story((Act.TAKE_IN,)))

    assert notices.tell_new_events() == 1

    assert not Notice.objects.exists()


def test_an_invented_dossier_tells_nobody() -> None:
    dossier = Office().submitted()
    dossier.is_invented = True
    dossier.save(update_fields=["is_invented"])

    assert notices.tell_new_events() == 1

    assert not Notice.objects.exists()


def test_the_database_refuses_a_second_notice_of_the_same_thing() -> None:
    filed = Office().submitted()
    notices.tell_new_events()
    kept = Notice.objects.get(channel=Channel.EMAIL)
    kept.pk = None

    with pytest.raises(IntegrityError, match="told_once"), transaction.atomic():
        kept.save(force_insert=True)

    kept.recipient = None
    kept.save(force_insert=True)  # somebody else, by mail alone
    kept.pk = None
    with pytest.raises(IntegrityError, match="told_once"), transaction.atomic():
        kept.save(force_insert=True)
    assert filed.notices.count() == 3


def test_a_notice_on_the_portal_has_a_reader() -> None:
    Office().submitted()
    notices.tell_new_events()
    notice = Notice.objects.get(channel=Channel.PORTAL)
    assert str(notice) == f"{notice.event_id} → {notice.recipient_id} (portal)"

    notice.recipient = None
    with pytest.raises(IntegrityError, match="portal_notice_has_a_reader"):
        notice.save()


def test_a_mail_server_that_is_away_loses_nothing(settings: Any) -> None:
    smtp = {"host": "127.0.0.1", "port": free_port(), "timeout": 5}
    reachable = settings.MAILERS
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": smtp,
        }
    }
    Office().submitted()
    notices.tell_new_events()
    waiting = Notice.objects.unsent().get()

    with pytest.raises(notices.Unsent):
        notices.send(waiting.pk)
    assert Notice.objects.unsent().get() == waiting

    settings.MAILERS = reachable
    assert notices.send(waiting.pk)
    assert len(mail.outbox) == 1
    assert not Notice.objects.unsent().exists()


def test_a_mail_goes_out_once_and_says_nothing_personal() -> None:
    office = Office()
    citizen = make_citizen("Nguyễn Thị Kín Đáo Mẫu")
    filed = office.submitted(citizen)
    notices.tell_new_events()
    waiting = Notice.objects.unsent().get()

    assert notices.send(waiting.pk)
    assert not notices.send(waiting.pk)

    (sent,) = mail.outbox
    assert filed.code
    assert filed.code in sent.subject
    assert citizen.full_name not in sent.body
    assert reverse("citizen:dossier", args=[filed.public_id]) in sent.body


def test_the_reason_of_a_refusal_is_told() -> None:
    office = Office()
    filed = office.submitted()
    actions.refuse(filed, by=office.receptionist, at=WHEN, reason="Sai nơi nộp")

    event = filed.events.get(act=Act.REFUSE)
    filed.refresh_from_db()

    assert "Sai nơi nộp" in " ".join(message(event, filed).sentences)


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_every_act_that_is_told_has_words(course: tuple[Act, ...]) -> None:
    stage = Stage()
    dossier = stage.play(stage.story(course))

    told = [e for e in dossier.events.all() if e.act in TELLERS]

    for event in told:
        words = message(event, dossier)
        assert dossier.code
        assert dossier.code in words.subject
        assert all(words.sentences)


def test_the_page_marks_what_it_shows_as_read() -> None:
    citizen = make_citizen()
    Office().submitted(citizen)
    notices.tell_new_events()
    client = sign_in(citizen)

    page = client.get(reverse("citizen:notices")).content.decode()

    assert "Đã nhận hồ sơ" in page
    assert not Notice.objects.shown_to(citizen).unread().exists()


def told_of(dossier: Dossier, act: Act) -> tuple[str, str]:
    dossier.refresh_from_db()
    said = message(dossier.events.get(act=act), dossier)
    return said.subject, " ".join(said.sentences)


def paid(office: Office) -> Dossier:
    return actions.record_payment(
        owing(office), by=None, at=WHEN, amount=24_000, means="vnpay", reference="MC1"
    )


def test_money_that_came_in_is_told_with_where_its_receipt_is() -> None:
    subject, text = told_of(paid(Office(COPIES)), Act.PAY)

    assert "đã nhận 24.000 đồng" in subject
    assert "biên lai" in text
    assert "trả lời về việc tiếp nhận trước" in text


def test_money_taken_after_the_reception_promises_no_reception_again() -> None:
    office = Office()
    dossier = office.in_progress()
    at = WHEN + timedelta(hours=3)
    asked = actions.ask_payment(
        dossier, by=office.officer, at=at, amount=50_000, reason="Lệ phí"
    )
    assert "Thanh toán trực tuyến" in told_of(asked, Act.ASK_PAYMENT)[1]

    settled = actions.record_payment(
        asked, by=None, at=at, amount=50_000, means="vnpay", reference="MC2"
    )

    subject, text = told_of(settled, Act.SETTLE)
    assert "đã nhận 50.000 đồng" in subject
    assert "Hạn trả kết quả mới" in text


@pytest.mark.parametrize(("means", "to_account"), [("vnpay", True), ("cash", False)])
def test_money_that_goes_back_says_why_and_where_to(
    means: str, *, to_account: bool
) -> None:
    dossier = paid(Office(COPIES))
    line = dossier.bill[0].key
    actions.record_refund(
        dossier,
        by=None,
        at=WHEN,
        line=line,
        amount=8_000,
        means=means,
        reason="Thu thừa một bản",
        reference="HT1",
    )

    subject, text = told_of(dossier, Act.REFUND)
    assert "đã hoàn 8.000 đồng" in subject
    assert "Thu thừa một bản" in text
    assert ("tài khoản" in text) is to_account


def test_a_fee_that_was_adjusted_says_from_what_to_what() -> None:
    office = Office(COPIES)
    dossier = owing(office)
    actions.adjust_fee(
        dossier,
        by=office.leader,
        at=WHEN,
        line=dossier.bill[0].key,
        amount=16_000,
        reason="Hai bản",
    )

    assert "Từ 24.000 đồng thành 16.000 đồng." in told_of(dossier, Act.ADJUST_FEE)[1]


def test_money_taken_at_the_counter_is_told_once() -> None:
    office = Office(COPIES)
    dossier = owing(office)
    actions.record_payment(
        dossier,
        by=office.receptionist,
        at=WHEN,
        amount=24_000,
        means="cash",
        reference="x",
    )
    for _again in "12":
        notices.tell_new_events()

    mine = Notice.objects.filter(event__act=Act.COLLECT_FEE, channel=Channel.PORTAL)
    assert mine.count() == 1
