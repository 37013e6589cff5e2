"""Production settings are held to more than those of a demo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import CheckMessage, run_checks
from pytest_django import Settings

from tests.house.production import PRODUCTION

HERE = Path(__file__).parent.parent.parent


def check(**more: str) -> subprocess.CompletedProcess[str]:
    """Run Django's own examination of a deployment, warnings counting as failures."""
    command = [sys.executable, "manage.py", "check", "--deploy"]
    return subprocess.run(
        [*command, "--fail-level", "WARNING"],
        cwd=HERE,
        env={"PATH": os.environ["PATH"], **PRODUCTION, **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.local
def test_production_settings_pass_every_check() -> None:
    done = check()

    assert done.returncode == 0, done.stderr


@pytest.mark.local
@pytest.mark.parametrize(
    ("setting", "error"),
    [
        ({"DEMO": "true"}, "portal.E001"),
        ({"DEMO": "true"}, "portal.E003"),
        ({"HTTPS": "false"}, "portal.E002"),
        ({"DEBUG": "true"}, "security.W018"),
        ({"CLAMD_URL": ""}, "portal.E004"),
        ({"RECEIPT_KEY": ""}, "portal.E007"),
    ],
)
def test_production_is_refused(setting: dict[str, str], error: str) -> None:
    done = check(**setting)

    assert done.returncode == 1
    assert error in done.stderr


@pytest.mark.parametrize(
    ("demo", "https", "scanner", "found"),
    [
        (False, True, "tcp://clamd:3310", set()),
        (True, True, "tcp://clamd:3310", {"portal.E001", "portal.E003"}),
        (False, False, "tcp://clamd:3310", {"portal.E002"}),
        (True, False, "", {"portal.E001", "portal.E002", "portal.E004"}),
    ],
)
def test_our_checks_name_what_is_wrong(
    settings: Settings, scanner: str, found: set[str], *, demo: bool, https: bool
) -> None:
    settings.DEMO, settings.HTTPS, settings.CLAMD_URL = demo, https, scanner
    settings.RECEIPT_CERT = PRODUCTION["RECEIPT_CERT"]

    said = run_checks(tags=["security"], include_deployment_checks=True)

    assert {
        message.id for message in said if str(message.id).startswith("portal")
    } == found


def test_providers_are_asked_over_https_alone(settings: Settings) -> None:
    settings.DEMO, settings.HTTPS, settings.CLAMD_URL = False, True, "tcp://clamd:3310"
    settings.VNPAY = {"VNPAY_API_URL": "https://vnpay.mau.test/", "VNPAY_SECRET": "x"}
    settings.VNPAY_STATEMENT_URL = "https://vnpay.mau.test/{day}.csv"
    settings.VNPOST = {"VNPOST_URL": "https://buudien.mau.test", "VNPOST_SECRET": "x"}
    assert not _portal_errors()

    settings.PLATFORM = {"PLATFORM_URL": "http://nentang.mau.test/"}
    settings.VNPAY_STATEMENT_URL = "http://vnpay.mau.test/{day}.csv"
    settings.VNPOST = {"VNPOST_URL": "http://buudien.mau.test", "VNPOST_SECRET": "x"}

    (error,) = _portal_errors()
    assert error.id == "portal.E005"
    plain = "PLATFORM_URL, VNPOST_URL, VNPAY_STATEMENT_URL"
    assert str(error.hint) == f"Use https:// in {plain}."


def _portal_errors() -> list[CheckMessage]:
    said = run_checks(tags=["security"], include_deployment_checks=True)
    # Receipts of the tests carry a self-made seal, which is refused on its own.
    ours = [message for message in said if str(message.id).startswith("portal")]
    return [message for message in ours if message.id != "portal.E007"]


def test_a_seal_that_nobody_vouches_for_is_refused(settings: Settings) -> None:
    said = run_checks(tags=["security"], include_deployment_checks=True)
    settings.RECEIPT_CERT = ""
    without = run_checks(tags=["security"], include_deployment_checks=True)

    for found, sentence in ((said, "self-made"), (without, "cannot be signed")):
        (message,) = [each for each in found if each.id == "portal.E007"]
        assert sentence in message.msg
