"""Which providers this portal has, by what its settings know of each."""

from collections.abc import Callable, Mapping
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _

from services.payments.errors import NotOffered
from services.payments.gateways import platform, vietqr, vnpay
from services.payments.gateways.base import Gateway, Notifying
from services.payments.gateways.http import Client


@cache
def client() -> Client:
    """Return the one client of this process; it keeps connections open."""
    return Client()


def build_vnpay() -> Gateway | None:
    """Return VNPAY as the settings describe it."""
    known = settings.VNPAY
    if not known:
        return None
    contract = vnpay.Contract(
        tmn_code=known["VNPAY_TMN_CODE"],
        secret=known["VNPAY_SECRET"],
        pay_url=known["VNPAY_PAY_URL"],
        api_url=known["VNPAY_API_URL"],
        return_url=settings.VNPAY_RETURN_URL,
        statement_url=settings.VNPAY_STATEMENT_URL,
        networks=settings.VNPAY_NETWORKS,
    )
    return vnpay.Vnpay(contract, client())


def build_platform() -> Gateway | None:
    """Return the national Platform as the settings describe it."""
    known = settings.PLATFORM
    if not known:
        return None
    contract = platform.Contract(
        partner=known["PLATFORM_PARTNER"],
        secret=known["PLATFORM_SECRET"],
        url=known["PLATFORM_URL"],
        service=known["PLATFORM_SERVICE"],
        account=known["PLATFORM_ACCOUNT"],
        bank=known["PLATFORM_BANK"],
        account_name=known["PLATFORM_ACCOUNT_NAME"],
        networks=settings.PLATFORM_NETWORKS,
    )
    return platform.Platform(contract, client())


def build_vietqr() -> Gateway | None:
    """Return transfers to the account of the settings."""
    known = settings.VIETQR
    if not known:
        return None
    account = vietqr.Account(
        bank=known["VIETQR_BANK"],
        number=known["VIETQR_ACCOUNT"],
        holder=known["VIETQR_ACCOUNT_NAME"],
        page_url=settings.VIETQR_PAGE_URL,
    )
    return vietqr.VietQr(account)


BUILDERS: Mapping[str, Callable[[], Gateway | None]] = {
    vnpay.Vnpay.means: build_vnpay,
    platform.Platform.means: build_platform,
    vietqr.VietQr.means: build_vietqr,
}
"""How each provider is made from the settings; None where it is not configured."""


@cache
def gateways() -> Mapping[str, Gateway]:
    """Return the configured providers by their means, in the order of offering."""
    made = {means: build() for means, build in BUILDERS.items()}
    return {means: gateway for means, gateway in made.items() if gateway is not None}


def gateway_for(means: str) -> Gateway:
    """Return the provider; raises NotOffered where it is not configured."""
    try:
        return gateways()[means]
    except KeyError:
        raise NotOffered(_("Cổng này không nhận cách thanh toán đã chọn.")) from None


def notifying(means: str) -> Notifying | None:
    """Return the provider that tells of money by itself; None where there is none."""
    return _as_notifying(gateways().get(means))


def _as_notifying(gateway: object) -> Notifying | None:
    return gateway if isinstance(gateway, Notifying) else None
