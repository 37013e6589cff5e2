"""Paying through the national Platform in a real browser: there, and back again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL
from socket import create_connection

import pytest
from playwright.sync_api import expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from portal.local.ports import free_port
from portal.local.processes import start, stop, wait_until
from services.dossiers.models import Dossier
from services.payments.gateways.registry import gateways
from services.payments.models import Attempt, Means
from services.payments.states import AttemptState
from services.procedures.models import Offering
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import Office
from tests.factories.money import COPIES
from tests.factories.providers import PLATFORM
from tests.journeys.conftest import PHONE, Cast
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

HERE = Path(__file__).parent.parent.parent
SECRET, MERCHANT = "a secret of the journeys", "DOITAC"
SECONDS, SOON = 20, 15_000


@contextmanager
def running(site: str, folder: Path) -> Iterator[str]:
    """Run the simulated Platform; give where it is."""
    port = free_port()
    command = [sys.executable, "-m", "portal.local.providers.platform"]
    command += ["--port", str(port), "--merchant", MERCHANT, "--secret", SECRET]
    command += ["--data", str(folder / "platform.db"), "--retry-seconds", "0.2"]
    command += ["--ipn", f"{site}/may/nen-tang/xac-nhan"]
    command += ["--back", f"{site}/ho-so/thanh-toan/"]
    log = folder / "platform.log"

    def answers() -> bool:
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return False
        return True

    with log.open("ab") as output:
        process = start(command, farewell=SIGKILL, output=output, cwd=HERE)
    try:
        wait_until(answers, process, seconds=SECONDS, log=log)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process, SIGKILL, seconds=SECONDS)


@pytest.fixture
def platform(
    live_server: LiveServer, settings: Settings, tmp_path: Path
) -> Iterator[str]:
    """The portal takes money through the Platform alone."""
    with running(live_server.url, tmp_path) as home:
        told = {"PLATFORM_SECRET": SECRET, "PLATFORM_URL": f"{home}/api"}
        settings.PLATFORM = {**PLATFORM, **told}
        settings.VNPAY = settings.VIETQR = {}
        policy = dict(settings.SECURE_CSP)
        policy["form-action"] = [*policy["form-action"], home]
        settings.SECURE_CSP = policy
        gateways.cache_clear()
        yield home
    gateways.cache_clear()


def to_the_platform(cast: Cast) -> tuple[Person, Dossier]:
    """Go from a dossier of 24,000 VND to the Platform's page, on a phone."""
    owner, office = make_citizen(), Office(COPIES)
    Offering.objects.update(level=4, mode="toan_trinh")
    said = {"nop_thay": False, "so_luong": 3}
    dossier = office.submitted(owner, answers=said)
    person = cast.enter(owner, size=PHONE)
    person.go(f"/ho-so/{dossier.public_id}/")
    person.press("Thanh toán trực tuyến")
    assert "24.000 đ" in person.text
    person.page.get_by_role("button", name="Thanh toán", exact=True).click()
    person.page.wait_for_url("**/thanh-toan/MC*")
    assert "MÔ PHỎNG" in person.text
    return person, dossier


def shows(person: Person, words: str) -> None:
    expect(person.page.locator("main")).to_contain_text(words, timeout=SOON)
    person.check()


def test_a_fee_is_paid_through_the_platform(cast: Cast, platform: str) -> None:
    person, dossier = to_the_platform(cast)

    person.page.get_by_role("button", name="Thanh toán").first.click()
    person.page.wait_for_url("**/ho-so/thanh-toan/**")
    attempt = Attempt.objects.get()
    person.go(f"/ho-so/thanh-toan/{attempt.public_id}/")
    shows(person, "Đã thanh toán")
    person.go(f"/ho-so/{dossier.public_id}/")

    assert "Tải biên lai" in person.text
    dossier.refresh_from_db()
    assert dossier.fee_collected == dossier.fee_due == 24_000
    attempt.refresh_from_db()
    assert (attempt.means, attempt.state) == (Means.PLATFORM, AttemptState.PAID)


def test_a_payment_given_up_at_the_platform_can_be_made_again(
    cast: Cast, platform: str
) -> None:
    person, dossier = to_the_platform(cast)

    person.page.get_by_role("button", name="Hủy").first.click()
    person.page.wait_for_url("**/ho-so/thanh-toan/**")
    person.check()
    person.go(f"/ho-so/{dossier.public_id}/")

    assert "Thanh toán trực tuyến" in person.text
    dossier.refresh_from_db()
    assert dossier.fee_collected == 0
