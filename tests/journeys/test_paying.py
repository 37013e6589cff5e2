"""Paying by VNPAY in a real browser, through a process that plays the bank."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from services.dossiers.actions import attach
from services.dossiers.models import Dossier
from services.dossiers.states import State
from services.payments.gateways.registry import gateways
from services.payments.models import Attempt, Invoice, Refund
from services.payments.states import AttemptState, InvoiceState, RefundState
from services.procedures.models import Offering
from tests.factories.accounts import make_citizen
from tests.factories.dossiers import DIPLOMA, WHEN, Office
from tests.factories.money import COPIES
from tests.journeys.bank import Bank, bank_for
from tests.journeys.conftest import PHONE, Cast
from tests.journeys.person import Person
from tests.services.dossiers.test_life import a_document

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

PAY = "/ho-so/thanh-toan/"
SIMULATION = "MÔ PHỎNG"
SOON = 15_000


@pytest.fixture(scope="session")
def bank(
    live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bank]:
    with bank_for(live_server.url, tmp_path_factory.mktemp("bank")) as running:
        yield running


@pytest.fixture(autouse=True)
def connected(
    bank: Bank, settings: Settings, live_server: LiveServer
) -> Iterator[None]:
    """The portal takes money through that bank, and its pages may lead there."""
    settings.VNPAY = bank.told
    settings.VNPAY_RETURN_URL = f"{live_server.url}/ho-so/thanh-toan/vnpay/ket-qua"
    policy = dict(settings.SECURE_CSP)
    policy["form-action"] = [*policy["form-action"], bank.origin]
    settings.SECURE_CSP = policy
    gateways.cache_clear()
    yield
    gateways.cache_clear()


@pytest.fixture
def citizen() -> User:
    return make_citizen()


@pytest.fixture
def owing(citizen: User) -> Dossier:
    """Three copies of a civil status extract, filed at level 4: 24,000 VND."""
    office = Office(COPIES)
    Offering.objects.update(level=4, mode="toan_trinh")
    return office.submitted(citizen, answers={"nop_thay": False, "so_luong": 3})


def to_the_bank(person: Person, dossier: Dossier) -> None:
    """Go from the dossier to the bank's page; every page on the way is checked."""
    person.go(f"/ho-so/{dossier.public_id}/")
    person.press("Thanh toán trực tuyến")
    assert "24.000 đ" in person.text
    person.page.get_by_role("button", name="Thanh toán", exact=True).click()
    person.page.wait_for_url("**/paymentv2/**")
    assert SIMULATION in person.text


def at_the_bank(person: Person, name: str) -> None:
    """Press the bank's button, whose name goes on with what it does."""
    person.page.get_by_role("button", name=name).first.click()
    person.page.wait_for_load_state()


def shows(person: Person, words: str) -> None:
    """Wait until the page says so, by itself."""
    expect(person.page.locator("main")).to_contain_text(words, timeout=SOON)
    person.check()


def test_a_fee_is_paid_on_a_phone(cast: Cast, citizen: User, owing: Dossier) -> None:
    person = cast.enter(citizen, size=PHONE)

    to_the_bank(person, owing)
    at_the_bank(person, "Thanh toán")
    shows(person, "Đã thanh toán")

    owing.refresh_from_db()
    assert owing.fee_collected == owing.fee_due == 24_000
    person.go(f"/ho-so/{owing.public_id}/")
    assert "Tải biên lai" in person.text
    assert "Thanh toán trực tuyến" not in person.text
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Tải biên lai").click()
    assert download.value.suggested_filename.startswith("bien-lai-")
    person.go(PAY)
    assert "Không có khoản nào phải nộp" in person.text


def test_the_browser_is_closed_at_the_bank_and_the_money_is_there(
    cast: Cast, citizen: User, owing: Dossier
) -> None:
    person = cast.enter(citizen, size=PHONE)
    to_the_bank(person, owing)
    at_the_bank(person, "Đóng trình duyệt")
    assert urlsplit(person.page.url).netloc != urlsplit(cast.address).netloc

    back = cast.enter(citizen)
    attempt = Attempt.objects.get()
    back.go(f"{PAY}{attempt.public_id}/")

    shows(back, "Đã thanh toán")
    assert Invoice.objects.get().state == InvoiceState.PAID


def test_paid_in_two_tabs_one_goes_back(
    cast: Cast, citizen: User, owing: Dossier
) -> None:
    first, second = cast.enter(citizen), cast.enter(citizen)
    to_the_bank(first, owing)
    to_the_bank(second, owing)

    at_the_bank(first, "Thanh toán")
    shows(first, "Đã thanh toán")
    at_the_bank(second, "Thanh toán")
    shows(second, "Đang chờ cơ quan duyệt hoàn tiền.")

    refund = Refund.objects.get()
    assert (refund.amount, refund.state) == (24_000, RefundState.PROPOSED)
    owing.refresh_from_db()
    assert owing.fee_collected == 24_000


def test_a_failure_is_followed_by_success(
    cast: Cast, citizen: User, owing: Dossier
) -> None:
    person = cast.enter(citizen)
    to_the_bank(person, owing)
    at_the_bank(person, "Tài khoản không đủ số dư")
    shows(person, "Thanh toán không thành công")

    person.press("Thanh toán lại")
    person.page.get_by_role("button", name="Thanh toán", exact=True).click()
    person.page.wait_for_url("**/paymentv2/**")
    at_the_bank(person, "Thanh toán")
    shows(person, "Đã thanh toán")

    states = Attempt.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [AttemptState.FAILED, AttemptState.PAID]


def test_money_in_doubt_is_never_asked_for_twice_and_works_without_scripts(
    cast: Cast, citizen: User, owing: Dossier
) -> None:
    person = cast.enter(citizen, scripts=False)
    to_the_bank(person, owing)
    at_the_bank(person, "Ngân hàng nghi ngờ")
    person.press("Hỏi lại bên thu")

    shows(person, "Xin đừng nộp lại")
    person.go(f"/ho-so/{owing.public_id}/")
    assert "Thanh toán trực tuyến" not in person.text


def test_a_free_dossier_shows_nothing_to_pay(cast: Cast, citizen: User) -> None:
    free = Office(DIPLOMA).submitted(citizen)
    person = cast.enter(citizen, size=PHONE)

    person.go(f"/ho-so/{free.public_id}/")

    assert "Không phải nộp" in person.text
    assert "Thanh toán trực tuyến" not in person.text
    person.go(PAY)
    assert "Không có khoản nào phải nộp" in person.text


def test_who_is_exempt_is_told_so_and_pays_nothing(cast: Cast, citizen: User) -> None:
    office = Office("3.000333", pays_first=True)
    said = {"dien_mien": ["cao_tuoi"], "so_phieu": 1, "nop_thay": False}
    draft = office.draft(citizen, answers=said)
    for document in draft.definition.documents:
        if document.is_uploaded:
            paper = a_document(citizen)
            attach(draft, paper, by=citizen, at=WHEN, requirement=document.key)
    person = cast.enter(citizen, size=PHONE)

    person.go(f"/ho-so/ban-nhap/{draft.public_id}/xem-lai/")
    assert "Được miễn: Người cao tuổi" in person.text
    person.page.get_by_label("Tôi xin chịu trách nhiệm").check()
    person.press("Nộp hồ sơ")

    draft.refresh_from_db()
    assert (draft.state, draft.fee_owed) == (State.SUBMITTED, 0)
    person.go(PAY)
    assert "Không có khoản nào phải nộp" in person.text


def test_without_the_providers_origin_the_browser_stops_the_form(
    cast: Cast, citizen: User, owing: Dossier, settings: Settings
) -> None:
    settings.SECURE_CSP = {**settings.SECURE_CSP, "form-action": ["'self'"]}
    person = cast.enter(citizen)
    person.go(PAY)

    person.page.get_by_role("button", name="Thanh toán", exact=True).click()
    person.page.wait_for_timeout(500)

    assert urlsplit(person.page.url).netloc == urlsplit(cast.address).netloc
    assert any("form-action" in complaint for complaint in person.complaints)
