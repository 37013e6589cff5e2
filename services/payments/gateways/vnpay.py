"""VNPAY 2.1.0: the payer is redirected, the IPN alone books, querydr is asked.

Amounts go over the wire as VND × 100, times as yyyyMMddHHmmss in local time. VNPAY is
told nothing of the person but the address of their browser, which it demands.
"""

import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import quote_plus

from services.payments.gateways import addresses, statements
from services.payments.gateways.base import (
    Back,
    BadSignature,
    Movement,
    NoAnswer,
    Order,
    Return,
    Told,
)
from services.payments.gateways.http import Client
from services.payments.gateways.signing import piped, require_same, text_of
from services.payments.gateways.vnpay_codes import (
    ANSWERS,
    NOT_FOUND,
    OK,
    REFUND_STATUSES,
    REFUNDS,
    REFUSED,
    REPEATED,
    outcome_of,
)
from services.payments.gateways.wording import local, plain
from services.payments.states import Outcome, Verdict

VERSION = "2.1.0"
HASH, HASH_TYPE = "vnp_SecureHash", "vnp_SecureHashType"
PAYER_UNKNOWN = "127.0.0.1"
"""vnp_IpAddr must be an address; of our own questions it says nothing of use."""

# Not sorted: the order is the protocol's.
HEAD = ("vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode")
ASKS = (
    *HEAD,
    "vnp_TxnRef",
    "vnp_TransactionDate",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
)
GIVES_BACK = (
    *HEAD,
    "vnp_TransactionType",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_TransactionNo",
    "vnp_TransactionDate",
    "vnp_CreateBy",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
)
REFUND_SAYS = (
    "vnp_ResponseId",
    "vnp_Command",
    "vnp_ResponseCode",
    "vnp_Message",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_BankCode",
    "vnp_PayDate",
    "vnp_TransactionNo",
    "vnp_TransactionType",
    "vnp_TransactionStatus",
    "vnp_OrderInfo",
)
QUERY_SAYS = (*REFUND_SAYS, "vnp_PromotionCode", "vnp_PromotionAmount")


@dataclass(frozen=True, slots=True)
class Contract:
    """What VNPAY and the merchant agreed; `statement_url` has `{day}` (yyyyMMdd)."""

    tmn_code: str
    secret: str
    pay_url: str
    api_url: str
    return_url: str
    statement_url: str = ""
    networks: tuple[IPv4Network | IPv6Network, ...] = ()


class Vnpay:
    """VNPAY as a Gateway and as a Notifying provider."""

    means = "vnpay"
    name = "VNPAY"
    lasts = timedelta(minutes=15)
    pays_several = True

    def __init__(self, contract: Contract, http: Client) -> None:
        self._contract = contract
        self._http = http

    def start(self, order: Order, *, at: datetime) -> str:
        """Return the signed address of the page of payment; asks nobody."""
        query = query_of(self._order(order))
        url = f"{self._contract.pay_url}?{query}"
        return f"{url}&{HASH}={signature(query, self._contract.secret)}"

    def ask(self, order: Order, *, at: datetime) -> Told:
        """Ask by querydr; UNKNOWN without an amount where VNPAY knows no such order."""
        said = self._query(order, at)
        code = text_of(said, "vnp_ResponseCode")
        if code == NOT_FOUND:
            return Told(self.means, order.reference, Outcome.UNKNOWN, None, code=code)
        if code != OK:
            raise NoAnswer(f"querydr answers {code}.")
        return self._told(said, response=OK)

    def give_back(self, asked: Return, *, at: datetime) -> Back:
        """Ask for the refund; the reference is the request's number.

        So VNPAY recognises a repetition (94), and is then asked by querydr how the
        order's latest refund stands. The date of the order is the one it began with,
        as VNPAY wants it, not the one when it was paid.
        """
        said = self._call(self._refund(asked, at), GIVES_BACK, REFUND_SAYS)
        code = text_of(said, "vnp_ResponseCode")
        if code in {NOT_FOUND, REFUSED}:
            return Back(Outcome.FAILED, code=code)
        if code == REPEATED:
            said = self._query(asked.order, at)
        elif code != OK:
            raise NoAnswer(f"refund answers {code}.")
        return _back(said)

    def statement(self, day: date) -> Sequence[Movement]:
        """Return the movements of VNPAY's file of the local day (see `statements`)."""
        if not self._contract.statement_url:
            raise NoAnswer("VNPAY_STATEMENT_URL is not set.")
        url = self._contract.statement_url.replace("{day}", f"{day:%Y%m%d}")
        return statements.read(self._http.text(url, media_type="text/csv"))

    def may_notify(self, address: str) -> bool:
        """Say whether the IPN may come from the address."""
        return addresses.is_in(address, self._contract.networks)

    def read_notice(self, message: Mapping[str, object]) -> Told:
        """Read the parameters of the IPN or of the return page.

        Raises BadSignature for another merchant's message, too.
        """
        ours = {k: text_of(message, k) for k in message if k.startswith("vnp_")}
        given = ours.pop(HASH, "")
        ours.pop(HASH_TYPE, None)
        require_same(signature(query_of(ours), self._contract.secret), given)
        return self._told(ours, response=text_of(ours, "vnp_ResponseCode"))

    def answer(self, verdict: Verdict) -> dict[str, str]:
        """Return the JSON that the IPN is answered with."""
        code, sentence = ANSWERS[verdict]
        return {"RspCode": code, "Message": sentence}

    def _order(self, order: Order) -> dict[str, str]:
        return {
            "vnp_Version": VERSION,
            "vnp_Command": "pay",
            "vnp_TmnCode": self._contract.tmn_code,
            "vnp_Amount": str(order.amount * 100),
            "vnp_CurrCode": "VND",
            "vnp_TxnRef": order.reference,
            "vnp_OrderInfo": plain("Thanh toan le phi ho so", *order.codes),
            "vnp_OrderType": "other",
            "vnp_Locale": "vn",
            "vnp_ReturnUrl": self._contract.return_url,
            "vnp_IpAddr": order.address or PAYER_UNKNOWN,
            "vnp_CreateDate": local(order.created_at),
            "vnp_ExpireDate": local(order.expires_at),
        }

    def _query(self, order: Order, at: datetime) -> dict[str, object]:
        asked = self._question("querydr", order, secrets.token_hex(16), at)
        asked["vnp_OrderInfo"] = plain("Hoi ket qua giao dich", order.reference)
        return self._call(asked, ASKS, QUERY_SAYS)

    def _refund(self, asked: Return, at: datetime) -> dict[str, str]:
        question = self._question("refund", asked.order, asked.reference, at)
        in_full = asked.amount == asked.order.amount
        return {
            **question,
            "vnp_TransactionType": "02" if in_full else "03",
            "vnp_Amount": str(asked.amount * 100),
            "vnp_TransactionNo": asked.provider_number,
            "vnp_CreateBy": plain(asked.by),
            "vnp_OrderInfo": plain("Hoan tien", asked.order.reference, asked.reason),
        }

    def _question(
        self, command: str, order: Order, number: str, at: datetime
    ) -> dict[str, str]:
        return {
            "vnp_RequestId": number,
            "vnp_Version": VERSION,
            "vnp_Command": command,
            "vnp_TmnCode": self._contract.tmn_code,
            "vnp_TxnRef": order.reference,
            "vnp_TransactionDate": local(order.created_at),
            "vnp_CreateDate": local(at),
            "vnp_IpAddr": PAYER_UNKNOWN,
        }

    def _call(
        self, question: Mapping[str, str], signs: Sequence[str], says: Sequence[str]
    ) -> dict[str, object]:
        """Ask, and return the answer once it is verified and about our order."""
        hashed = signature(piped(question, signs), self._contract.secret)
        said = self._http.post(self._contract.api_url, {**question, HASH: hashed})
        expected = signature(piped(said, says), self._contract.secret)
        require_same(expected, said.get(HASH))
        if text_of(said, "vnp_TxnRef") != question["vnp_TxnRef"]:
            raise BadSignature("The answer is about another order.")
        return said

    def _told(self, message: Mapping[str, object], *, response: str) -> Told:
        if text_of(message, "vnp_TmnCode") != self._contract.tmn_code:
            raise BadSignature("The message is for another merchant.")
        status = text_of(message, "vnp_TransactionStatus")
        number = text_of(message, "vnp_TransactionNo")[:64]
        outcome = outcome_of(response, status)
        if outcome is Outcome.SUCCEEDED and not number.strip("0"):
            # Money without a transaction could not be found again in any dispute.
            outcome = Outcome.DOUBTFUL
        return Told(
            means=self.means,
            reference=text_of(message, "vnp_TxnRef"),
            outcome=outcome,
            amount=vnd(text_of(message, "vnp_Amount")),
            provider_number=number,
            bank=text_of(message, "vnp_BankCode")[:20],
            code=f"{response}/{status}"[:10],
            currency=text_of(message, "vnp_CurrCode") or "VND",
        )


def _back(said: Mapping[str, object]) -> Back:
    status = text_of(said, "vnp_TransactionStatus")
    if text_of(said, "vnp_TransactionType") not in REFUNDS:
        return Back(Outcome.PENDING, code=status[:10])
    return Back(
        outcome=REFUND_STATUSES.get(status, Outcome.PENDING),
        provider_number=text_of(said, "vnp_TransactionNo")[:64],
        code=status[:10],
    )


def query_of(message: Mapping[str, str]) -> str:
    """Return the query that is signed: sorted, encoded, empty values left out."""
    kept = sorted((k, v) for k, v in message.items() if v)
    return "&".join(f"{_encoded(k)}={_encoded(v)}" for k, v in kept)


def _encoded(text: str) -> str:
    return quote_plus(text, errors="replace")


def signature(text: str, secret: str) -> str:
    """Return the HMAC-SHA512 of the text in hex."""
    data = text.encode(errors="replace")
    return hmac.new(secret.encode(), data, "sha512").hexdigest()


def vnd(text: str) -> int | None:
    """Return whole VND from VND × 100; None where it is no such number."""
    if not re.fullmatch(r"[0-9]{1,15}", text) or int(text) % 100:
        return None
    return int(text) // 100
