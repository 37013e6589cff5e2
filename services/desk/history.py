"""The course of a dossier as the office reads it: who did what, when, and with what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from services.delivery.states import Way
from services.dossiers.models import Dossier, Event
from services.dossiers.states import Act
from services.payments.models import Means

CAME_IN = frozenset({Act.PAY, Act.COLLECT_FEE, Act.SETTLE})
"""Acts whose reference is a paper of the payer's; a refund's is our own."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One act: what, when, by whom, the officer's words, and what it came to."""

    act: Act
    at: datetime
    by: str
    note: str
    detail: str

    @property
    def title(self) -> str:
        return str(self.act.label)


def history_of(dossier: Dossier) -> list[Happened]:
    """Return what happened, newest first."""
    steps = {step.key: step.name for step in dossier.definition.route}
    return [
        Happened(
            Act(event.act),
            event.at,
            event.by.full_name if event.by else "",
            event.note,
            _detail(event, steps),
        )
        for event in dossier.events.select_related("by").order_by("-seq")
    ]


def _detail(event: Event, steps: dict[str, str]) -> str:
    """Return where a step led, how much was paid, or who took the result."""
    data: dict[str, Any] = event.data
    told = []
    if "step" in data:
        told.append(_("Đến bước: %(step)s") % {"step": steps.get(data["step"], "")})
    if "amount" in data:
        amount = f"{data['amount']:,}".replace(",", ".")
        told.append(_("Số tiền: %(amount)s đ") % {"amount": amount})
    if "means" in data:
        told.append(str(Means(data["means"]).label))
    if data.get("reference") and event.act in CAME_IN:
        told.append(_("Chứng từ: %(number)s") % {"number": data["reference"]})
    if "way" in data:
        told.append(str(Way(data["way"]).label))
    if data.get("receiver"):
        told.append(_("Người nhận: %(name)s") % {"name": data["receiver"]})
    return " · ".join(told)
