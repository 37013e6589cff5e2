"""The file of a day is read whole or not at all."""

from datetime import UTC, datetime

import pytest

from services.payments.gateways import Movement, NoAnswer
from services.payments.gateways.statements import read

HEAD = "so_giao_dich,ma_don_hang,loai,so_tien,thoi_gian"


def test_payments_come_in_and_refunds_go_back() -> None:
    text = (
        f"{HEAD},ngan_hang\n"
        "14000001,MC1,01,24000,20260302100500,NCB\n"
        '24000001,"MC1",03,8000,20260302235959,\n'
    )

    assert read(text) == [
        Movement("MC1", "14000001", 24_000, datetime(2026, 3, 2, 3, 5, tzinfo=UTC)),
        Movement(
            "MC1", "24000001", -8_000, datetime(2026, 3, 2, 16, 59, 59, tzinfo=UTC)
        ),
    ]


def test_a_day_without_movements_is_a_head() -> None:
    assert read(HEAD) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        "so_giao_dich,ma_don_hang,loai,so_tien\n1,MC1,01,24000",
        f"{HEAD}\n1,MC1,01,24000",
        f"{HEAD}\n1,MC1,99,24000,20260302100500",
        f"{HEAD}\n1,MC1,01,nhiều,20260302100500",
        f"{HEAD}\n1,MC1,01,0,20260302100500",
        f"{HEAD}\n1,MC1,01,-5,20260302100500",
        f"{HEAD}\n,MC1,01,24000,20260302100500",
        f"{HEAD}\n1,MC1,01,24000,02/03/2026",
        f'{HEAD}\n1,"MC1,01,24000,20260302100500',
    ],
)
def test_a_file_that_is_not_as_agreed_is_no_answer(text: str) -> None:
    with pytest.raises(NoAnswer):
        read(text)
