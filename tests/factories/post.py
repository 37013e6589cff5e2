"""A post that runs as a process of its own, and parcels for tests."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

from accounts.models import User
from services.delivery import actions
from services.delivery.models import Shipment
from services.dossiers import actions as dossiers
from services.dossiers.models import Dossier
from services.gateways.post import Step, Track
from services.gateways.post.vnpost import VNPost
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import WHEN, Office
from tests.services.dossiers.test_life import a_document

TAKEN, ON_ROAD, HANDED, NOBODY_HOME, BACK = "10", "20", "30", "40", "50"

HOME = {"era": "2025", "province": "79", "ward": "26743", "line": "12 đường Mẫu"}
"""An address as the e-forms keep it."""

COPIES = "2.000635"
"""Copies of a civil status extract: asks how the result arrives, 8,000 VND each."""

DECIDED = WHEN + timedelta(hours=4)
LATER = DECIDED + timedelta(hours=1)


class FakePost:
    """The address of the process, and the handles by which it is made to behave."""

    def __init__(self, url: str) -> None:
        self.url = url

    def client(self, *, seconds: float = 5) -> VNPost:
        return VNPost(
            self.url,
            customer_code="MAU",
            customer_key="mau",
            secret_key="khong-that",
            seconds=seconds,
        )

    def behave(self, **asked: Any) -> dict[str, Any]:
        """Set the mood, or let something happen; return what it was asked to carry."""
        request = Request(f"{self.url}/fake", json.dumps(asked).encode())
        with urlopen(request, timeout=5) as answer:
            said: dict[str, Any] = json.load(answer)["parcels"]
        return said

    def mood(self, **mood: Any) -> None:
        self.behave(mood=mood)

    def happen(self, number: str, code: str, at: datetime) -> None:
        self.behave(happen={"number": number, "code": code, "at": at.isoformat()})


@contextmanager
def fake_post(*options: str) -> Iterator[FakePost]:
    """Run the process; its first line says where it listens already."""
    command = [sys.executable, "-m", "portal.local.providers.vnpost", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url, "the post did not start"
        try:
            yield FakePost(url)
        finally:
            process.send_signal(signal.SIGKILL)


def answers(way: str = "buu_chinh", **more: Any) -> Mapping[str, Any]:
    """Return what the e-form says about one copy and how it arrives."""
    said = {"nop_thay": False, "so_luong": 1, "hinh_thuc_nhan": way, **more}
    return {**said, "dia_chi_nhan": HOME} if way == "buu_chinh" else said


def decided(
    office: Office, by: User | None = None, *, way: str = "buu_chinh", paid: bool = True
) -> Dossier:
    """Bring a dossier whose form says how the result arrives to its decision."""
    citizen = by or make_citizen()
    filed = office.submitted(citizen, answers=dict(answers(way)))
    if paid:
        filed = dossiers.record_payment(
            filed, by=None, at=WHEN, amount=8_000, means="vnpay", reference="MC1"
        )
    return finish(filed, office)


def finish(filed: Dossier, office: Office) -> Dossier:
    """Receive the filed dossier, walk its route and decide, with an electronic copy."""
    dossier = dossiers.receive(filed, by=office.receptionist, at=WHEN)
    dossier = dossiers.forward(dossier, by=office.receptionist, at=WHEN)
    while not (step := dossier.route_step) or not step.decides:
        dossier = dossiers.forward(dossier, by=office.person(dossier), at=WHEN)
    result = (dossier.definition.results[0].key, a_document(office.leader))
    return dossiers.decide(dossier, by=office.leader, at=DECIDED, results=[result])


def with_post(office: Office, post: FakePost, **how: Any) -> tuple[Dossier, Shipment]:
    """Decide a dossier, order its parcel and have the post take the order."""
    dossier = decided(office, **how)
    actions.hand_over(dossier, by=office.receptionist, at=DECIDED)
    parcel = dossier.shipments.get()
    assert actions.send(parcel.pk, post=post.client(), at=DECIDED)
    parcel.refresh_from_db()
    return dossier, parcel


def came_back(office: Office, post: FakePost) -> tuple[Dossier, Shipment]:
    """A result that the post brought back to the desk."""
    dossier, parcel = with_post(office, post)
    line = Track(code=BACK, step=Step.RETURNED, at=LATER)
    return dossier, actions.record(parcel, [line], at=LATER)
