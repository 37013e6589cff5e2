"""The outside world of a demo: a VNPAY and a post that exist nowhere else.

They are processes of their own and speak the real protocols; no money moves, and the
bank's page says so. Whoever names a provider of their own in the environment gets
that one, and no simulation of it is started.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from portal.local.ports import free_port

HOME = "127.0.0.1"
MERCHANT = "MAU00001"
REPEAT_SECONDS = "5"
PARCEL_SECONDS = "60"
VIETQR = {
    "VIETQR_BANK": "970400",
    "VIETQR_ACCOUNT": "0000000000",
    "VIETQR_ACCOUNT_NAME": "CO QUAN MAU - KHONG CO THAT",
}
"""An account that no bank has."""


def environment_of(
    secret: str, known: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return what the portal is told of its providers; ports are new each time."""
    vnpay, post = (f"http://{HOME}:{free_port()}" for _each in "12")
    providers = {
        "VNPAY_TMN_CODE": MERCHANT,
        "VNPAY_SECRET": secret,
        "VNPAY_PAY_URL": f"{vnpay}/paymentv2/vpcpay.html",
        "VNPAY_API_URL": f"{vnpay}/merchant_webapi/api/transaction",
        "VNPAY_STATEMENT_URL": f"{vnpay}/doi-soat/{{day}}.csv",
        "VNPOST_URL": post,
        "VNPOST_CUSTOMER_CODE": "MAU",
        "VNPOST_CUSTOMER_KEY": "mau",
        "VNPOST_SECRET_KEY": "khong-that",
        **VIETQR,
    }
    theirs = {family_of(name) for name in known}
    return {n: v for n, v in providers.items() if family_of(n) not in theirs}


def family_of(name: str) -> str:
    """Return `VNPAY` of `VNPAY_SECRET`."""
    return name.partition("_")[0]


def commands(told: Mapping[str, str], *, data: Path, site: str) -> dict[str, list[str]]:
    """Return what to start, by name, for the providers that `environment_of` made."""
    here = [sys.executable, "-m"]
    found: dict[str, list[str]] = {}
    if "VNPAY_PAY_URL" in told:
        found["vnpay"] = [*here, "portal.local.providers.vnpay"]
        found["vnpay"] += ["--port", port_in(told["VNPAY_PAY_URL"])]
        found["vnpay"] += ["--merchant", MERCHANT, "--secret", told["VNPAY_SECRET"]]
        found["vnpay"] += ["--data", str(data / "vnpay.db")]
        found["vnpay"] += ["--ipn", f"{site}/may/vnpay/ipn"]
        found["vnpay"] += ["--retry-seconds", REPEAT_SECONDS]
    if "VNPOST_URL" in told:
        found["vnpost"] = [*here, "portal.local.providers.vnpost"]
        found["vnpost"] += ["--port", port_in(told["VNPOST_URL"])]
        found["vnpost"] += ["--pace", PARCEL_SECONDS]
    return found


def port_in(url: str) -> str:
    return url.split("/")[2].partition(":")[2]
