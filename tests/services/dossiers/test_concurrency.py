"""Many at once: no gap, no duplicate, one dossier per form."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from accounts.models import Agency
from services.dossiers import actions, feed
from services.dossiers.codes import take_code
from services.dossiers.errors import ActNotAllowed, Stale
from services.dossiers.models import CodeCounter, Dossier
from tests.factories.accounts import make_agency
from tests.factories.dossiers import WHEN, Office

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 20, 10
POSTS = 50


class RolledBack(Exception):
    """Thrown in the middle of a filing."""


def _take(agency: Agency, worker: int, *, locks: bool) -> list[str]:
    """Take codes, every fifth filing failing after it took its number."""
    taken = []
    try:
        for number in range(EACH):
            try:
                with transaction.atomic():
                    code = _locked(agency) if locks else _counted(agency)
                    if (worker + number) % 5 == 0:
                        raise RolledBack
                taken.append(code)
            except RolledBack:
                continue
    finally:
        connection.close()
    return taken


def _locked(agency: Agency) -> str:
    return take_code(agency.pk, agency.identifier, WHEN)


def _counted(agency: Agency) -> str:
    """Take a number as it must not be done: read, then write."""
    counter, _new = CodeCounter.objects.get_or_create(
        agency=agency, day=WHEN.date(), defaults={"last": 0}
    )
    number = counter.last + 1
    CodeCounter.objects.filter(pk=counter.pk).update(last=number)
    return str(number)


def _all(agency: Agency, *, locks: bool) -> list[str]:
    with ThreadPoolExecutor(WRITERS) as pool:
        rows = pool.map(lambda w: _take(agency, w, locks=locks), range(WRITERS))
        return [code for row in rows for code in row]


def test_twenty_writers_with_rollbacks_leave_no_gap_and_no_duplicate() -> None:
    codes = _all(make_agency(), locks=True)

    numbers = sorted(int(code.rsplit("-", 1)[1]) for code in codes)
    assert numbers == list(range(1, len(codes) + 1))
    assert len(codes) == WRITERS * EACH * 4 // 5


def test_without_the_lock_numbers_are_given_twice() -> None:
    agency = make_agency()
    CodeCounter.objects.create(agency=agency, day=WHEN.date(), last=0)

    codes = _all(agency, locks=False)

    assert max(Counter(codes).values()) > 1


def test_fifty_parallel_posts_of_one_form_make_one_dossier() -> None:
    office = Office()
    draft = office.draft()
    citizen = draft.applicant
    assert citizen is not None
    start = Barrier(POSTS)

    def post(_number: int) -> str | None:
        try:
            start.wait()
            return actions.submit(draft, by=citizen, at=WHEN).code
        finally:
            connection.close()

    with ThreadPoolExecutor(POSTS) as pool:
        codes = set(pool.map(post, range(POSTS)))

    assert len(codes) == 1
    assert Dossier.objects.submitted().count() == 1
    assert Dossier.objects.get().events.count() == 1


def test_two_officers_decide_at_once_and_one_is_told() -> None:
    office = Office()
    filed = office.submitted()
    start = Barrier(2)

    def receive(_number: int) -> str:
        try:
            start.wait()
            actions.receive(
                filed, by=office.receptionist, at=WHEN, version=filed.version
            )
        except (Stale, ActNotAllowed) as refusal:
            return type(refusal).__name__
        else:
            return "received"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(receive, range(2)))

    assert outcomes == ["Stale", "received"]


def test_a_second_reader_of_the_same_subscriber_goes_away_at_once() -> None:
    Office().submitted()
    seen: list[int] = []

    def read_again() -> int:
        try:
            return feed.consume("test", lambda events: seen.append(len(events)))
        finally:
            connection.close()

    def handle(_events: object) -> None:
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(read_again).result(10) == 0

    feed.consume("test", handle)

    assert seen == []
