"""What the pages of a dossier say about money, before and after it is paid."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from services.citizen.money import said_of
from services.dossiers import actions as dossiers
from services.dossiers.models import Dossier
from services.payments.actions import take_notice
from services.payments.gateways.registry import gateways
from services.payments.models import Attempt, Invoice, Means, Refund
from services.payments.states import Outcome, RefundState
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import DIPLOMA, WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("online")]

PAY = "/ho-so/thanh-toan/"


@pytest.fixture
def payer() -> User:
    return make_citizen()


@pytest.fixture
def window(payer: User) -> Client:
    return sign_in(payer)


def seen(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def begun(payer: User, means: Means = Means.VNPAY) -> Attempt:
    now = timezone.now()
    invoice = billed(owing(Office(COPIES), payer), at=now)
    return make_attempt([invoice], at=now, means=means)


def page_of(window: Client, dossier: Dossier) -> str:
    return seen(window, reverse("citizen:dossier", args=[dossier.public_id]))


def test_a_dossier_says_what_it_owes_and_leads_to_paying(
    payer: User, window: Client
) -> None:
    filed = owing(Office(COPIES), payer)

    page, mine = page_of(window, filed), seen(window, reverse("citizen:dossiers"))

    for each in (page, mine):
        assert "24.000 đ" in each
        assert f"{PAY}?ho-so={filed.public_id}" in each


def test_a_free_dossier_shows_nothing_to_pay(payer: User, window: Client) -> None:
    filed = Office(DIPLOMA).submitted(payer)

    page, mine = page_of(window, filed), seen(window, reverse("citizen:dossiers"))

    assert "Thanh toán" not in page.partition("<main")[2]
    assert "Không phải nộp" in page
    assert "ho-so=" not in mine


def test_where_no_provider_is_known_the_counter_takes_it(
    payer: User, window: Client, settings: Settings
) -> None:
    settings.VNPAY, settings.PLATFORM, settings.VIETQR = {}, {}, {}
    gateways.cache_clear()
    filed = owing(Office(COPIES), payer)
    receipt = reverse("citizen:receipt", args=[filed.public_id])

    assert "Hãy nộp tại Bộ phận Một cửa." in page_of(window, filed)
    assert "tại Bộ phận Một cửa" in seen(window, reverse("citizen:dossiers"))
    assert PAY not in page_of(window, filed)
    assert "24.000 đ tại quầy" in seen(window, receipt)


def test_an_obligation_interrupts_the_dossier_until_it_is_paid(
    payer: User, window: Client
) -> None:
    office = Office()
    asked = dossiers.ask_payment(
        office.in_progress(payer),
        by=office.officer,
        at=WHEN + timedelta(hours=3),
        amount=150_000,
        reason="Lệ phí bổ sung",
    )

    page = page_of(window, asked)

    assert "Cần thực hiện nghĩa vụ tài chính" in page
    assert "150.000 đ" in page
    assert "Thanh toán trực tuyến" in page
    assert "Thanh toán 150.000 đ" in seen(window, reverse("citizen:dossiers"))


def test_what_is_being_checked_offers_no_second_payment(
    payer: User, window: Client
) -> None:
    attempt = begun(payer)
    take_notice(told(attempt, Outcome.DOUBTFUL), at=timezone.now())

    page = page_of(window, Invoice.objects.get().dossier)

    assert "Xin đừng nộp lại" in page
    assert "Thanh toán trực tuyến" not in page
    assert reverse("citizen:attempt", args=[attempt.public_id]) in page


def test_what_is_paid_has_its_receipts_to_take_home(
    payer: User, window: Client
) -> None:
    take_notice(told(begun(payer)), at=timezone.now())
    filed = Invoice.objects.get().dossier
    receipt = filed.receipts.get()
    path = reverse("citizen:fee_receipt", args=[filed.public_id, receipt.public_id])

    assert path in page_of(window, filed)
    answer = window.get(path)
    assert answer.content.startswith(b"%PDF")
    assert receipt.serial in answer["Content-Disposition"]
    assert sign_in(make_citizen()).get(path).status_code == 404
    elsewhere = reverse("citizen:fee_receipt", args=[uuid4(), receipt.public_id])
    assert window.get(elsewhere).status_code == 404


def test_what_is_paid_first_says_so_until_it_is(payer: User, window: Client) -> None:
    filed = owing(Office(COPIES, pays_first=True), payer)
    receipt = seen(window, reverse("citizen:receipt", args=[filed.public_id]))

    assert "Cơ quan tiếp nhận hồ sơ sau khi khoản này được nộp." in page_of(
        window, filed
    )
    assert "thời hạn tính từ lúc đó" in receipt

    now = timezone.now()
    take_notice(told(make_attempt([billed(filed, at=now)], at=now)), at=now)
    assert "sau khi khoản này được nộp" not in page_of(window, filed)


@pytest.mark.parametrize(
    ("pays_first", "words"),
    [(True, "sau khi khoản này được nộp"), (False, "đến khi nhận kết quả")],
)
def test_the_review_says_how_and_when_it_is_paid(
    payer: User, window: Client, words: str, *, pays_first: bool
) -> None:
    draft = Office(COPIES, pays_first=pays_first).draft(payer)

    page = seen(window, reverse("citizen:review", args=[draft.public_id]))

    assert "Thanh toán trực tuyến ngay sau khi nộp hồ sơ" in page
    assert words in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (RefundState.PROPOSED, "Đang chờ cơ quan duyệt hoàn tiền."),
        (RefundState.APPROVED, "Đã duyệt, tiền đang được chuyển trả."),
        (RefundState.FAILED, "Bên thu chưa chuyển trả được."),
        (RefundState.DONE, "Đã hoàn tiền."),
        (RefundState.REFUSED, "Không hoàn: Đã dùng bản sao."),
    ],
)
def test_how_a_refund_stands_is_said_to_whom_it_belongs(
    state: RefundState, words: str
) -> None:
    refund = Refund(means=Means.VNPAY, state=state, refusal="Đã dùng bản sao.")

    assert said_of(refund).startswith(words)


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        (Means.CASH, "đến Bộ phận Một cửa nhận tiền mặt"),
        (Means.VIETQR, "cơ quan chuyển khoản trả"),
    ],
)
def test_who_is_paid_back_another_way_is_told_which(instead: Means, words: str) -> None:
    refund = Refund(means=Means.VNPAY, state=RefundState.APPROVED, instead=instead)

    assert words in said_of(refund)
