"""What may go wrong around a notice of money: the portal dies, somebody forges it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from django.db import connection, transaction
from django.test import override_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from services.api.notices import Notice, answer_to
from services.dossiers.models import Dossier
from services.payments.actions import ask_about_unsettled, take_notice
from services.payments.gateways import Notifying, Told
from services.payments.gateways.registry import build_platform, build_vnpay
from services.payments.models import (
    Attempt,
    EntryLine,
    Invoice,
    Means,
    Notification,
    Receipt,
)
from services.payments.states import Verdict
from tests.factories.dossiers import WHEN
from tests.factories.providers import PLATFORM, VNPAY, confirmation, vnpay_query

OURS = {
    "VNPAY": {**VNPAY, "VNPAY_SECRET": "what the forger does not know"},
    "PLATFORM": {**PLATFORM, "PLATFORM_SECRET": "what the forger does not know"},
}


anyone = st.integers(0, 99)


class Died(BaseException):
    """The process is gone, as by a kill: no handler of ours sees it."""


@contextmanager
def dying_after(statements: int) -> Iterator[None]:
    """Die when the database is asked for the next statement after so many."""
    left = count(statements, -1)

    def watch(execute: Callable[..., Any], *how: Any) -> Any:
        if next(left) <= 0:
            raise Died
        return execute(*how)

    with connection.execute_wrapper(watch):
        yield


def everything() -> list[Any]:
    """Return all that a notice about money could change."""
    return [
        list(Attempt.objects.order_by("pk").values_list("pk", "state", "settled_at")),
        list(Invoice.objects.order_by("pk").values_list("pk", "state", "amount")),
        list(Dossier.objects.order_by("pk").values_list("pk", "fee_collected")),
        (EntryLine.objects.count(), Receipt.objects.count()),
    ]


def told_without_the_secret(attempt: Attempt, *, at: datetime) -> str:
    """Hand the real client a notice that somebody else has signed; its verdict."""
    message: Mapping[str, object] = confirmation(attempt)
    if attempt.means == Means.VNPAY:
        message = dict(parse_qsl(vnpay_query(attempt)))
    with override_settings(**OURS):
        gateway: object = {Means.VNPAY: build_vnpay, Means.PLATFORM: build_platform}[
            Means(attempt.means)
        ]()
    assert isinstance(gateway, Notifying)
    notice = Notice(attempt.means, message, "127.0.0.1", lambda _name: True)
    answer_to(notice, gateway, at=at)
    return Notification.objects.latest("pk").verdict


class Hazards(RuleBasedStateMachine):
    """The rules of a machine of payments that nobody wishes for."""

    def __init__(self) -> None:
        super().__init__()
        self.now = WHEN
        self.attempts: list[Attempt] = []
        self.notices: list[Told] = []

    def later(self) -> None:
        self.now += timedelta(minutes=1)

    def remote(self) -> list[Attempt]:
        """Return the attempts whose providers tell of money by themselves."""
        return [each for each in self.attempts if each.means != Means.VIETQR]

    @rule(minutes=st.sampled_from([16, 90, 60 * 25]))
    def waits(self, minutes: int) -> None:
        """Orders lapse; the job asks the providers what became of them."""
        self.now += timedelta(minutes=minutes)
        ask_about_unsettled(self.now)

    def dies_while_told(self, notice: Told, statements: int) -> None:
        """The portal dies after so many statements; nothing of it is left."""
        self.later()
        before = everything()
        with suppress(Died), transaction.atomic(), dying_after(statements):
            take_notice(notice, at=self.now)
            return
        assert everything() == before

    def is_forged(self, attempt: Attempt) -> None:
        """Somebody without the secret tells of money before it comes."""
        before = everything()

        verdict = told_without_the_secret(attempt, at=self.now)

        assert verdict == Verdict.FORGED
        assert everything() == before
