"""Two workers at once, and the real queue: everybody is told once."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from celery import signals
from celery.contrib.testing.worker import start_worker
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from portal.celery import app
from services.dossiers.models import Event as Happened
from services.notices import actions as notices
from services.notices import tasks
from services.notices.models import Channel, Notice
from services.statistics.models import Fact
from tests.factories.dossiers import Office

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 30


class SlowServer(EmailBackend):
    """A mail server that says when a mail arrives and takes it when it may."""

    arrived, may_take = Event(), Event()

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        SlowServer.arrived.set()
        assert SlowServer.may_take.wait(SECONDS)
        return int(super().send_messages(messages))


@pytest.fixture(autouse=True)
def _mails(settings: Any) -> None:
    SlowServer.arrived.clear()
    SlowServer.may_take.clear()
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.SlowServer"}}


def at_once(act: Callable[[], object], workers: int = 2) -> list[object]:
    """Let so many workers do it in the same moment, each on a connection of its own."""
    start = Barrier(workers)

    def work(_number: int) -> object:
        try:
            start.wait(SECONDS)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, range(workers)))


def test_two_workers_that_read_the_same_events_tell_them_once() -> None:
    office = Office()
    for _number in range(5):
        office.submitted()
    events = list(Happened.objects.select_related("dossier"))

    at_once(lambda: notices.tell(events))

    for channel in Channel:
        told = Notice.objects.filter(channel=channel).values_list("event", flat=True)
        assert sorted(told) == sorted(event.pk for event in events)


def test_two_workers_on_the_feed_share_the_events_between_them() -> None:
    office = Office()
    for _number in range(5):
        office.submitted()

    told = at_once(notices.tell_new_events)

    assert sum(map(int, map(str, told))) == 5
    assert Notice.objects.count() == 10


def test_two_workers_with_the_same_mail_send_it_once() -> None:
    Office().submitted()
    notices.tell_new_events()
    waiting = Notice.objects.unsent().get()

    def send() -> bool:
        try:
            return notices.send(waiting.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        sending = other.submit(send)
        assert SlowServer.arrived.wait(SECONDS)
        assert not notices.send(waiting.pk)  # goes away at once, the row is locked
        SlowServer.may_take.set()
        assert sending.result(SECONDS)

    assert len(mail.outbox) == 1
    assert not notices.send(waiting.pk)


@pytest.fixture
def done() -> Iterator[Event]:
    """Say when a worker has sent a mail."""
    sent = Event()

    def note(sender: Any, **_kept: Any) -> None:
        if sender.name == tasks.send.name:
            sent.set()

    signals.task_success.connect(note)
    yield sent
    signals.task_success.disconnect(note)


def test_a_filing_reaches_mailbox_and_figures_through_the_real_queue(
    done: Event,
) -> None:
    SlowServer.may_take.set()
    app.control.purge()
    filed = Office().submitted()

    with start_worker(app, pool="solo", perform_ping_check=False):
        assert done.wait(SECONDS)

    assert filed.code
    (sent,) = mail.outbox
    assert filed.code in sent.subject
    assert Notice.objects.get(channel=Channel.EMAIL).sent_at
    assert Fact.objects.get().dossier == filed.pk


def test_a_mail_that_was_swallowed_is_queued_again_by_the_minute() -> None:
    Office().submitted()
    notices.tell_new_events()
    app.control.purge()

    tasks.sweep()

    waiting = Notice.objects.unsent().get()
    with app.connection_for_read() as broker:
        message = broker.SimpleQueue("celery").get_nowait()
    assert message.headers["task"] == tasks.send.name
    assert message.headers["argsrepr"] == f"({waiting.pk},)"
