"""What a dossier owes: asked for, adjusted with a reason, paid before reception."""

from datetime import timedelta
from typing import Any

import pytest

from services.dossiers import actions
from services.dossiers.errors import ActNotAllowed
from tests.factories.dossiers import WHEN, Office
from tests.factories.money import COPIES, owing

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_no_sum_is_no_obligation() -> None:
    office = Office()

    with pytest.raises(ActNotAllowed, match="lớn hơn 0"):
        actions.ask_payment(
            office.received(), by=office.officer, at=WHEN + DAY, amount=0, reason="Phí"
        )


def test_a_fee_is_adjusted_line_by_line_and_with_a_reason() -> None:
    office = Office(COPIES)
    dossier = owing(office)
    (line,) = dossier.bill
    to: dict[str, Any] = {"by": office.officer, "at": WHEN + DAY, "reason": "Miễn 1"}

    for key, amount in (("khoan_la", 8_000), (line.key, -1)):
        with pytest.raises(ActNotAllowed, match="Hãy chọn khoản phí"):
            actions.adjust_fee(dossier, line=key, amount=amount, **to)
    adjusted = actions.adjust_fee(dossier, line=line.key, amount=16_000, **to)

    assert adjusted.fee_due == 16_000
    assert adjusted.bill[0].explanation == "Miễn 1"


def test_a_fee_does_not_fall_below_what_was_paid() -> None:
    office = Office(COPIES)
    dossier = owing(office)
    paid = actions.record_payment(
        dossier, by=None, at=WHEN, amount=24_000, means="vnpay", reference="MC1"
    )

    with pytest.raises(ActNotAllowed, match="phiếu hoàn tiền"):
        actions.adjust_fee(
            paid,
            by=office.officer,
            at=WHEN + DAY,
            line=paid.bill[0].key,
            amount=8_000,
            reason="Giảm",
        )


def test_what_waits_for_its_fee_is_not_received() -> None:
    office = Office(COPIES, pays_first=True)
    dossier = owing(office)

    with pytest.raises(ActNotAllowed, match="phải nộp phí"):
        actions.receive(dossier, by=office.receptionist, at=WHEN + DAY)
