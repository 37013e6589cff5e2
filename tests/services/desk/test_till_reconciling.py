"""Differences on the screen: what they mean, what was done, statements anew."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from services.dossiers.codes import VIETNAM
from services.payments.actions import collect_at_door, reconcile, settle_difference
from services.payments.gateways import Movement, NoAnswer
from services.payments.models import Attempt, Difference, Means, Statement
from services.payments.states import DifferenceState
from tests.factories.accounts import make_officer, sign_in
from tests.factories.book import Book, offered
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, billed, make_attempt, owing

pytestmark = pytest.mark.django_db

PAGE = "/mot-cua/thu-ngan/doi-soat/"
LATER = WHEN + timedelta(hours=1)
UNKNOWN = "MC000000000000000000"


@pytest.fixture
def office() -> Office:
    return Office(COPIES)


@pytest.fixture
def book() -> Iterator[Book]:
    book = Book()
    with offered(book):
        yield book


def an_order(office: Office) -> Attempt:
    return make_attempt([billed(owing(office), at=WHEN)], at=WHEN)


def differing(office: Office) -> tuple[Difference, Difference]:
    """Return a wrong amount for an order of the office, and an order of nobody."""
    order = an_order(office)
    movements = [
        Movement(order.reference, "1", order.amount - 500, WHEN),
        Movement(UNKNOWN, "2", 50_000, WHEN),
    ]
    ours, nobodys = reconcile(Means.VNPAY, WHEN.date(), movements, at=LATER)
    return ours, nobodys


def test_a_difference_says_what_it_means_and_is_settled_with_a_note(
    office: Office,
) -> None:
    ours, nobodys = differing(office)
    client = sign_in(make_officer(Role.CASHIER, office.agency))
    path = reverse("desk:difference", args=[ours.pk])

    page = client.get(path).content.decode()
    assert "Sổ không tự sửa theo bên thu" in page
    assert "23.500 đ" in page
    silent = client.post(path, {"note": ""})
    client.post(path, {"note": "VNPAY đã sửa bảng kê"})

    assert silent.status_code == 422
    ours.refresh_from_db()
    assert ours.state == DifferenceState.SETTLED
    assert path not in client.get(PAGE).content.decode()
    assert path in client.get(f"{PAGE}?xem=da-xu-ly").content.decode()
    assert "VNPAY đã sửa bảng kê" in client.get(path).content.decode()
    unknown = client.get(reverse("desk:difference", args=[nobodys.pk]))
    assert "Chưa biết" in unknown.content.decode()


def test_what_is_settled_is_not_settled_again(office: Office) -> None:
    ours, _nobodys = differing(office)
    cashier = make_officer(Role.CASHIER, office.agency)
    settle_difference(ours, by=cashier, at=LATER, note="Xong")

    path = reverse("desk:difference", args=[ours.pk])
    again = sign_in(cashier).post(path, {"note": "Lần nữa"})

    assert again.status_code == 422
    assert "đã được xử lý" in again.content.decode()


def test_other_offices_differences_do_not_exist_but_nobodys_are_everybodys(
    office: Office,
) -> None:
    ours, nobodys = differing(office)
    client = sign_in(make_officer(Role.CASHIER, Office(COPIES).agency))

    pages = [
        client.get(reverse("desk:difference", args=[each.pk])).status_code
        for each in (ours, nobodys)
    ]

    assert pages == [404, 200]


def test_the_statement_shows_the_lines_of_ones_own_office_and_of_nobody(
    office: Office,
) -> None:
    order = an_order(office)
    movements = [
        Movement(order.reference, "1", order.amount, WHEN),
        Movement(UNKNOWN, "2", 50_000, WHEN),
    ]
    reconcile(Means.VNPAY, WHEN.date(), movements, at=LATER)
    path = reverse("desk:statement", args=[Means.VNPAY.value, "2026-03-02"])
    mine = sign_in(make_officer(Role.CASHIER, office.agency)).get(path)
    other = sign_in(make_officer(Role.CASHIER, Office(COPIES).agency)).get(path)

    assert "74.000 đ" in mine.content.decode()
    assert f"{WHEN.astimezone(VIETNAM):%H:%M %d/%m/%Y}" in mine.content.decode()
    assert order.reference in mine.content.decode()
    assert order.reference not in other.content.decode()
    assert UNKNOWN in other.content.decode()


@pytest.mark.parametrize("day", ["2026-03-03", "hom-qua"])
def test_a_statement_that_was_never_taken_is_not_there(
    office: Office, day: str
) -> None:
    path = reverse("desk:statement", args=[Means.VNPAY.value, day])

    assert sign_in(office.leader).get(path).status_code == 404


def test_yesterdays_statement_is_taken_again_by_a_button(
    office: Office, book: Book
) -> None:
    client = sign_in(office.leader)
    order = an_order(office)
    yesterday = timezone.now() - timedelta(days=1)
    book.takes(order.reference, order.amount, yesterday)
    assert "Sổ và bên thu khớp nhau" in client.get(PAGE).content.decode()

    page = client.post(reverse("desk:take_statements"), follow=True).content.decode()

    assert "0 chênh lệch chờ xử lý" in page
    statement = Statement.objects.get()
    assert (statement.day, statement.came_in) == (
        timezone.localdate(yesterday),
        order.amount,
    )
    assert (
        "Đã ghi sổ theo bảng kê"
        in client.get(
            reverse("desk:difference", args=[Difference.objects.get().pk])
        ).content.decode()
    )


def test_a_silent_provider_is_said_to_be_silent(office: Office) -> None:
    class Silent(Book):
        def statement(self, day: Any) -> Any:
            raise NoAnswer

    with offered(Silent()):
        path = reverse("desk:take_statements")
        page = sign_in(office.leader).post(path, follow=True).content.decode()

    assert "Chưa lấy được bảng kê" in page
    assert not Statement.objects.exists()


@pytest.mark.parametrize("size", [1, 8])
def test_the_list_costs_the_same_however_many(
    office: Office, size: int, django_assert_num_queries: Any
) -> None:
    for _each in range(size):
        reconcile(
            Means.VNPAY,
            WHEN.date() + timedelta(days=_each),
            [Movement(UNKNOWN, f"{_each}", 5_000, WHEN)],
            at=LATER,
        )
    client = sign_in(office.leader)
    client.get(PAGE)

    with django_assert_num_queries(LIST):
        client.get(PAGE)


# user, postings, two counts of tabs, differences, statements
LIST = 6


def test_what_the_postman_took_wrongly_is_explained_and_settled_with_a_note(
    office: Office,
) -> None:
    collect_at_door(owing(office), at=LATER, amount=5_000, reference="MC1VN")
    wrong = Difference.objects.get()
    client = sign_in(make_officer(Role.CASHIER, office.agency))
    path = reverse("desk:difference", args=[wrong.pk])

    assert "Bưu điện báo đã thu" in client.get(path).content.decode()
    client.post(path, {"note": "Bưu điện đã nộp phần thiếu, giấy BĐ-3."})

    wrong.refresh_from_db()
    assert wrong.state == DifferenceState.SETTLED
