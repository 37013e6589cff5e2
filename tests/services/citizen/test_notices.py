"""The page of notices: what the portal told, newest first."""

import pytest
from django.urls import reverse

from services.notices.actions import tell_new_events
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import Office

pytestmark = pytest.mark.django_db


def test_notices_come_a_page_at_a_time_and_are_read_once_seen() -> None:
    office, citizen = Office(), make_citizen()
    client = sign_in(citizen)
    for _each in range(11):
        office.received(citizen)
    tell_new_events()

    first = client.get(reverse("citizen:notices"))
    rest = client.get(reverse("citizen:notices"), {"truoc": first.context["before"]})
    again = client.get(reverse("citizen:notices"))

    assert len(first.context["notices"]) == 20
    assert len(rest.context["notices"]) == 2
    assert all(notice.read_at for notice, _message in again.context["notices"])
