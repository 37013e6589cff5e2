"""VNPAY's answers to merchants: querydr, refund, and the file of a day."""

import csv
import io
import secrets
from collections.abc import Mapping, Sequence
from typing import Protocol

from portal.local.providers.books import Books, Given, Known
from portal.local.providers.serving import Mood

SIGNED = {
    "querydr": "RequestId Version Command TmnCode TxnRef TransactionDate CreateDate "
    "IpAddr OrderInfo",
    "refund": "RequestId Version Command TmnCode TransactionType TxnRef Amount "
    "TransactionNo TransactionDate CreateBy CreateDate IpAddr OrderInfo",
}
ANSWERED = (
    "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate "
    "TransactionNo TransactionType TransactionStatus OrderInfo"
)
PROMOTION = "PromotionCode PromotionAmount"

FULL, PART = "02", "03"


class Signs(Protocol):
    books: Books
    mood: Mood
    merchant: str

    def sign(self, text: str) -> str: ...

    def is_signed(self, text: str, given: str) -> bool: ...


def line(message: Mapping[str, object], names: str) -> str:
    return "|".join(str(message.get(f"vnp_{name}", "")) for name in names.split())


def answer(provider: Signs, asked: Mapping[str, str], now: str) -> dict[str, object]:
    """Return the signed answer to a question."""
    command = str(asked.get("vnp_Command", ""))
    said = _said(provider, command, asked, now)
    message: dict[str, object] = {
        "vnp_ResponseId": secrets.token_hex(16),
        "vnp_Command": command,
        "vnp_TmnCode": asked.get("vnp_TmnCode", ""),
        "vnp_TxnRef": asked.get("vnp_TxnRef", ""),
        "vnp_OrderInfo": asked.get("vnp_OrderInfo", ""),
        **{f"vnp_{name}": value for name, value in said.items()},
    }
    names = f"{ANSWERED} {PROMOTION}" if command == "querydr" else ANSWERED
    return {**message, "vnp_SecureHash": provider.sign(line(message, names))}


def _said(
    provider: Signs, command: str, asked: Mapping[str, str], now: str
) -> dict[str, object]:
    if command not in SIGNED:
        return {"ResponseCode": "03", "Message": "Invalid command"}
    given = str(asked.get("vnp_SecureHash", ""))
    if not provider.is_signed(line(asked, SIGNED[command]), given):
        return {"ResponseCode": "97", "Message": "Invalid checksum"}
    if asked["vnp_TmnCode"] != provider.merchant:
        return {"ResponseCode": "02", "Message": "Invalid terminal"}
    if not provider.books.is_new_request(asked["vnp_RequestId"]):
        return {"ResponseCode": "94", "Message": "Request is duplicate"}
    order = provider.books.order(asked["vnp_TxnRef"])
    if order is None or order.created != asked["vnp_TransactionDate"]:
        return {"ResponseCode": "91", "Message": "Transaction not found"}
    if command == "querydr":
        return _stands(provider, order)
    return _given_back(provider, order, asked, now)


def _stands(provider: Signs, order: Known) -> dict[str, object]:
    """Return how the order stands: its latest refund where there is one."""
    refunds = provider.books.refunds(reference=order.reference)
    last = refunds[-1] if refunds else None
    amount = (last.amount if last else order.amount) + provider.mood.lie
    return {
        "ResponseCode": "00",
        "Message": "QueryDR Success",
        "Amount": str(amount * 100),
        "BankCode": order.bank,
        "PayDate": order.paid,
        "TransactionNo": last.number if last else order.number,
        "TransactionType": last.kind if last else "01",
        "TransactionStatus": last.status if last else order.status,
    }


def _given_back(
    provider: Signs, order: Known, asked: Mapping[str, str], now: str
) -> dict[str, object]:
    before = provider.books.refunds(reference=order.reference)
    rest = order.amount - sum(given.amount for given in before)
    amount, kind = int(asked["vnp_Amount"]) // 100, asked["vnp_TransactionType"]
    fits = amount == order.amount if kind == FULL else kind == PART
    if order.status != "00" or not fits or not 0 < amount <= rest:
        return {"ResponseCode": "95", "Message": "Refund is refused"}
    given = provider.books.refund(
        Given(
            request=asked["vnp_RequestId"],
            reference=order.reference,
            amount=amount,
            kind=kind,
            status=provider.mood.refund_status,
            number="",
            at=now,
        )
    )
    return {
        "ResponseCode": "00",
        "Message": "Refund success",
        "Amount": str(amount * 100),
        "BankCode": order.bank,
        "PayDate": now,
        "TransactionNo": given.number,
        "TransactionType": kind,
        "TransactionStatus": given.status,
    }


def statement(books: Books, day: str, lie: int) -> str:
    """Return the CSV of the day (yyyyMMdd): what came in, then what went back."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["so_giao_dich", "ma_don_hang", "loai", "so_tien", "thoi_gian"])
    paid: Sequence[Known] = books.paid_on(day)
    for order in paid:
        amount = order.amount + lie
        rows.writerow([order.number, order.reference, "01", amount, order.paid])
    for given in books.refunds(day=day):
        rows.writerow(
            [given.number, given.reference, given.kind, given.amount, given.at]
        )
    return out.getvalue()
