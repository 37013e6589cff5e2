"""Which ways of paying are offered follows from the settings alone."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from services.payments.errors import NotOffered
from services.payments.gateways import gateway_for, gateways, registry
from services.payments.models import Means

VNPAY = {
    "VNPAY_TMN_CODE": "MAU00001",
    "VNPAY_SECRET": "a secret",
    "VNPAY_PAY_URL": "https://vnpay.mau.test/paymentv2/vpcpay.html",
    "VNPAY_API_URL": "https://vnpay.mau.test/merchant_webapi/api/transaction",
}
PLATFORM = {
    "PLATFORM_PARTNER": "DOITAC",
    "PLATFORM_SECRET": "a secret",
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


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Build the providers anew for each test, and again for the others."""
    registry.gateways.cache_clear()
    yield
    registry.gateways.cache_clear()


def test_nothing_is_offered_that_is_not_configured() -> None:
    assert gateways() == {}
    with pytest.raises(NotOffered, match="không nhận cách thanh toán"):
        gateway_for(Means.VNPAY)


def test_everything_is_offered_that_is_configured(settings: Settings) -> None:
    settings.VNPAY, settings.PLATFORM, settings.VIETQR = VNPAY, PLATFORM, VIETQR

    assert list(gateways()) == [Means.VNPAY, Means.PLATFORM, Means.VIETQR]
    assert all(gateway_for(means).means == means for means in gateways())
