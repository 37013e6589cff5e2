"""Where a parcel is: told once, in plain words, on the portal and by mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from services.delivery.actions import record
from services.delivery.herald import TOLD, Herald
from services.delivery.models import Shipment
from services.delivery.states import ShipmentState
from services.dossiers.models import Dossier
from services.gateways.post import Step, Track
from services.notices import actions as notices
from services.notices.models import Channel, Notice
from services.notices.wording import NEWS, message_of
from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office
from tests.factories.post import COPIES, DECIDED, FakePost, came_back, with_post

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


def line(code: str, step: Step, hours: int) -> Track:
    return Track(code, step, DECIDED + hours * HOUR, cod=0)


CARRIED = line("20", Step.CARRIED, 1)
FAILED = line("40", Step.FAILED, 2)
AGAIN = line("20", Step.CARRIED, 3)
BACK = line("50", Step.RETURNED, 4)
DELIVERED = line("30", Step.DELIVERED, 4)


def walk(parcel: Shipment, *lines: Track) -> None:
    """Let the post tell the lines one after the other, each of them twice."""
    for each in lines:
        record(parcel, [each], at=each.at)
        record(parcel, [each], at=each.at)


def told(channel: Channel = Channel.PORTAL) -> list[str]:
    mine = Notice.objects.filter(channel=channel).exclude(news="").order_by("pk")
    return list(mine.values_list("news", flat=True))


def test_each_stage_of_a_result_is_told_once_also_where_it_repeats(
    office: Office, connected: FakePost
) -> None:
    _dossier, parcel = with_post(office, connected)

    walk(parcel, CARRIED, FAILED, AGAIN, BACK)

    wanted = ["accepted", "in_transit", "failed", "returned"]
    assert told() == told(Channel.EMAIL) == [f"return.{state}" for state in wanted]


def test_that_a_result_was_delivered_is_told_by_the_dossier_itself(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = with_post(office, connected)

    walk(parcel, CARRIED, DELIVERED)
    notices.tell_new_events()

    assert told() == ["return.accepted", "return.in_transit"]
    mine = dossier.notices.filter(channel=Channel.PORTAL, news="").order_by("pk")
    last = mine[len(mine) - 1]
    assert message_of(last).subject == f"Đã trả kết quả hồ sơ {dossier.code}"


def test_papers_that_reach_the_office_are_told(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = with_post(office, connected)
    Shipment.objects.filter(pk=parcel.pk).update(direction="collect")

    walk(parcel, CARRIED, DELIVERED)

    assert told()[1:] == ["collect.in_transit", "collect.delivered"]
    said = message_of(Notice.objects.latest("pk"))
    assert said.subject == f"Cơ quan đã nhận giấy tờ của hồ sơ {dossier.code}"


def test_a_parcel_that_is_sent_again_is_told_of_anew(
    office: Office, connected: FakePost
) -> None:
    dossier, parcel = came_back(office, connected)
    told_before = len(told())
    again = {"news": "return.accepted", "reference": f"{parcel.number}-2"}

    for _twice in "12":
        notices.tell_news(dossier, at=DECIDED, **again)

    assert len(told()) == told_before + 1


def test_invented_dossiers_tell_nobody(office: Office, connected: FakePost) -> None:
    dossier, parcel = with_post(office, connected)
    Notice.objects.all().delete()
    Dossier.objects.filter(pk=dossier.pk).update(is_invented=True)

    walk(parcel, CARRIED)

    assert told() == []


def test_the_citizen_reads_it_on_the_portal_and_in_a_mail(
    office: Office, connected: FakePost, settings: Any
) -> None:
    settings.MAILERS = {
        "default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    }
    dossier, parcel = with_post(office, connected)
    walk(parcel, FAILED)
    assert dossier.applicant

    page = sign_in(dossier.applicant).get(reverse("citizen:notices")).content.decode()
    news = Notice.objects.unsent().exclude(news="").order_by("pk")
    assert [notices.send(each.pk) for each in news] == [True, True]

    assert f"Bưu điện chưa phát được kết quả hồ sơ {dossier.code}" in page
    assert [letter.subject for letter in mail.outbox] == [
        f"Kết quả hồ sơ {dossier.code} được gửi qua bưu điện",
        f"Bưu điện chưa phát được kết quả hồ sơ {dossier.code}",
    ]
    assert "Theo dõi bưu gửi" in mail.outbox[1].body


def test_every_stage_that_is_told_has_its_words_and_no_other() -> None:
    wanted = {f"{way.value}.{state.value}" for way in TOLD for state in TOLD[way]}

    assert set(NEWS) == wanted


def test_a_notice_is_of_an_event_or_of_news(
    office: Office, connected: FakePost
) -> None:
    dossier, _parcel = with_post(office, connected)
    notice = Notice.objects.exclude(news="").first()
    assert notice
    event = dossier.events.latest("seq")

    for wrong in ({"event": event}, {"reference": ""}, {"news": "", "reference": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(**wrong)
    assert str(notice).startswith("return.accepted →")


def test_a_portal_without_a_herald_is_a_mistake(
    office: Office, connected: FakePost
) -> None:
    _dossier, parcel = with_post(office, connected)

    with pytest.raises(AssertionError, match="no herald"):
        Herald().tell(parcel, ShipmentState.ORDERED, at=DECIDED)
