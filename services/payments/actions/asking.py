"""Asking providers about attempts that should have ended: nobody is left in doubt.

A notice may be lost, a browser closed, a worker killed; what the provider's books say
comes in here, by the same door as a notice.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from services.payments.actions.booking import take_notice
from services.payments.actions.starting import order_of
from services.payments.gateways import (
    BadSignature,
    Gateway,
    NoAnswer,
    Told,
    gateways,
)
from services.payments.models import Attempt
from services.payments.states import LAPSES, SILENT, AttemptState, Verdict

logger = logging.getLogger(__name__)

GRACE = timedelta(minutes=15)
"""A provider may still be concluding when the time to pay is over."""

SOON = timedelta(seconds=5)
"""Pressing again within this time asks nobody."""

LIMIT = 200
"""Attempts of one provider in one run; those asked longest ago come first."""


def ask_about_unsettled(at: datetime) -> int:
    """Ask about every attempt past its expiry; return how many were answered.

    Each answer is booked in a transaction of its own. A provider that does not answer
    is left alone until the next run.
    """
    return sum(_ask_all(gateway, at) for gateway in gateways().values())


def _ask_all(gateway: Gateway, at: datetime) -> int:
    answered = 0
    for attempt in _due(gateway, at):
        # Also where nothing comes back: one order that the provider cannot answer
        # for goes to the end of the line instead of stopping the others.
        Attempt.objects.filter(pk=attempt.pk).update(asked_at=at)
        try:
            told = gateway.ask(order_of(attempt), at=at)
        except NoAnswer as problem:
            logger.warning("%s does not answer: %s", gateway.means, problem)
            break
        except BadSignature as problem:
            logger.error("%s %s: %s", gateway.means, attempt.reference, problem)
            continue
        answered += _settle(attempt, told, at)
    return answered


def ask_about(attempt: Attempt, at: datetime) -> bool:
    """Ask about one attempt at its payer's wish; say whether there was an answer.

    A wish within SOON of the last question is not passed on.
    """
    gateway = gateways().get(attempt.means)
    wished = Attempt.objects.unsettled().filter(pk=attempt.pk)
    recently = Q(asked_at__gt=at - SOON)
    if gateway is None or not wished.exclude(recently).update(asked_at=at):
        return False
    try:
        told = gateway.ask(order_of(attempt), at=at)
    except (NoAnswer, BadSignature) as problem:
        logger.warning("%s %s: %s", attempt.means, attempt.reference, problem)
        return False
    return _settle(attempt, told, at)


def _due(gateway: Gateway, at: datetime) -> Iterator[Attempt]:
    waiting = Attempt.objects.to_ask_about(at).filter(means=gateway.means)
    rotating = waiting.order_by(F("asked_at").asc(nulls_first=True), "pk")
    return iter(rotating.select_related("payer")[:LIMIT])


def _settle(attempt: Attempt, told: Told, at: datetime) -> bool:
    """Do what the answer says; say whether it could be booked."""
    if told.outcome in SILENT:
        _lapse(attempt, told, at)
        return True
    try:
        with transaction.atomic():
            taken = take_notice(told, at=at)
    except IntegrityError:
        # One number of the provider for two orders: a person must look at it.
        logger.exception("%s %s cannot be booked", attempt.means, attempt.reference)
        return False
    if taken.verdict is Verdict.WRONG_AMOUNT:
        logger.error("%s %s: another sum", attempt.means, attempt.reference)
    return taken.verdict is not Verdict.WRONG_AMOUNT


@transaction.atomic
def _lapse(attempt: Attempt, told: Told, at: datetime) -> None:
    """Close the attempt that nobody pays any more; money that comes still counts."""
    mine = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
    state = LAPSES.get(AttemptState(mine.state))
    if state is None or at < mine.expires_at + GRACE:
        return
    mine.state = state
    mine.settled_at = at
    mine.reply_code = told.code
    mine.save(update_fields=["state", "settled_at", "reply_code"])
