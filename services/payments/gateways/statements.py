"""Reading the file of a day that a provider hands to its merchants.

VNPAY has no public interface for it: it agrees a file with each merchant. This is the
form that this portal asks for, a CSV in UTF-8 with a head line, its columns in any
order, others ignored:

    so_giao_dich    the provider's number of the payment, or of the refund
    ma_don_hang     our reference of the order
    loai            01 payment, 02 full refund, 03 partial refund
    so_tien         whole VND, positive
    thoi_gian       yyyyMMddHHmmss, local time
"""

import csv
import io
from collections.abc import Mapping
from datetime import datetime

from services.payments.gateways.base import Movement, NoAnswer

COLUMNS = frozenset({"so_giao_dich", "ma_don_hang", "loai", "so_tien", "thoi_gian"})
SIGNS = {"01": 1, "02": -1, "03": -1}


def read(text: str) -> list[Movement]:
    """Return the file's movements; raises NoAnswer where a line is not as agreed.

    Half a file is worse than none: its missing lines would look like lost money.
    """
    rows = csv.DictReader(io.StringIO(text), strict=True)
    try:
        if COLUMNS - set(rows.fieldnames or ()):
            raise NoAnswer("The statement lacks columns.")
        return [_movement(row) for row in rows]
    except (csv.Error, KeyError, ValueError, TypeError) as problem:
        raise NoAnswer("The statement has a line that is not as agreed.") from problem


def _movement(row: Mapping[str, str]) -> Movement:
    amount = int(row["so_tien"])
    if amount <= 0 or not row["so_giao_dich"]:
        raise ValueError("A movement moves something and has a number.")
    at = datetime.strptime(row["thoi_gian"] + "+0700", "%Y%m%d%H%M%S%z")
    return Movement(
        reference=row["ma_don_hang"],
        provider_number=row["so_giao_dich"],
        amount=SIGNS[row["loai"]] * amount,
        at=at,
    )
