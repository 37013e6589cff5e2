"""Paying back on the screen: two officers, every state with its sentence."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Posting
from accounts.permissions import Role
from services.dossiers import actions
from services.dossiers.models import Dossier
from services.dossiers.states import Act
from services.payments.actions import (
    Drawer,
    carry_out,
    close_day,
    collect_at_door,
    take_notice,
)
from services.payments.models import Account, Means, Refund
from services.payments.states import Outcome, RefundState
from tests.factories.accounts import make_officer, sign_in
from tests.factories.book import Book, offered
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing, told
from tests.factories.refunds import LATER, approved, balance, in_cash, paid, proposed

pytestmark = pytest.mark.django_db

REFUNDS = "/mot-cua/thu-ngan/hoan-tien/"


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


@pytest.fixture
def book() -> Iterator[Book]:
    book = Book()
    with offered(book):
        yield book


def press(client: Client, refund: Refund, act: str, **data: object) -> Any:
    path = reverse("desk:refund", args=[refund.public_id])
    answer = client.post(path, {"act": act, **data}, follow=True)
    refund.refresh_from_db()
    return answer


def shown(client: Client, refund: Refund) -> str:
    answer = client.get(reverse("desk:refund", args=[refund.public_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def propose_by_form(client: Client, dossier: Dossier, **data: object) -> Any:
    path = reverse("desk:act", args=[dossier.code, Act.REFUND.value])
    assert "hoàn được đến 24.000 đ" in client.get(path).content.decode()
    form = {
        "version": dossier.version,
        "line": dossier.bill[0].key,
        "amount": 8_000,
        "reason": "Nộp thừa một bản",
    }
    return client.post(path, form | data, follow=True)


def test_it_is_proposed_on_the_dossier_and_paid_out_after_another_agreed(
    office: Office,
) -> None:
    dossier = in_cash(office)
    desk, leader = sign_in(office.receptionist), sign_in(office.leader)

    page = propose_by_form(desk, dossier).content.decode()
    refund = Refund.objects.get()
    assert "đang chờ người khác duyệt" in page
    assert "Duyệt hoàn tiền" not in shown(desk, refund)
    assert "Duyệt hoàn tiền" in shown(leader, refund)
    press(leader, refund, "approve")
    assert "Kế toán trả tiền cho người nộp" in shown(leader, refund)
    page = press(desk, refund, "pay_out").content.decode()

    assert refund.state == RefundState.DONE
    assert "Tiền đã hoàn" in page
    assert balance(Account.CASH) == 16_000


def test_who_has_closed_the_day_is_told_before_paying_out(office: Office) -> None:
    refund = approved(office, in_cash(office))
    close_day(
        office.agency,
        by=office.receptionist,
        at=timezone.now(),
        counted=Drawer(0, 0),
    )
    page = shown(sign_in(office.receptionist), refund)

    assert "đã khóa sổ quỹ hôm nay nên không chi thêm được" in page
    assert "Ghi đã trả tiền" not in page


def test_more_than_came_in_is_not_proposed(office: Office) -> None:
    answer = propose_by_form(
        sign_in(office.receptionist), in_cash(office), amount=99_000
    )

    assert answer.status_code == 422
    assert "vượt quá số đã thu" in answer.content.decode()


def test_a_dossier_whose_money_is_spoken_for_says_so(office: Office) -> None:
    dossier = in_cash(office)
    proposed(office, dossier, 24_000)
    path = reverse("desk:dossier", args=[dossier.code])

    page = sign_in(office.receptionist).get(path).content.decode()

    assert "đã được hoàn hoặc đang chờ hoàn" in page
    assert "Hoàn 24.000 đ" in page


def test_the_proposer_is_told_that_it_takes_two(office: Office) -> None:
    both = office.receptionist
    Posting.objects.create(
        user=both, agency=office.agency, role=Role.LEADER, valid_from=WHEN.date()
    )
    refund = proposed(office, in_cash(office))
    client = sign_in(both)

    page = shown(client, refund)
    refused = press(client, refund, "approve")

    assert "mỗi khoản hoàn cần hai người" in page
    assert "Duyệt hoàn tiền" not in page
    assert refused.status_code == 422
    assert "phải khác người đề nghị" in refused.content.decode()


def test_a_refusal_says_why(office: Office) -> None:
    refund = proposed(office, in_cash(office))
    leader = sign_in(office.leader)

    silent = press(leader, refund, "refuse", reason="")
    assert silent.status_code == 422
    assert refund.state == RefundState.PROPOSED
    press(leader, refund, "refuse", reason="Đã nộp đúng số")

    assert "Không duyệt: Đã nộp đúng số" in shown(leader, refund)
    assert press(leader, refund, "approve").status_code == 422
    assert press(leader, refund, "xoa").status_code == 422


def test_what_a_provider_pays_back_needs_nobody_at_the_counter(
    office: Office, book: Book
) -> None:
    refund = approved(office, paid(office, book))
    desk, leader = sign_in(office.receptionist), sign_in(office.leader)
    assert "Cổng đang yêu cầu bên thu trả lại" in shown(desk, refund)
    assert "Ghi đã trả tiền" not in shown(desk, refund)

    book.answers = Outcome.FAILED
    carry_out(refund, at=LATER)

    refund.refresh_from_db()
    assert "không chuyển được (mã 99)" in shown(leader, refund)
    assert "Duyệt chuyển lại" in shown(leader, refund)
    press(leader, refund, "approve")
    assert refund.state == RefundState.APPROVED


def failed(office: Office, book: Book) -> Refund:
    refund = approved(office, paid(office, book))
    book.answers = Outcome.FAILED
    return carry_out(refund, at=LATER)


def test_what_the_provider_refuses_is_paid_another_way_after_another_agreed(
    office: Office, book: Book
) -> None:
    refund = failed(office, book)
    desk, leader = sign_in(office.receptionist), sign_in(office.leader)
    assert "Đề nghị cách hoàn này" not in shown(leader, refund)
    assert press(desk, refund, "other_way").status_code == 422

    press(desk, refund, "other_way", instead="vietqr")
    assert "trả bằng cách khác: Chuyển khoản" in shown(leader, refund)
    press(leader, refund, "approve")
    press(desk, refund, "pay_out", reference="UNC-7")

    assert refund.state == RefundState.DONE
    assert "thay cho VNPAY" in shown(desk, refund)
    assert balance(Account.BANK) == -8_000


def test_what_the_provider_refuses_is_given_up_saying_why(
    office: Office, book: Book
) -> None:
    refund = failed(office, book)
    leader = sign_in(office.leader)
    assert "Thôi hoàn" in shown(leader, refund)

    press(leader, refund, "refuse", reason="Người nộp không nhận lại")

    assert "Thôi hoàn: Người nộp không nhận lại" in shown(leader, refund)


def test_what_the_postman_took_wrongly_goes_back_by_a_paper(office: Office) -> None:
    refund = Refund.objects.create(
        means=Means.COD,
        agency=office.agency,
        amount=5_000,
        reason="Thu hộ khác số phải nộp",
        proposed_at=LATER,
    )
    desk, leader = sign_in(office.receptionist), sign_in(office.leader)
    assert "Cổng tự đề nghị hoàn" in shown(desk, refund)
    press(leader, refund, "approve")

    assert press(desk, refund, "pay_out").status_code == 422
    press(desk, refund, "pay_out", reference="BĐ-12")

    assert (refund.state, refund.provider_number) == (RefundState.DONE, "BĐ-12")


def twice_paid(office: Office) -> Refund:
    """Return the refund that the portal proposes when an invoice is paid twice."""
    invoice = billed(owing(office), at=WHEN)
    for attempt in [make_attempt([invoice], at=WHEN) for _n in range(2)]:
        take_notice(told(attempt), at=LATER)
    return Refund.objects.get()


def test_excess_whose_refund_was_refused_is_proposed_again(office: Office) -> None:
    refund = twice_paid(office)
    desk, leader = sign_in(office.receptionist), sign_in(office.leader)
    assert "chưa có phiếu hoàn" not in desk.get(REFUNDS).content.decode()
    press(leader, refund, "refuse", reason="Chưa rõ của ai")
    assert refund.attempt
    path = reverse(
        "desk:excess", args=[refund.attempt.public_id, office.agency.identifier]
    )

    assert path in desk.get(REFUNDS).content.decode()
    assert "24.000 đ" in desk.get(path).content.decode()
    too_much = desk.post(path, {"amount": 24_001, "reason": "Nộp hai lần"})
    done = desk.post(path, {"amount": 24_000, "reason": "Nộp hai lần"})

    assert (too_much.status_code, done.status_code) == (422, 302)
    assert "đang có phiếu hoàn" in desk.get(path).content.decode()
    assert path not in desk.get(REFUNDS).content.decode()


def test_what_the_postman_took_wrongly_is_proposed_again(office: Office) -> None:
    dossier = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    entry = collect_at_door(dossier, at=LATER, amount=30_000, reference="MC1VN")
    refund = Refund.objects.get()
    desk, leader = sign_in(office.receptionist), sign_in(office.leader)
    press(leader, refund, "refuse", reason="Chưa rõ của ai")
    assert entry is not None
    path = reverse("desk:door_excess", args=[entry.pk])

    assert path in desk.get(REFUNDS).content.decode()
    assert "6.000 đ" in desk.get(path).content.decode()
    too_much = desk.post(path, {"amount": "6.001", "reason": "Thu thừa"})
    done = desk.post(path, {"amount": "6.000", "reason": "Thu thừa"}, follow=True)

    assert (too_much.status_code, done.status_code) == (422, 200)
    assert "đang chờ duyệt" in done.content.decode()
    assert path not in desk.get(REFUNDS).content.decode()
    assert sign_in(Office(COPIES).receptionist).get(path).status_code == 404


def test_what_ended_has_a_list_of_its_own(office: Office) -> None:
    first = proposed(office, in_cash(office))
    leader = sign_in(office.leader)
    path = reverse("desk:refund", args=[first.public_id])
    assert path in leader.get(REFUNDS).content.decode()
    press(leader, first, "refuse", reason="Không đúng")

    assert path not in leader.get(REFUNDS).content.decode()
    assert path in leader.get(f"{REFUNDS}?xem=da-xong").content.decode()


def test_refunds_of_other_offices_do_not_exist(office: Office) -> None:
    refund = proposed(office, in_cash(office))
    other = Office(COPIES)

    for person in (other.receptionist, other.leader):
        client = sign_in(person)
        path = reverse("desk:refund", args=[refund.public_id])
        assert client.get(path).status_code == 404
        assert client.post(path, {"act": "approve"}).status_code == 404


@pytest.mark.parametrize("size", [1, 8])
def test_the_list_costs_the_same_however_many(
    office: Office, size: int, django_assert_num_queries: Any
) -> None:
    for _each in range(size):
        proposed(office, in_cash(office))
    client = sign_in(make_officer(Role.CASHIER, office.agency))
    client.get(REFUNDS)

    with django_assert_num_queries(LIST):
        client.get(REFUNDS)


# user, postings, three counts of tabs, refunds, excess booked and excess spoken for,
# excess of the door
LIST = 9


def test_a_proposal_of_an_unknown_code_says_so(office: Office) -> None:
    refund = proposed(office, in_cash(office))
    Refund.objects.filter(pk=refund.pk).update(
        state=RefundState.FAILED,
        approved_by=office.leader,
        approved_at=timezone.now(),
    )

    assert "(mã —)" in shown(sign_in(office.leader), refund)
