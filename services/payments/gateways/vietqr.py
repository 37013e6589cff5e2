"""VietQR: a bank transfer whose words and sum stand in a QR code (EMVCo, NAPAS).

No bank tells us of the money: an officer who sees it on the account confirms it
(`confirm_transfer`). The code carries the order's number as its purpose, which is how
they know it again; nothing of the person is in it.
"""

from binascii import crc_hqx
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.payments.gateways.base import (
    Back,
    Movement,
    NoAnswer,
    Order,
    Return,
    Told,
)
from services.payments.states import Outcome
from services.printing import qr

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
STATIC, DYNAMIC = "11", "12"
DONG = "704"
CRC_FIELD = "6304"


@dataclass(frozen=True, slots=True)
class Account:
    """Whose account is paid into; `page_url` has `{reference}`: our page of the QR."""

    bank: str
    number: str
    holder: str
    page_url: str


class VietQr:
    """Transfers as a Gateway; it asks nobody."""

    means = "vietqr"
    name = "VietQR"
    lasts = timedelta(days=3)
    pays_several = True

    def __init__(self, account: Account) -> None:
        self.account = account

    def start(self, order: Order, *, at: datetime) -> str:
        """Return the address of our page that shows the code."""
        return self.account.page_url.replace("{reference}", order.reference)

    def ask(self, order: Order, *, at: datetime) -> Told:
        """Return PENDING: only an officer knows."""
        return Told(self.means, order.reference, Outcome.PENDING, order.amount)

    def give_back(self, asked: Return, *, at: datetime) -> Back:
        """Refuse: the accountant transfers it back, from the bank's own pages."""
        return Back(Outcome.FAILED)

    def statement(self, day: date) -> Sequence[Movement]:
        """Raise NoAnswer: the bank's statement is read by people."""
        raise NoAnswer("A bank account has no statement that we can read.")

    def code(self, order: Order) -> str:
        """Return the QR code of the order as SVG."""
        return qr.svg(
            payload(
                self.account.bank,
                self.account.number,
                amount=order.amount,
                purpose=order.reference,
            )
        )


def payload(
    bank: str, account: str, *, amount: int | None = None, purpose: str = ""
) -> str:
    """Return the text of the code; `amount` in VND, `purpose` in ASCII.

    `bank` is the bank's six digits at NAPAS (BIN). Without an amount and a purpose
    the code is static: good for any payment.
    """
    beneficiary = field("00", bank) + field("01", account)
    parts = [
        field("00", "01"),
        field("01", STATIC if amount is None else DYNAMIC),
        field(
            "38",
            field("00", NAPAS) + field("01", beneficiary) + field("02", TO_ACCOUNT),
        ),
        field("53", DONG),
        field("54", "" if amount is None else str(amount)),
        field("58", "VN"),
        field("62", field("08", purpose)),
        CRC_FIELD,
    ]
    text = "".join(parts)
    return f"{text}{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def field(tag: str, value: str) -> str:
    """Return tag, length in two digits, value; nothing where there is no value."""
    if len(value) > 99:
        raise ValueError(f"Field {tag} of a QR code is longer than 99.")
    return f"{tag}{len(value):02d}{value}" if value else ""
