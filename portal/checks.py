"""Misconfiguration that would hurt people, refused before the portal answers."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from services.printing.signing import is_self_made


@register(Tags.security, deploy=True)
def demo_is_off(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse the demo's panel of passwords and second factors in production."""
    if not settings.DEMO:
        return []
    hint = "Take DEMO away from the environment."
    return [Error("The demo shows its accounts' codes.", hint=hint, id="portal.E001")]


@register(Tags.security, deploy=True)
def https_is_on(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a portal that sends cookies and answers in clear."""
    if settings.HTTPS:
        return []
    hint = "Take HTTPS=false away from the environment."
    return [Error("The portal speaks plain http.", hint=hint, id="portal.E002")]


@register(Tags.security)
def demo_stays_at_home(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a demo that pretends to be the real portal behind https."""
    if not (settings.DEMO and settings.HTTPS):
        return []
    hint = "A demo says HTTPS=false; production has no DEMO."
    return [Error("DEMO and HTTPS exclude each other.", hint=hint, id="portal.E003")]


@register(Tags.security, deploy=True)
def files_are_scanned(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a portal that takes files from strangers without looking for viruses."""
    if settings.CLAMD_URL:
        return []
    hint = "Set CLAMD_URL to unix:///run/clamav/clamd.ctl or tcp://host:3310."
    return [Error("Uploaded files are not scanned.", hint=hint, id="portal.E004")]


@register(Tags.security, deploy=True)
def providers_are_asked_over_https(
    app_configs: Any, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse to speak of money or of people's homes in clear.

    A group of settings of which only a half is set stops the start already.
    """
    told = {
        **settings.VNPAY,
        **settings.PLATFORM,
        **settings.VNPOST,
        "VNPAY_STATEMENT_URL": settings.VNPAY_STATEMENT_URL,
    }
    plain = [
        name
        for name, value in told.items()
        if name.endswith("_URL") and value and not value.startswith("https://")
    ]
    if not plain:
        return []
    hint = f"Use https:// in {', '.join(plain)}."
    return [Error("A provider is asked over plain http.", hint=hint, id="portal.E005")]


@register(Tags.security, deploy=True)
def receipts_are_sealed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse receipts without a signature that somebody else vouches for."""
    key, certificate = Path(settings.RECEIPT_KEY), Path(settings.RECEIPT_CERT)
    if not (key.is_file() and certificate.is_file()):
        hint = "Set RECEIPT_KEY and RECEIPT_CERT to PEM files."
        message = "Receipts cannot be signed."
    elif is_self_made(certificate):
        hint = "Ask a certification authority for the agency's certificate."
        message = "Receipts are signed with a self-made certificate."
    else:
        return []
    return [Error(message, hint=hint, id="portal.E007")]
