"""What an auditor of access asks of the log, by the names OWASP's vocabulary gives.

One line each on the logger `security`, with the address it came from and the random
id of the account where one is known; never a name, an e-mail, a phone or a password
(security rule 61).
"""

import logging
from typing import Any

from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.addresses import address_of

logger = logging.getLogger("security")


def record(event: str, request: HttpRequest, *, user: Any = None) -> None:
    """Write the event; refusals are warnings, the rest is information."""
    level = logging.WARNING if event.endswith("_fail") else logging.INFO
    who = getattr(user or getattr(request, "user", None), "public_id", "-")
    # The page's name and not its address, which may hold the secret of a QR code.
    page = request.resolver_match.view_name if request.resolver_match else "-"
    logger.log(
        level, "%s user=%s from=%s page=%s", event, who, address_of(request), page
    )


@receiver(user_login_failed, dispatch_uid="security_log")
def failed(sender: object, request: HttpRequest | None = None, **_rest: Any) -> None:
    """Somebody gave a wrong password; whose stays out of the log."""
    if request is not None:
        record("authn_login_fail", request)


@receiver(user_logged_in, dispatch_uid="security_log")
def entered(sender: object, request: HttpRequest, user: Any, **_rest: Any) -> None:
    """Somebody came in."""
    record("authn_login_success", request, user=user)


@receiver(user_logged_out, dispatch_uid="security_log")
def left(sender: object, request: HttpRequest, user: Any, **_rest: Any) -> None:
    """Somebody went, or their session was over."""
    record("session_ended", request, user=user)
