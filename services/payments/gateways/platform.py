"""The Payment Platform of the National Public Service Portal, version 1.0.6.

NOT VERIFIED. The messages INIT, CONFIRM, QUERY and GET_BILL and their hashes were
read out of public code of another portal, not out of an official text; where that
code says nothing, the docstrings here say what we assume. Before it is switched on it
has to be tried with the operator of the Platform.

That code had four faults, avoided here: the sum of a callback is compared with the
order (in `take_notice`, as for every provider), hashes are compared in constant time,
nothing after the booking can undo it silently, and an order that failed is told.

Of the person the Platform gets the payer's name, because it prints receipts in it.
The fields for their identity number, address, district and province are part of the
message and stay empty: nothing we have read shows that they are demanded.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urlsplit

from services.payments.gateways import addresses
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
from services.payments.gateways.wording import local, plain
from services.payments.states import Outcome, Verdict

VERSION = "1.0.6"
HASH = "MaXacThuc"
OK = "00"
SERVER = "127.0.0.1"

INIT = (
    "LoaiBanTin",
    "PhienBan",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "LoaiHinhThanhToan",
    "MaKenhThanhToan",
    "MaThietBi",
    "NgonNgu",
    "MaTienTe",
    "MaNganHang",
    "ThongTinGiaoDich",
    "ThoiGianGD",
    "Ip",
)
CONFIRM = (
    "LoaiBanTin",
    "MaLoi",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "MaTienTe",
    "MaGiaoDich",
    "MaNganHang",
    "ThoiGianGD",
    "ThongTinGiaoDich",
)
QUESTION = ("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD")

SENTENCES: Mapping[Verdict, tuple[str, str]] = {
    Verdict.TAKEN: ("0", "Da ghi nhan"),
    Verdict.KNOWN_ALREADY: ("0", "Da ghi nhan truoc do"),
    Verdict.NO_SUCH_ORDER: ("1", "Khong co ma tham chieu"),
    Verdict.WRONG_AMOUNT: ("2", "Sai so tien"),
    Verdict.FORGED: ("3", "Sai ma xac thuc"),
    Verdict.NOT_ALLOWED: ("4", "Dia chi khong duoc phep"),
    Verdict.TROUBLE: ("5", "Loi he thong"),
}
"""Assumed: the code read answers callbacks in the form that INIT is answered in."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What the Platform and its partner agreed, and the account that is paid into."""

    partner: str
    secret: str
    url: str
    service: str
    account: str
    bank: str
    account_name: str
    networks: tuple[IPv4Network | IPv6Network, ...] = ()


class Platform:
    """The Platform as a Gateway and as a Notifying provider."""

    means = "platform"
    name = "Nền tảng thanh toán Cổng Dịch vụ công quốc gia"
    lasts = timedelta(minutes=30)
    pays_several = False
    """A receipt of the Platform names one dossier."""

    def __init__(self, contract: Contract, http: Client) -> None:
        self._contract = contract
        self._http = http

    def start(self, order: Order, *, at: datetime) -> str:
        """Register the order by INIT and return the address it may be paid at.

        The answer is not signed; an address that is neither https nor in clear as
        our own interface is, is refused.
        """
        said = self._call(self._order(order), INIT)
        message = said.get("message")
        if text_of(said, "error_code") != "0" or not isinstance(message, dict):
            raise NoAnswer(f"INIT answers {text_of(said, 'error_code')}.")
        url = text_of(message, "UrlThanhToan")
        if urlsplit(url).scheme not in {"https", urlsplit(self._contract.url).scheme}:
            raise NoAnswer("INIT answers with no address to pay at.")
        return url

    def ask(self, order: Order, *, at: datetime) -> Told:
        """Ask by QUERY how the order ended.

        Assumed: the answer carries the fields of CONFIRM and their hash. Without a
        table of codes only 00 is believed; anything else says that nobody has paid
        yet, and after the expiry that nobody will. An error says that the order is
        unknown, which leads to no more.
        """
        said = self._call(self._question("QUERY", order, at), QUESTION)
        message = said.get("message")
        code = text_of(said, "error_code")
        if code != "0" or not isinstance(message, dict):
            return Told(
                self.means, order.reference, Outcome.UNKNOWN, None, code=code[:10]
            )
        told = self._told(message, kind="QUERY", unpaid=Outcome.PENDING)
        if told.reference != order.reference:
            raise BadSignature("The answer is about another order.")
        return told

    def receipt_address(self, order: Order, *, at: datetime) -> str:
        """Ask by GET_BILL where the Platform's receipt lies; assumed: in UrlBienLai."""
        said = self._call(self._question("GET_BILL", order, at), QUESTION)
        message = said.get("message")
        if text_of(said, "error_code") != "0" or not isinstance(message, dict):
            raise NoAnswer("GET_BILL knows no receipt.")
        return text_of(message, "UrlBienLai")

    def give_back(self, asked: Return, *, at: datetime) -> Back:
        """Refuse: the version that we know has no message for refunds.

        The money goes back from the account that it was paid into.
        """
        return Back(Outcome.FAILED)

    def statement(self, day: date) -> Sequence[Movement]:
        """Raise NoAnswer: we know no statement of the Platform."""
        raise NoAnswer("The Platform has no statement that we know of.")

    def may_notify(self, address: str) -> bool:
        """Say whether CONFIRM may come from the address."""
        return addresses.is_in(address, self._contract.networks)

    def read_notice(self, message: Mapping[str, object]) -> Told:
        """Read a CONFIRM, from a form or from JSON."""
        return self._told(message, kind="CONFIRM", unpaid=Outcome.FAILED)

    def answer(self, verdict: Verdict) -> dict[str, str]:
        """Return the JSON that CONFIRM is answered with."""
        code, sentence = SENTENCES[verdict]
        return {"error_code": code, "message": sentence}

    def _told(
        self, message: Mapping[str, object], *, kind: str, unpaid: Outcome
    ) -> Told:
        expected = digest(piped(message, CONFIRM), self._contract.secret)
        require_same(expected, message.get(HASH))
        if text_of(message, "LoaiBanTin") != kind:
            raise BadSignature("The message is of another kind.")
        if text_of(message, "MaDoiTac") != self._contract.partner:
            raise BadSignature("The message is for another partner.")
        code = text_of(message, "MaLoi")
        number = text_of(message, "MaGiaoDich")[:64]
        paid = Outcome.SUCCEEDED if number else Outcome.DOUBTFUL
        return Told(
            means=self.means,
            reference=text_of(message, "MaThamChieu"),
            outcome=paid if code == OK else unpaid,
            amount=vnd(text_of(message, "SoTien")),
            provider_number=number,
            bank=text_of(message, "MaNganHang")[:20],
            code=code[:10],
            currency=text_of(message, "MaTienTe"),
        )

    def _call(
        self, message: Mapping[str, object], signs: Sequence[str]
    ) -> dict[str, object]:
        hashed = digest(piped(message, signs), self._contract.secret)
        return self._http.post(self._contract.url, {**message, HASH: hashed})

    def _question(self, kind: str, order: Order, at: datetime) -> dict[str, object]:
        return {
            "LoaiBanTin": kind,
            "PhienBan": VERSION,
            "MaDoiTac": self._contract.partner,
            "MaThamChieu": order.reference,
            "ThoiGianGD": local(at),
        }

    def _order(self, order: Order) -> dict[str, object]:
        return {
            **self._question("INIT", order, order.created_at),
            "SoTien": str(order.amount),
            "LoaiHinhThanhToan": "PAY",
            "MaKenhThanhToan": "1",
            "MaThietBi": "1",
            "NgonNgu": "vi-VN",
            "MaTienTe": "VND",
            "MaNganHang": "PAYMENT",
            "ThongTinGiaoDich": plain("Thanh toan ho so", *order.codes),
            "Ip": order.address or SERVER,
            "ThongTinBienLai": self._receipt(order),
        }

    def _receipt(self, order: Order) -> dict[str, object]:
        first = order.items[0]
        return {
            "MaDichVu": self._contract.service,
            "MaDVC": first.procedure_code,
            "TenDVC": first.procedure_name,
            "MaTTHC": first.procedure_code,
            "TenTTHC": first.procedure_name,
            "MaDonVi": first.agency_code,
            "TenDonVi": first.agency_name,
            "MaHoSo": first.dossier,
            "TKThuHuong": self._contract.account,
            "MaNHThuHuong": self._contract.bank,
            "TenTKThuHuong": self._contract.account_name,
            "HoTenNguoiNop": order.payer,
            "SoCMNDNguoiNop": "",
            "DiaChiNguoiNop": "",
            "HuyenNguoiNop": "",
            "TinhNguoiNop": "",
            "NoiDungThanhToan": plain("Thanh toan ho so", first.dossier),
            "PhiLePhi": [
                {
                    "LoaiPhiLePhi": item.type,
                    "MaPhiLePhi": item.key,
                    "TenPhiLePhi": item.name,
                    "SoTien": str(item.amount),
                }
                for item in order.items
            ],
            "DSKhoanNop": [
                {"NoiDung": item.name, "SoTien": str(item.amount)}
                for item in order.items
            ],
        }


def digest(text: str, secret: str) -> str:
    """Return the SHA-256 of `text|secret` in hex.

    A `|` inside a field would move the border to the next one unseen; what we write
    into a field never has one (`plain`).
    """
    return hashlib.sha256(f"{text}|{secret}".encode(errors="replace")).hexdigest()


def vnd(text: str) -> int | None:
    """Return whole VND; None where it is no such number."""
    return int(text) if re.fullmatch(r"[0-9]{1,13}", text) else None
