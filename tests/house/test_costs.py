"""A list costs the same however long it is: queries are counted at two sizes.

The queue of the desk is counted in tests/services/desk/test_desk.py.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from services.notices.actions import tell_new_events
from services.procedures.catalogue.loader import codes
from services.statistics.applying import apply_new_events
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import Office

pytestmark = pytest.mark.django_db

FEW, MANY = 1, 15


@pytest.mark.parametrize("size", [FEW, MANY])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        # person, drafts, dossiers, unread notices; the session is in the cache
        ("citizen:dossiers", 4),
        # person, notices, marked as read, unread
        ("citizen:notices", 4),
    ],
)
def test_a_list_of_ones_own_costs_the_same_however_long(
    size: int, name: str, queries: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    office, citizen = Office(), make_citizen()
    for _each in range(size):
        office.draft(citizen)
        office.submitted(citizen)
    tell_new_events()
    client = sign_in(citizen)

    with django_assert_num_queries(queries):
        page = client.get(reverse(name))

    assert page.status_code == 200


@pytest.mark.parametrize("size", [2, MANY])  # with one root its offices are read too
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        # two filters, how many, a page of them, their levels, sectors to choose from
        ("search", 6),
        # agencies and sectors to choose from, two totals and four tables from the sums
        # of months and of days each, the agencies below twice (of all there is one),
        # names of agencies and sectors, the target, two notes
        ("figures", 22),
    ],
)
def test_a_public_list_costs_the_same_however_long(
    client: Client,
    size: int,
    name: str,
    queries: int,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    Office(*codes()[:size])
    for _each in range(size):
        Office().received()
    apply_new_events()

    with django_assert_num_queries(queries):
        page = client.get(reverse(name))

    assert page.status_code == 200
