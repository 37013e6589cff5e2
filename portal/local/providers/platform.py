"""A national Payment Platform for one machine, as far as 1.0.6 is known.

    python -m portal.local.providers.platform --port 8902 --merchant DOITAC \\
        --secret … --data platform.db --ipn http://localhost:8000/… --back …

Pages: `/api` (INIT, QUERY, GET_BILL), `/thanh-toan/<reference>`, `/so`, `/dieu-khien`.
"""

import hashlib
import hmac
import json
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from portal.local.providers import bank_page
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

WARNING = "MÔ PHỎNG – không phải Nền tảng thanh toán quốc gia, không có tiền thật"
INIT_FIELDS = (
    "LoaiBanTin PhienBan MaDoiTac MaThamChieu SoTien LoaiHinhThanhToan MaKenhThanhToan "
    "MaThietBi NgonNgu MaTienTe MaNganHang ThongTinGiaoDich ThoiGianGD Ip"
)
ASK_FIELDS = "LoaiBanTin PhienBan MaDoiTac MaThamChieu ThoiGianGD"
TOLD_FIELDS = (
    "LoaiBanTin MaLoi MaDoiTac MaThamChieu SoTien MaTienTe MaGiaoDich MaNganHang "
    "ThoiGianGD ThongTinGiaoDich"
)
ENDINGS = {"pay": "00", "close": "00", "suspect": "99", "poor": "51", "cancel": "24"}


class Provider:
    """What the Platform does; its hashing is its own."""

    def __init__(
        self,
        books: Books,
        *,
        merchant: str,
        secret: str,
        ipn: str,
        back: str,
        home: str,
    ) -> None:
        self.books, self.merchant, self.secret = books, merchant, secret
        self.ipn, self.back, self.home = ipn, back, home
        self.mood = Mood()

    def hash(self, message: Mapping[str, object], names: str, secret: str) -> str:
        values = [str(message.get(name, "")) for name in names.split()]
        return hashlib.sha256("|".join([*values, secret]).encode()).hexdigest()

    def api(self, request: Request) -> Answer:
        """Answer INIT, QUERY and GET_BILL."""
        asked = request.json()
        kind = asked.get("LoaiBanTin", "")
        names = INIT_FIELDS if kind == "INIT" else ASK_FIELDS
        good = self.hash(asked, names, self.secret)
        if not hmac.compare_digest(good, str(asked.get("MaXacThuc", ""))):
            return self._error("3", "Sai mã xác thực")
        if asked.get("MaDoiTac") != self.merchant:
            return self._error("4", "Không có đối tác này")
        if kind == "INIT":
            return self._open(asked)
        order = self.books.order(asked["MaThamChieu"])
        if order is None:
            return self._error("1", "Không có mã tham chiếu này")
        if kind == "GET_BILL" and order.response == "00":
            url = f"{self.home}/bien-lai/{order.reference}"
            return as_json({"error_code": "0", "message": {"UrlBienLai": url}})
        if kind == "QUERY":
            return as_json({"error_code": "0", "message": self.told(order, "QUERY")})
        return self._error("5", "Không có biên lai")

    def _open(self, asked: Mapping[str, str]) -> Answer:
        wanted = Known(
            reference=asked["MaThamChieu"],
            amount=int(asked["SoTien"]),
            created=asked["ThoiGianGD"],
            expires="",
            info=asked["ThongTinGiaoDich"],
            back=self.back,
        )
        if self.books.open(wanted) != wanted:
            return self._error("2", "Trùng mã tham chiếu")
        url = f"{self.home}/thanh-toan/{wanted.reference}"
        return as_json({"error_code": "0", "message": {"UrlThanhToan": url}})

    def _error(self, code: str, sentence: str) -> Answer:
        return as_json({"error_code": code, "message": sentence})

    def told(self, order: Known, kind: str) -> dict[str, object]:
        """Return the signed fields of CONFIRM."""
        said: dict[str, object] = {
            "LoaiBanTin": kind,
            "MaLoi": order.response or "01",
            "MaDoiTac": self.merchant,
            "MaThamChieu": order.reference,
            "SoTien": str(order.amount + self.mood.lie),
            "MaTienTe": "VND",
            "MaGiaoDich": order.number if order.paid else "",
            "MaNganHang": order.bank,
            "ThoiGianGD": order.paid or now(),
            "ThongTinGiaoDich": order.info,
        }
        secret = "not the secret" if self.mood.forge else self.secret
        return {**said, "MaXacThuc": self.hash(said, TOLD_FIELDS, secret)}

    def pay(self, request: Request) -> Answer:
        """Show the page of an order."""
        order = self.books.order(request.path.rpartition("/")[2])
        if order is None or order.status != "01":
            text = "<p>Không có giao dịch này, hoặc giao dịch đã kết thúc.</p>"
            page = bank_page.page("Không thanh toán được", WARNING, text)
            return Answer(page, status=400)
        rows = [
            ("Số tiền", bank_page.money(order.amount)),
            ("Nội dung", order.info),
            ("Mã tham chiếu", order.reference),
        ]
        content = bank_page.facts(rows)
        content += bank_page.choices(order.reference, "/chon")
        title = "Thanh toán trực tuyến"
        return Answer(bank_page.page(title, WARNING, content))

    def choose(self, request: Request) -> Answer:
        """End the order as the payer chose."""
        reference, choice = request.form.get("reference", ""), request.form["choice"]
        code = ENDINGS[choice]
        paid = now() if code == "00" else ""
        if self.books.end(reference, code, "00" if paid else "02", paid):
            self.books.tell(reference, "")
        order = self.books.order(reference)
        if order is None or choice == "close":
            text = "<p>Trình duyệt không quay lại Cổng.</p>"
            return Answer(bank_page.page("Đã đóng trình duyệt", WARNING, text))
        return Answer("", location=order.back)

    def send(self, notice: Notice) -> bool:
        """Tell CONFIRM; understood where the answer says error_code 0."""
        order = self.books.order(notice.reference)
        assert order
        body = json.dumps(self.told(order, "CONFIRM")).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.ipn, body, headers)
        with urllib.request.urlopen(request, timeout=15) as answer:
            return str(json.loads(answer.read(10_000)).get("error_code")) == "0"

    def shown(self, request: Request) -> Answer:
        """Show the notices with their tries: for tests, no part of the protocol."""
        return as_json({"notices": self.books.notices()})


def now() -> str:
    """Return the local time as yyyyMMddHHmmss."""
    return f"{datetime.now(UTC) + timedelta(hours=7):%Y%m%d%H%M%S}"


def main() -> None:
    """Open the books and serve."""
    parser = arguments(WARNING)
    parser.add_argument("--back", default="/", help="where payers return to")
    told = parser.parse_args()
    books = Books(told.data)
    home = f"http://{told.host}:{told.port}"
    provider = Provider(
        books,
        merchant=told.merchant,
        secret=told.secret,
        ipn=told.ipn,
        back=told.back,
        home=home,
    )
    if told.ipn:
        how = {"pause": told.retry_seconds, "tries": told.tries}
        Teller(books, provider.send, mood=provider.mood, **how).start()
    pages = {
        ("POST", "/api"): provider.api,
        ("GET", "/thanh-toan/"): provider.pay,
        ("POST", "/chon"): provider.choose,
        ("GET", "/so"): provider.shown,
    }
    Stage(pages, lambda _wanted: None, mood=provider.mood).serve(told.host, told.port)


if __name__ == "__main__":
    main()
