"""Work of the payments worker; it may run at any time, any number of times."""

from contextlib import suppress
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from services.payments.actions import carry_out
from services.payments.actions.asking import ask_about_unsettled
from services.payments.actions.following import bill_what_happened
from services.payments.actions.taking import take_statement, with_statements
from services.payments.gateways import BadSignature, NoAnswer
from services.payments.models import Refund


@shared_task
def bill_new_events() -> int:
    """Bill the dossiers of new events; each starts it, and a sweep every minute."""
    return bill_what_happened()


@shared_task
def ask_providers() -> int:
    """Ask about attempts that should have ended; by the clock, every five minutes."""
    return ask_about_unsettled(timezone.now())


@shared_task
def carry_out_refunds() -> int:
    """Pay back what is approved; each approval starts it, and a sweep."""
    approved = Refund.objects.approved().select_related(
        "attempt", "agency", "dossier", "approved_by"
    )
    waiting = list(approved.order_by("pk"))
    for refund in waiting:
        carry_out(refund, at=timezone.now())
    return len(waiting)


@shared_task
def reconcile_yesterday() -> int:
    """Compare yesterday with every provider's statement; return what is open.

    A provider that does not answer is asked again by the command, or tomorrow.
    """
    day = timezone.localdate() - timedelta(days=1)
    still_open = 0
    for means in with_statements():
        with suppress(NoAnswer, BadSignature):
            still_open += take_statement(means, day, at=timezone.now())
    return still_open
