"""Paying online: what is owed, beginning, coming back, and how it ended in words."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from portal.local.ports import free_port
from services.dossiers import actions as dossiers
from services.payments.actions import bill, take_notice
from services.payments.gateways.registry import gateways
from services.payments.models import Attempt, Invoice, Means
from services.payments.states import AttemptState, Outcome
from tests.factories.accounts import make_citizen, sign_in
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told
from tests.factories.providers import vnpay_query

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


def test_what_the_worker_has_not_billed_yet_is_owed_all_the_same(
    payer: User, window: Client
) -> None:
    filed = owing(Office(COPIES), payer)

    page = seen(window, PAY)

    assert "24.000 đ" in page
    assert str(filed.code) in page
    assert Invoice.objects.get().dossier == filed


def test_choosing_leads_to_the_bank_with_the_sum(payer: User, window: Client) -> None:
    invoice = billed(owing(Office(COPIES), payer), at=timezone.now())

    answer = window.post(PAY, {"invoices": invoice.public_id, "means": "vnpay"})

    where = urlsplit(answer["Location"])
    assert where.netloc == "vnpay.mau.test"
    assert parse_qs(where.query)["vnp_Amount"] == ["2400000"]
    back = parse_qs(where.query)["vnp_ReturnUrl"][0]
    assert urlsplit(back).path == reverse("citizen:vnpay_return")
    assert Attempt.objects.get().address == "127.0.0.1"


def test_the_dossier_they_came_from_is_ticked_and_the_others_are_offered(
    payer: User, window: Client
) -> None:
    office = Office(COPIES)
    first, second = owing(office, payer), owing(office, payer)

    page = window.get(f"{PAY}?ho-so={second.public_id}")

    assert page.context["chosen"] == [str(second.invoices.get().public_id)]
    assert str(first.code) in page.content.decode()
    assert len(window.get(PAY).context["chosen"]) == 2


def test_nothing_ticked_is_said_beside_the_list(payer: User, window: Client) -> None:
    owing(Office(COPIES), payer)

    answer = window.post(PAY, {"means": "vnpay"})

    assert answer.status_code == 422
    assert "Hãy chọn ít nhất một khoản để thanh toán." in answer.content.decode()
    assert not Attempt.objects.exists()


def test_nobody_pays_while_the_money_is_in_doubt(payer: User, window: Client) -> None:
    attempt = begun(payer)
    take_notice(told(attempt, Outcome.DOUBTFUL), at=timezone.now())
    invoice = Invoice.objects.get()

    answer = window.post(PAY, {"invoices": invoice.public_id, "means": "vnpay"})

    assert answer.status_code == 422
    assert "xin đừng nộp lại" in answer.content.decode()
    assert Attempt.objects.count() == 1


def test_others_owe_me_nothing(payer: User, window: Client) -> None:
    theirs = begun(make_citizen())

    assert "Không có khoản nào phải nộp" in seen(window, PAY)
    for name in ("citizen:attempt", "citizen:attempt_check"):
        path = reverse(name, args=[theirs.public_id])
        assert window.post(path).status_code in {404, 405}
        assert window.get(path).status_code in {404, 405}
    invoice = Invoice.objects.get()
    refused = window.post(PAY, {"invoices": invoice.public_id, "means": "vnpay"})
    assert refused.status_code == 422


def test_a_dossier_that_was_refused_is_not_billed_again(
    payer: User, window: Client
) -> None:
    office = Office(COPIES)
    filed = owing(office, payer)
    dossiers.refuse(
        filed, by=office.receptionist, at=WHEN + timedelta(hours=1), reason="Sai nơi."
    )

    assert "Không có khoản nào phải nộp" in seen(window, PAY)
    assert not Invoice.objects.exists()


def test_without_a_provider_the_page_says_where_to_pay(
    payer: User, window: Client, settings: Settings
) -> None:
    settings.VNPAY, settings.PLATFORM, settings.VIETQR = {}, {}, {}
    gateways.cache_clear()
    owing(Office(COPIES), payer)

    assert "chưa nhận thanh toán trực tuyến" in seen(window, PAY)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (None, "Đang chờ bên thu xác nhận"),
        (Outcome.DOUBTFUL, "Xin đừng nộp lại"),
        (Outcome.FAILED, "tiền chưa bị trừ"),
        (Outcome.SUCCEEDED, "Đã thanh toán"),
    ],
)
def test_each_end_is_said_in_words(
    payer: User, window: Client, outcome: Outcome | None, words: str
) -> None:
    attempt = begun(payer)
    if outcome:
        take_notice(told(attempt, outcome), at=timezone.now())

    path = reverse("citizen:attempt", args=[attempt.public_id])
    part = window.get(path, headers={"HX-Request": "true"}).content.decode()

    assert words in seen(window, path)
    assert words in part
    assert "<html" not in part
    assert ("hx-get" in part) is (outcome is None)
    assert ("Hỏi lại bên thu" in part) is (outcome in {None, Outcome.DOUBTFUL})


def test_an_attempt_that_ran_out_leads_to_another(payer: User, window: Client) -> None:
    attempt = begun(payer)
    Attempt.objects.update(state=AttemptState.EXPIRED)

    page = seen(window, reverse("citizen:attempt", args=[attempt.public_id]))

    assert "Hết thời gian thanh toán" in page
    assert "Thanh toán lại" in page


def test_money_that_came_twice_is_said_to_go_back(payer: User, window: Client) -> None:
    first = begun(payer)
    invoice = Invoice.objects.get()
    second = make_attempt([invoice], at=timezone.now())
    for attempt in (first, second):
        take_notice(told(attempt), at=timezone.now())

    page = seen(window, reverse("citizen:attempt", args=[second.public_id]))

    assert "Đang chờ cơ quan duyệt hoàn tiền." in page
    assert "đã được nộp" in page


def test_asking_again_says_whether_the_provider_answered(
    payer: User, window: Client, settings: Settings
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/"
    settings.VNPAY = {**settings.VNPAY, "VNPAY_API_URL": nowhere}
    gateways.cache_clear()
    vnpay, transfer = begun(payer), begun(payer, means=Means.VIETQR)

    silent, answered = (
        window.post(
            reverse("citizen:attempt_check", args=[each.public_id]), follow=True
        ).content.decode()
        for each in (vnpay, transfer)
    )

    assert "Bên thu chưa trả lời thêm." in silent
    assert "Bên thu đã trả lời" in answered


def test_the_return_page_only_shows(payer: User, window: Client) -> None:
    attempt = begun(payer)

    answer = window.get(
        f"{reverse('citizen:vnpay_return')}?{vnpay_query(attempt)}", follow=True
    )

    attempt.refresh_from_db()
    assert answer.redirect_chain == [
        (reverse("citizen:attempt", args=[attempt.public_id]), 302)
    ]
    assert "Đang chờ bên thu xác nhận" in answer.content.decode()
    assert attempt.state == AttemptState.OPEN


def test_a_return_that_cannot_be_read_loses_nothing(
    payer: User, window: Client, settings: Settings
) -> None:
    attempt = begun(payer)
    theirs = begun(make_citizen())
    where = reverse("citizen:vnpay_return")
    forged = vnpay_query(attempt).replace("vnp_Amount=", "vnp_Amount=9")

    pages = [
        window.get(f"{where}?{query}", follow=True)
        for query in (forged, "", vnpay_query(theirs))
    ]
    settings.VNPAY = {}
    gateways.cache_clear()
    pages.append(window.get(f"{where}?{vnpay_query(attempt)}", follow=True))

    for page in pages:
        assert page.redirect_chain == [(PAY, 302)]
        assert "Không đọc được trả lời của bên thu" in page.content.decode()
        assert str(attempt.public_id) in page.content.decode()


def test_a_lost_session_signs_in_and_goes_on(payer: User) -> None:
    attempt = begun(payer)
    where = f"{reverse('citizen:vnpay_return')}?{vnpay_query(attempt)}"

    asked = Client().get(where)

    back = parse_qs(urlsplit(asked["Location"]).query)["next"][0]
    assert back == where
    assert sign_in(payer).get(back).status_code == 302


@pytest.mark.parametrize("size", [1, 12])
def test_what_is_owed_costs_the_same_however_much(
    payer: User,
    window: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    size: int,
) -> None:
    office = Office(COPIES)
    for _each in range(size):
        bill(owing(office, payer), at=WHEN)
    window.get(PAY)

    # User, unbilled dossiers, open invoices, attempts, unread notices or official.
    with django_assert_num_queries(5):
        window.get(PAY)
