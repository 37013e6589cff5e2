"""Work of the delivery worker; it may run at any time, any number of times."""

from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from django.db.models import F
from django.utils import timezone

from services.delivery import actions
from services.delivery.models import Shipment
from services.delivery.models.shipment import ShipmentQuerySet
from services.gateways.post import NoAnswer, Post, post_office

AT_ONCE = 500
LONGEST = timedelta(minutes=4)
PATIENCE = 3
"""A run asks about so many parcels, so long, and bears so many silences."""


@shared_task
def read_new_choices() -> int:
    """Keep what newly filed e-forms say; each event starts it, and a sweep."""
    return actions.read_new_choices()


@shared_task
def send_orders() -> int:
    """Tell the post every order and cancellation that waits; return how many."""

    def send(shipment: Shipment, post: Post) -> None:
        actions.send(shipment.pk, post=post, at=timezone.now())

    return _each(Shipment.objects.to_send(), send)


@shared_task
def follow_parcels() -> int:
    """Ask the post where the parcels are; return how many it told of."""

    def ask(shipment: Shipment, post: Post) -> None:
        actions.ask_about(shipment, post=post, at=timezone.now())

    return _each(Shipment.objects.to_ask_about(), ask)


def _each(shipments: ShipmentQuerySet, do: Callable[[Shipment, Post], None]) -> int:
    """Do it with those first that were not asked about longest; return how many.

    A post that is silent is left alone until the next run, and one parcel that it
    never answers about goes to the end, so that it holds up no other.
    """
    post, done, silences = post_office(), 0, 0
    if post is None:
        return done
    until = timezone.now() + LONGEST
    order = F("asked_at").asc(nulls_first=True)
    for shipment in shipments.select_related("dossier").order_by(order, "pk")[:AT_ONCE]:
        if silences == PATIENCE or timezone.now() >= until:
            break
        try:
            do(shipment, post)
        except NoAnswer:
            silences += 1
            Shipment.objects.filter(pk=shipment.pk).update(asked_at=timezone.now())
        else:
            done += 1
    return done
