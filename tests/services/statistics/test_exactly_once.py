"""Every event counts once and in order, whoever reads, dies or reads again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction

from portal.celery import app
from portal.local.processes import start, stop, wait_until
from services.dossiers import feed
from services.dossiers.models import Event, Subscription
from services.statistics import applying, tasks
from services.statistics.folding import OutOfOrder
from services.statistics.models import DailyFigure, Fact
from services.statistics.scope import Scope, flows
from tests.factories.dossiers import Office
from tests.portal.test_simulation import COURSES, FACT, Stage, figures, row_of

SECONDS = 60
HERE = Path(__file__).parents[3]


EVER = Scope(date(2000, 1, 1), date(2100, 1, 1))


def counted() -> dict[str, int]:
    return flows(EVER, ("accepted", "resolved"))[None]


def facts() -> dict[int, dict[str, Any]]:
    return {fact.dossier: row_of(fact, FACT) for fact in Fact.objects.all()}


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 2, 500])
def test_it_does_not_matter_in_how_many_pieces_the_events_come(limit: int) -> None:
    stage = Stage()
    for course in COURSES.values():
        stage.play(stage.story(course))

    feed.drain(applying.SUBSCRIBER, applying.apply, limit=limit)

    kept, known = figures(), facts()
    assert len(known) == len(COURSES)
    assert Subscription.objects.get(name=applying.SUBSCRIBER).position == (
        applying.rebuild()
    )
    assert (figures(), facts()) == (kept, known)


@pytest.mark.django_db
def test_a_dossier_resolved_later_is_not_accepted_a_second_time() -> None:
    stage = Stage()
    story = stage.story(COURSES["handed over"])
    dossier = stage.play(story)
    *before, last = dossier.events.order_by("seq")

    applying.apply(before)
    applying.apply([last])

    assert counted() == {"accepted": 1, "resolved": 1}


@pytest.mark.django_db
def test_events_in_the_wrong_order_are_refused_and_leave_nothing() -> None:
    Office().in_progress()
    backwards = list(Event.objects.order_by("-seq"))

    with pytest.raises(OutOfOrder), transaction.atomic():
        applying.apply(backwards)

    assert not Fact.objects.exists()
    assert not DailyFigure.objects.exists()


@pytest.mark.django_db
def test_the_task_says_how_many_events_were_new() -> None:
    Office().received()

    assert tasks.bring_up_to_date() == 2
    assert tasks.bring_up_to_date() == 0


def at_once(*acts: Any) -> None:
    begin = Barrier(len(acts))

    def work(act: Any) -> None:
        try:
            begin.wait(SECONDS)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(work, acts))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", [applying.apply_new_events, applying.rebuild])
def test_two_at_once_count_nothing_twice(other: Any) -> None:
    office = Office()
    for _number in range(6):
        office.received()

    at_once(applying.apply_new_events, other)
    applying.apply_new_events()  # what one left to the other

    kept = figures()
    assert counted()["accepted"] == 6
    applying.rebuild()
    assert figures() == kept


# A worker killed in the middle


@contextmanager
def worker(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Run a worker as in production, on the tests' own database and queue."""
    database = urlsplit(os.environ["DATABASE_URL"])
    database = database._replace(path=f"/{connection.settings_dict['NAME']}")
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker"]
    command += ["--concurrency", "1", "--without-mingle", "--without-gossip"]
    log = folder / "worker.log"
    with log.open("ab") as output:
        process = start(
            command,
            farewell=signal.SIGTERM,
            environment={**os.environ, "DATABASE_URL": database.geturl()},
            output=output,
            cwd=HERE,
        )
    try:
        yield process, log
    finally:
        stop(process, signal.SIGTERM, seconds=SECONDS)


@contextmanager
def figures_held_up() -> Iterator[None]:
    """Let nobody add to the sums meanwhile: they wait in their transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE statistics_dailyfigure")
        yield


WAITS = """
    SELECT FROM pg_locks
    WHERE NOT granted AND relation = 'statistics_dailyfigure'::regclass
"""


def is_in_the_middle() -> bool:
    """Say whether somebody has kept the facts and waits to add to the sums."""
    with connection.cursor() as cursor:
        cursor.execute(WAITS)
        return cursor.fetchone() is not None


def position() -> int:
    """Return how far the figures have come, once nobody is about to change it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '60s'")
        mine = Subscription.objects.select_for_update().get(name=applying.SUBSCRIBER)
    return mine.position


@pytest.mark.local
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_the_sums_right(tmp_path: Path) -> None:
    app.control.purge()
    office = Office()
    office.received()
    office.in_progress()

    with worker(tmp_path) as (process, log), figures_held_up():
        wait_until(is_in_the_middle, process, seconds=SECONDS, log=log)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(SECONDS)

    assert position() == 0
    assert not Fact.objects.exists()
    assert not DailyFigure.objects.exists()

    tasks.bring_up_to_date.delay()  # the minute's sweep
    with worker(tmp_path) as (process, log):
        wait_until(Fact.objects.exists, process, seconds=SECONDS, log=log)

    kept, known = figures(), facts()
    assert counted()["accepted"] == 2
    assert applying.apply_new_events() == 0
    applying.rebuild()
    assert (figures(), facts()) == (kept, known)
