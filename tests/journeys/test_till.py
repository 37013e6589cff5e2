"""Money at the counter in a real browser: taken, receipted, given back, counted."""

import pytest

from services.dossiers import actions
from services.payments import auditing
from services.payments.models import CashDay, Receipt, Refund
from services.payments.states import RefundState
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, owing
from tests.journeys.conftest import PHONE, Cast
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def fill(person: Person, **values: str) -> None:
    for name, value in values.items():
        person.page.locator(f'[name="{name}"]').first.fill(value)


def test_cash_is_taken_receipted_given_back_by_two_and_counted(cast: Cast) -> None:
    office = Office(COPIES)
    dossier = actions.receive(owing(office), by=office.receptionist, at=WHEN)
    desk = cast.enter(office.receptionist)
    leader = cast.enter(office.leader, size=PHONE)

    desk.go(f"/mot-cua/ho-so/{dossier.code}/")
    desk.press("Thu phí, lệ phí tại quầy")
    assert "Tổng còn phải thu" in desk.text
    desk.press("Thu phí, lệ phí tại quầy")
    receipt = Receipt.objects.get()
    desk.press(f"Biên lai {receipt.serial}, 24.000 đ")
    desk.page.get_by_text("Hủy và lập biên lai khác").click()
    fill(desk, reason="Sai tên người nộp", payer_name="Lê Thị Mẫu")
    desk.press("Hủy biên lai này")
    assert "Lê Thị Mẫu" in desk.text

    desk.go(f"/mot-cua/ho-so/{dossier.code}/refund/")
    desk.page.locator('[name="line"]').check()
    fill(desk, amount="8000", reason="Nộp thừa một bản")
    desk.press("Hoàn tiền")
    refund = Refund.objects.get()
    leader.go("/mot-cua/thu-ngan/hoan-tien/")
    leader.go(f"/mot-cua/thu-ngan/hoan-tien/{refund.public_id}/")
    leader.press("Duyệt hoàn tiền")
    desk.go(f"/mot-cua/thu-ngan/hoan-tien/{refund.public_id}/")
    desk.press("Ghi đã trả tiền")
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE

    desk.go("/mot-cua/thu-ngan/")
    desk.press("Kiểm đếm và khóa sổ")
    fill(desk, cash="16000", card="0")
    desk.press("Khóa sổ")
    assert "không thu, chi thêm được" in desk.text
    assert CashDay.objects.get().difference == 0
    assert auditing.faults() == []
