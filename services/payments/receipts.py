"""Receipts on paper and for whoever doubts one: the signed PDF, the public check.

A PDF is made and signed anew whenever it is asked for: the values are frozen on the
receipt, and the copy of a cancelled one says so.
"""

import base64
import hmac
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from accounts.sealing import blind_index
from services.dossiers.codes import VIETNAM
from services.dossiers.lookup import are_signs, signs_of
from services.payments.models import Receipt
from services.printing import rendering, signing
from services.printing.amounts import dong_in_words
from services.printing.papers import Line, Paper, Table
from services.printing.signing import Signature

PUBLIC_PATH = "/bien-lai/{public_id}/{token}/"
"""Where anybody checks a receipt; the QR code carries it."""


def token_of(public_id: UUID) -> str:
    """Return the token that the QR code carries (144 bits), derived, not stored."""
    key = blind_index(str(public_id), purpose="receipt-qr")
    return base64.urlsafe_b64encode(key[:18]).decode()


def code_of(public_id: UUID) -> str:
    """Return the eight signs printed for whoever checks it without a camera."""
    return signs_of(public_id, purpose="receipt-check")


def address_of(receipt: Receipt) -> str:
    """Return the public address at which the receipt is checked."""
    public_id = receipt.public_id
    path = PUBLIC_PATH.format(public_id=public_id, token=token_of(public_id))
    return f"{settings.SITE_URL}{path}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What anybody with the paper may see: the receipt, in force or what replaced it.

    Whoever shows it masks the payer's name.
    """

    receipt: Receipt
    in_force: bool
    replaced_by: Receipt | None


def verify(public_id: UUID, token: str) -> Verified | None:
    """Return the receipt that the token belongs to; None for any other pair."""
    if not hmac.compare_digest(token_of(public_id).encode(), token.encode()):
        return None
    receipt = _joined().filter(public_id=public_id).first()
    return _verified(receipt) if receipt else None


def verify_by_number(symbol: str, number: int, code: str) -> Verified | None:
    """Return the receipt of the series and number whose check code was typed.

    Every agency numbers its own receipts under the same symbol; the code says which.
    """
    named = _joined().filter(series__symbol=symbol, number=number).order_by("pk")
    codes = [(each, code_of(each.public_id)) for each in named]
    meant = [each for each, signs in codes if are_signs(signs, code)]
    return _verified(meant[0]) if meant else None


def _joined() -> QuerySet[Receipt]:
    return Receipt.objects.select_related(
        "series__agency", "dossier", "replaced_by__series"
    )


def _verified(receipt: Receipt) -> Verified:
    fresh = getattr(receipt, "replaced_by", None)
    return Verified(receipt, receipt.cancelled_at is None, fresh)


def verify_file(pdf: bytes) -> Signature:
    """Say whether a PDF is as the portal signed it; raises signing.NotSigned."""
    return signing.examine(pdf, certificate=Path(settings.RECEIPT_CERT))


def pdf_of(receipt: Receipt) -> bytes:
    """Return the signed PDF; raises signing.NoSeal where the portal has no key."""
    return signing.sign(
        rendering.render(paper_of(receipt)),
        key=Path(settings.RECEIPT_KEY),
        certificate=Path(settings.RECEIPT_CERT),
        reason=f"{receipt.series.get_kind_display()} {receipt.series} {receipt.serial}",
    )


def paper_of(receipt: Receipt) -> Paper:
    """Return what stands on the receipt; join series, agency and dossier before."""
    series, dossier = receipt.series, receipt.dossier
    return Paper(
        agency=series.agency.name,
        title=series.get_kind_display(),
        subtitle=_standing(receipt),
        code=dossier.code or "",
        made_at=receipt.issued_at.astimezone(VIETNAM),
        form=f"Mẫu số: {series.pattern} – Ký hiệu: {series.symbol}",
        number=receipt.serial,
        lines=(
            Line("Người nộp tiền", receipt.payer_name),
            Line("Thủ tục", dossier.revision.procedure.name),
            Line("Hình thức thanh toán", str(receipt.get_means_display())),
            Line("Tổng số tiền", f"{dong(receipt.amount)} đồng"),
            Line("Bằng chữ", dong_in_words(receipt.amount)),
            Line("Mã kiểm tra", code_of(receipt.public_id)),
        ),
        tables=(
            Table(
                "Các khoản thu",
                ("STT", "Nội dung", "Số tiền (đồng)"),
                tuple(
                    (str(number), line.name, dong(line.amount))
                    for number, line in enumerate(receipt.bill, start=1)
                ),
            ),
        ),
        closing=(
            "Biên lai điện tử này có chữ ký số của cơ quan thu.",
            "Quét mã QR để kiểm tra biên lai còn hiệu lực hay không.",
        ),
        qr=address_of(receipt),
    )


def _standing(receipt: Receipt) -> str:
    if receipt.cancelled_at is None:
        return ""
    day = receipt.cancelled_at.astimezone(VIETNAM)
    return f"ĐÃ HỦY ngày {day:%d/%m/%Y}: {receipt.cancel_reason}"


def dong(amount: int) -> str:
    """Return `24.000`."""
    return f"{amount:,}".replace(",", ".")
