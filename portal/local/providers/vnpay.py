"""A VNPAY for one machine: a process that speaks 2.1.0 and moves no real money.

    python -m portal.local.providers.vnpay --port 8901 --merchant MAU00001 \\
        --secret … --data vnpay.db --ipn http://localhost:8000/…

Pages: `/paymentv2/vpcpay.html` (pay), `/merchant_webapi/api/transaction` (querydr and
refund), `/doi-soat/<yyyyMMdd>.csv` (the day's file), `/so` (its books as JSON) and
`/dieu-khien` (moods; also `reverse`: a reference whose payment is reversed, `tell`:
`[reference, response, status]` to be told whatever the books say).
"""

import hashlib
import hmac
import json
import re
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from portal.local.providers import bank_page, transactions
from portal.local.providers.books import Books, Known, Notice
from portal.local.providers.serving import (
    Answer,
    Mood,
    Request,
    Stage,
    arguments,
    as_json,
)
from portal.local.providers.telling import Teller

WARNING = "MÔ PHỎNG – không phải VNPAY, không có tiền thật"
ENDINGS = {
    "pay": ("00", "00"),
    "close": ("00", "00"),
    "suspect": ("07", "07"),
    "poor": ("51", "02"),
    "cancel": ("24", "02"),
}
TAKES_MONEY = frozenset({"pay", "close", "suspect"})
EXPIRED = ("11", "02")


class Provider:
    """What VNPAY does; its signing is its own."""

    def __init__(self, books: Books, *, merchant: str, secret: str, ipn: str) -> None:
        self.books, self.merchant, self.ipn = books, merchant, ipn
        self.mood = Mood()
        self.secret = secret

    def sign(self, text: str) -> str:
        key = "not the secret" if self.mood.forge else self.secret
        return hmac.new(key.encode(), text.encode(), hashlib.sha512).hexdigest()

    def is_signed(self, text: str, given: str) -> bool:
        good = hmac.new(self.secret.encode(), text.encode(), hashlib.sha512)
        return hmac.compare_digest(good.hexdigest(), given.lower())

    # --- The payer's pages

    def pay(self, request: Request) -> Answer:
        """Take the order in and show the bank's page."""
        order = self._wanted(request.query)
        if isinstance(order, str):
            return self._refusal(order)
        known = self.books.open(order)
        if (known.amount, known.back) != (order.amount, order.back):
            return self._refusal("Mã giao dịch này đã được dùng cho đơn hàng khác.")
        if known.status != "01":
            return self._refusal("Giao dịch này đã kết thúc.")
        rows = [
            ("Số tiền", bank_page.money(known.amount)),
            ("Nội dung", known.info),
            ("Mã giao dịch", known.reference),
            ("Đơn vị nhận", self.merchant),
        ]
        content = bank_page.facts(rows)
        content += bank_page.choices(known.reference, "/paymentv2/chon")
        return Answer(bank_page.page("Thanh toán qua VNPAY", WARNING, content))

    def _wanted(self, query: Mapping[str, str]) -> Known | str:
        """Return the order of the address, or why there is none."""
        asked = dict(query)
        given = asked.pop("vnp_SecureHash", "")
        asked.pop("vnp_SecureHashType", None)
        if not self.is_signed(urlencode(sorted(asked.items())), given):
            return "Sai chữ ký (97)."
        if asked.get("vnp_TmnCode") != self.merchant:
            return "Không có đơn vị chấp nhận thanh toán này (02)."
        sent = asked.get("vnp_Amount", "")
        if (
            not re.fullmatch("[1-9][0-9]*00", sent)
            or asked.get("vnp_CurrCode") != "VND"
        ):
            return "Số tiền hoặc loại tiền không đúng (03)."
        return Known(
            reference=asked.get("vnp_TxnRef", ""),
            amount=int(sent) // 100,
            created=asked.get("vnp_CreateDate", ""),
            expires=asked.get("vnp_ExpireDate", ""),
            info=asked.get("vnp_OrderInfo", ""),
            back=asked.get("vnp_ReturnUrl", ""),
        )

    def choose(self, request: Request) -> Answer:
        """End the order as the payer chose, tell the merchant, and let them return."""
        choice = request.form.get("choice", "")
        order = self.books.order(request.form.get("reference", ""))
        if order is None or choice not in ENDINGS:
            return self._refusal("Không có giao dịch này.")
        self.end(order, choice)
        if choice == "close":
            text = "<p>Tiền đã được trừ. Trình duyệt không quay lại Cổng.</p>"
            return Answer(bank_page.page("Đã đóng trình duyệt", WARNING, text))
        ended = self.books.order(order.reference)
        assert ended
        joint = "&" if "?" in ended.back else "?"
        return Answer("", location=f"{ended.back}{joint}{self.message(ended)}")

    def end(self, order: Known, choice: str) -> None:
        """End an order that still waits, and have it told; once."""
        response, status = ENDINGS[choice]
        paid = now() if choice in TAKES_MONEY else ""
        if order.expires < now():
            (response, status), paid = EXPIRED, ""
        if self.books.end(order.reference, response, status, paid):
            self.books.tell(order.reference, "")

    def _refusal(self, why: str) -> Answer:
        text = f"<p>{why}</p>"
        page = bank_page.page("Không thanh toán được", WARNING, text)
        return Answer(page, status=400)

    # --- What the merchant is told

    def message(self, order: Known, response: str = "", status: str = "") -> str:
        """Return the signed parameters of the IPN and of the return page."""
        said = {
            "vnp_TmnCode": self.merchant,
            "vnp_Amount": str((order.amount + self.mood.lie) * 100),
            "vnp_BankCode": order.bank,
            "vnp_BankTranNo": f"NCB{order.number}",
            "vnp_CardType": "ATM",
            "vnp_PayDate": order.paid or now(),
            "vnp_OrderInfo": order.info,
            "vnp_TransactionNo": order.number,
            "vnp_ResponseCode": response or order.response,
            "vnp_TransactionStatus": status or order.status,
            "vnp_TxnRef": order.reference,
        }
        query = urlencode(sorted((k, v) for k, v in said.items() if v))
        return f"{query}&vnp_SecureHash={self.sign(query)}"

    def send(self, notice: Notice) -> bool:
        """Tell the IPN; it has understood where it answers 00 or 02."""
        order = self.books.order(notice.reference)
        assert order
        response, _comma, status = notice.message.partition(",")
        joint = "&" if "?" in self.ipn else "?"
        url = f"{self.ipn}{joint}{self.message(order, response, status)}"
        with urllib.request.urlopen(url, timeout=15) as answer:
            return json.loads(answer.read(10_000)).get("RspCode") in {"00", "02"}

    def act(self, wanted: Mapping[str, object]) -> None:
        """Do what the control page asks."""
        if "reverse" in wanted:
            self.books.set_status(str(wanted["reverse"]), "00", "04")
        if isinstance(told := wanted.get("tell"), list):
            reference, response, status = told
            self.books.tell(reference, f"{response},{status}")

    # --- What the merchant asks

    def transaction(self, request: Request) -> Answer:
        """Answer querydr and refund."""
        return as_json(transactions.answer(self, request.json(), now()))

    def statement(self, request: Request) -> Answer:
        """Return the file of a day."""
        day = request.path.rpartition("/")[2].removesuffix(".csv")
        return Answer(
            transactions.statement(self.books, day, self.mood.lie),
            "text/csv; charset=utf-8",
        )

    def shown(self, request: Request) -> Answer:
        """Show the notices with their tries: for tests, no part of the protocol."""
        return as_json({"notices": self.books.notices()})


def now() -> str:
    """Return the local time as yyyyMMddHHmmss."""
    return f"{datetime.now(UTC) + timedelta(hours=7):%Y%m%d%H%M%S}"


def main() -> None:
    """Open the books and serve."""
    told = arguments(WARNING).parse_args()
    books = Books(told.data)
    provider = Provider(books, merchant=told.merchant, secret=told.secret, ipn=told.ipn)
    if told.ipn:
        Teller(
            books,
            provider.send,
            mood=provider.mood,
            pause=told.retry_seconds,
            tries=told.tries,
        ).start()
    pages = {
        ("GET", "/paymentv2/vpcpay.html"): provider.pay,
        ("POST", "/paymentv2/chon"): provider.choose,
        ("POST", "/merchant_webapi/api/transaction"): provider.transaction,
        ("GET", "/doi-soat/"): provider.statement,
        ("GET", "/so"): provider.shown,
    }
    Stage(pages, provider.act, mood=provider.mood).serve(told.host, told.port)


if __name__ == "__main__":
    main()
