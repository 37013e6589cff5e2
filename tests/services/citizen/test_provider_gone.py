"""A provider that the portal no longer has, while orders of it are still open."""

from datetime import timedelta

import pytest
from django.urls import reverse

from services.payments.actions import ask_about_unsettled
from services.payments.models import Attempt, Means
from services.payments.states import UNSETTLED
from tests.factories.accounts import sign_in
from tests.factories.book import Book, offered
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("means", [Means.VNPAY, Means.PLATFORM, Means.VIETQR])
@pytest.mark.parametrize("has_another", [False, True])
def test_nothing_is_a_dead_end(means: Means, *, has_another: bool) -> None:
    office = Office(COPIES)
    dossier = owing(office)
    attempt = make_attempt([billed(dossier, at=WHEN)], at=WHEN, means=means)
    assert dossier.applicant is not None
    client, desk = sign_in(dossier.applicant), sign_in(office.receptionist)
    parts = {"pay": [], "attempt": [attempt.public_id], "dossier": [dossier.public_id]}

    with offered(*([Book("card", "Khác")] if has_another else [])):
        looks = [
            client.get(reverse(f"citizen:{name}", args=args)).status_code
            for name, args in parts.items()
        ]
        asked = client.post(reverse("citizen:attempt_check", args=[attempt.public_id]))
        ask_about_unsettled(WHEN + timedelta(days=2))
        looks += [
            desk.get(reverse(f"desk:{name}")).status_code
            for name in ("transfers", "till")
        ]

    assert set(looks) == {200}
    assert asked.status_code == 302
    # Nobody can say what became of it: it stays open for whoever looks at statements.
    assert Attempt.objects.get().state in UNSETTLED
