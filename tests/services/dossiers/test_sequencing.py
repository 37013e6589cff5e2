"""Positions are given by one sequencer at a time, without a gap."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from services.dossiers import feed
from services.dossiers.models import Event
from tests.factories.dossiers import Office

pytestmark = pytest.mark.django_db(transaction=True)


def sequence_impatiently() -> bool:
    """Say whether the turn came within a fifth of a second."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
            feed.sequence()
    except OperationalError:
        return False
    finally:
        connection.close()
    return True


def test_a_second_sequencer_waits_for_the_first() -> None:
    with ThreadPoolExecutor(1) as other, transaction.atomic():
        feed.sequence()

        assert not other.submit(sequence_impatiently).result()

    with ThreadPoolExecutor(1) as other:
        assert other.submit(sequence_impatiently).result()


def test_positions_follow_one_another_however_often_they_are_given() -> None:
    office = Office()
    for _turn in range(2):
        office.in_progress()
        feed.sequence()
        feed.sequence()

    events = Event.objects.order_by("position").values_list("position", "seq")
    positions = [position for position, _seq in events]
    assert positions == list(range(1, len(positions) + 1))
    assert [seq for _position, seq in events] == [1, 2, 3, 1, 2, 3]
