"""Providers that exist nowhere: their settings, and what they would sign."""

from urllib.parse import urlencode

from services.payments.gateways.platform import CONFIRM, digest
from services.payments.gateways.platform import HASH as PLATFORM_HASH
from services.payments.gateways.signing import piped
from services.payments.gateways.vnpay import HASH, query_of, signature
from services.payments.models import Attempt

SECRET = "a secret of the tests"

VNPAY = {
    "VNPAY_TMN_CODE": "MAU00001",
    "VNPAY_SECRET": SECRET,
    "VNPAY_PAY_URL": "https://vnpay.mau.test/paymentv2/vpcpay.html",
    "VNPAY_API_URL": "https://vnpay.mau.test/merchant_webapi/api/transaction",
}
PLATFORM = {
    "PLATFORM_PARTNER": "DOITAC",
    "PLATFORM_SECRET": SECRET,
    "PLATFORM_URL": "https://nentang.mau.test/api",
    "PLATFORM_SERVICE": "1",
    "PLATFORM_ACCOUNT": "0000000000",
    "PLATFORM_BANK": "970400",
    "PLATFORM_ACCOUNT_NAME": "CO QUAN MAU",
}
VIETQR = {
    "VIETQR_BANK": "970400",
    "VIETQR_ACCOUNT": "0000000000",
    "VIETQR_ACCOUNT_NAME": "CO QUAN MAU",
}


def vnpay_query(attempt: Attempt, **changed: str) -> str:
    """Return what VNPAY sends to the IPN and to the return page, signed."""
    said = {
        "vnp_TmnCode": VNPAY["VNPAY_TMN_CODE"],
        "vnp_Amount": str(attempt.amount * 100),
        "vnp_BankCode": "NCB",
        "vnp_ResponseCode": "00",
        "vnp_TransactionStatus": "00",
        "vnp_TransactionNo": "14000001",
        "vnp_TxnRef": attempt.reference,
        **changed,
    }
    return urlencode({**said, HASH: signature(query_of(said), SECRET)})


def confirmation(attempt: Attempt, **changed: str) -> dict[str, str]:
    """Return what the Platform sends as CONFIRM, signed."""
    said = {
        "LoaiBanTin": "CONFIRM",
        "MaLoi": "00",
        "MaDoiTac": PLATFORM["PLATFORM_PARTNER"],
        "MaThamChieu": attempt.reference,
        "SoTien": str(attempt.amount),
        "MaTienTe": "VND",
        "MaGiaoDich": "GD000001",
        "MaNganHang": "NCB",
        "ThoiGianGD": "20260302100500",
        "ThongTinGiaoDich": "Thanh toan",
        **changed,
    }
    return {**said, PLATFORM_HASH: digest(piped(said, CONFIRM), SECRET)}
