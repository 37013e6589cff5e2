"""Choosing how the result is to arrive: in the e-form, and later on the dossier."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from services.delivery import policies
from services.delivery.errors import ChoiceRefused
from services.delivery.models import Choice, Destination
from services.delivery.states import Way
from services.delivery.ways import choice_in_form, new_choice, why_not
from services.dossiers import actions as dossiers
from services.dossiers import feed
from services.dossiers.models import Dossier, Event
from services.dossiers.states import Act
from services.eforms.kinds.compound import AddressField

SUBSCRIBER = "delivery"

SAY_HOW = frozenset({Act.SUBMIT, Act.TAKE_IN, Act.SUPPLEMENT})
"""Acts that hand in an e-form."""


@transaction.atomic
def choose_delivery(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    way: Way,
    address: Mapping[str, Any] | None = None,
    phone: str = "",
) -> Choice:
    """Let the applicant choose how the result arrives; the latest choice counts.

    `address` is an answer of the e-forms' kind "address", needed for the post alone;
    without a phone the applicant's own is told the post. Raises ChoiceRefused (not
    theirs, ended, with the post already, a way that the result cannot take, no such
    address).
    """
    mine = dossiers.locked(dossier)
    policies.require_choosing(by, mine)
    if sentence := why_not(mine, way):
        raise ChoiceRefused(sentence)
    destination = destination_of(address, phone) if way is Way.POST else None
    choice = new_choice(mine, way, destination)
    return _kept(choice, by=by, at=at)


def destination_of(address: Mapping[str, Any] | None, phone: str) -> Destination:
    """Return where the postman goes; ChoiceRefused where there is no such address."""
    try:
        checked = AddressField().clean(dict(address or {}))
    except ValidationError as problem:
        raise ChoiceRefused(
            _("Hãy nhập địa chỉ nhận qua bưu chính. %(why)s")
            % {"why": " ".join(problem.messages)}
        ) from problem
    return Destination(checked, phone.strip())


def keep_at_counter(dossier: Dossier, *, by: User, at: datetime) -> Choice:
    """Have the result wait at the counter, as an officer decided."""
    return _kept(new_choice(dossier, Way.COUNTER), by=by, at=at)


def _kept(choice: Choice, *, by: User | None, at: datetime) -> Choice:
    choice.chosen_by = by
    choice.chosen_at = at
    choice.save()
    return choice


def read_new_choices() -> int:
    """Keep what newly filed e-forms say; return how many events were read."""
    return feed.drain(SUBSCRIBER, follow)


def follow(events: Sequence[Event]) -> None:
    """Write a row for each e-form that says how; runs in the feed's transaction.

    Invented dossiers of the demo send nobody anything. Pages read the e-form by
    themselves until the row is there.
    """
    for event in events:
        if event.act in SAY_HOW and not event.dossier.is_invented:
            _follow_form(event.dossier, event.at)


def _follow_form(dossier: Dossier, at: datetime) -> None:
    """Keep what the form says, unless it said so before and was changed since."""
    said = choice_in_form(dossier)
    if said is None:
        return
    before = dossier.delivery_choices.filter(chosen_by=None).order_by("-pk").first()
    if before is None or _differs(said, before):
        _kept(said, by=None, at=at)


def _differs(one: Choice, other: Choice) -> bool:
    return (one.way, one.destination) != (other.way, other.destination)
