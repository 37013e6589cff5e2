"""The verbs of the catalogue: raising the level at which agencies offer something."""

from datetime import date, timedelta

from django.db import transaction

from services.procedures.availability import highest_offered
from services.procedures.models import Offering, Procedure


@transaction.atomic
def raise_offerings(procedure: Procedure, *, on: date, online_payment: bool) -> int:
    """Offer the procedure at the highest level it can have from the local day on.

    What was offered until then ends the day before, so that last year's figures stay
    as they were; nothing is ever lowered here. Returns how many offerings rose.
    """
    if procedure.current is None:
        return 0
    definition = procedure.current.read()
    wanted = highest_offered(definition, on, online_payment=online_payment)
    lower = list(
        Offering.objects.select_for_update(of=("self",))
        .filter(procedure=procedure, level__lt=wanted.level)
        .valid_on(on)
        .order_by("-valid_from", "pk")
    )
    begun_today = [each.pk for each in lower if each.valid_from == on]
    earlier = [each for each in lower if each.valid_from < on]
    raised = {"level": wanted.level, "mode": wanted.mode}
    Offering.objects.filter(pk__in=begun_today).update(**raised)
    Offering.objects.filter(pk__in=[each.pk for each in earlier]).update(
        valid_to=on - timedelta(days=1)
    )
    # An agency of both eras has two: the later one goes on, once.
    fresh = (
        Offering(
            agency_id=each.agency_id,
            procedure=procedure,
            valid_from=on,
            valid_to=each.valid_to,
            **raised,
        )
        for each in earlier
    )
    Offering.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(lower)
