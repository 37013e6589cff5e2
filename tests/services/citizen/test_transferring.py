"""Bank transfers: the code, the words to write, and a proof that books nothing."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from services.payments.actions import take_notice
from services.payments.gateways.registry import gateways
from services.payments.models import Attempt, Means
from services.payments.states import AttemptState
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("online")]


@pytest.fixture
def attempt() -> Attempt:
    now = timezone.now()
    invoice = billed(owing(Office(COPIES)), at=now)
    return make_attempt([invoice], at=now, means=Means.VIETQR)


@pytest.fixture
def window(attempt: Attempt) -> Client:
    assert attempt.payer
    return sign_in(attempt.payer)


def path_of(attempt: Attempt) -> str:
    return reverse("citizen:transfer", args=[attempt.reference])


def picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (4, 4)).save(content, "PNG")
    return SimpleUploadedFile("uy nhiem chi.png", content.getvalue())


def send(client: Client, attempt: Attempt, **what: Any) -> str:
    answer = client.post(path_of(attempt), what, follow=True)
    return str(answer.content.decode())


def test_the_page_says_what_to_transfer_where(attempt: Attempt, window: Client) -> None:
    page = window.get(path_of(attempt)).content.decode()

    assert "data:image/svg+xml;base64," in page
    assert attempt.reference in page
    assert "24.000 đ" in page
    assert "0000000000" in page


def test_a_proof_is_kept_and_books_nothing(attempt: Attempt, window: Client) -> None:
    page = send(window, attempt, proof=picture())

    attempt.refresh_from_db()
    assert "Đã nhận chứng từ." in page
    assert "uy nhiem chi.png" in page
    assert attempt.proof
    assert attempt.state == AttemptState.OPEN


def test_what_is_no_proof_is_said_beside_the_field(
    attempt: Attempt, window: Client
) -> None:
    nothing = send(window, attempt)
    program = send(window, attempt, proof=SimpleUploadedFile("a.exe", b"MZ"))

    attempt.refresh_from_db()
    assert "Hãy chọn tệp chứng từ." in nothing
    assert 'id="id_proof_error"' in program
    assert attempt.proof is None


def test_after_its_time_a_proof_is_still_taken(
    attempt: Attempt, window: Client
) -> None:
    Attempt.objects.update(state=AttemptState.EXPIRED)

    assert "Đã hết thời gian" in window.get(path_of(attempt)).content.decode()
    assert "Đã nhận chứng từ." in send(window, attempt, proof=picture())


def test_once_confirmed_it_shows_how_it_ended(attempt: Attempt, window: Client) -> None:
    take_notice(told(attempt), at=timezone.now())

    answer = window.get(path_of(attempt))

    assert answer["Location"] == reverse("citizen:attempt", args=[attempt.public_id])


def test_while_open_the_attempt_leads_back_to_the_code(
    attempt: Attempt, window: Client
) -> None:
    page = window.get(reverse("citizen:attempt", args=[attempt.public_id]))

    assert path_of(attempt) in page.content.decode()


def test_others_and_portals_without_an_account_have_no_such_page(
    attempt: Attempt, window: Client, settings: Settings
) -> None:
    assert sign_in(make_citizen()).get(path_of(attempt)).status_code == 404

    settings.VIETQR = {}
    gateways.cache_clear()
    assert window.get(path_of(attempt)).status_code == 404
