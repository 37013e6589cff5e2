"""What every provider of online payment can do, in terms of none of them.

Money crosses this border as whole VND; times are aware. A gateway signs, asks and
reads; it books nothing and knows no model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from services.payments.states import Outcome, Verdict

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
"""Providers write local times without a zone (GMT+7)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One fee of an order, with what a provider that writes receipts must name.

    `type` is the value of a `FeeType`, `amount` whole VND.
    """

    dossier: str
    procedure_code: str
    procedure_name: str
    agency_code: str
    agency_name: str
    key: str
    name: str
    type: str
    amount: int


@dataclass(frozen=True, slots=True)
class Order:
    """What is paid: our number, the sum, which dossiers, and from which address.

    `items` and `payer` (a name, nothing else of the person) are for providers whose
    protocol prints a receipt with them; the others are told neither.
    """

    reference: str
    amount: int
    codes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    address: str
    items: tuple[Item, ...] = ()
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider says of an order, its signature verified.

    `amount` is whole VND, None where the provider does not know the order or names
    no sum that we can read. `code` is the provider's own word, kept for disputes.
    """

    means: str
    reference: str
    outcome: Outcome
    amount: int | None
    provider_number: str = ""
    bank: str = ""
    code: str = ""
    currency: str = "VND"


@dataclass(frozen=True, slots=True)
class Back:
    """What a provider says of a refund: SUCCEEDED, FAILED for good, PENDING."""

    outcome: Outcome
    provider_number: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a provider's statement: positive came in, negative went back."""

    reference: str
    provider_number: str
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Return:
    """What is asked of a provider to give money back: `amount` whole VND.

    `by` names an office or a role; no provider needs to know which officer it was.
    """

    order: Order
    provider_number: str
    paid_at: datetime
    amount: int
    reference: str
    by: str
    reason: str


class BadSignature(Exception):
    """The message is not from the provider, or was changed on its way."""


class NoAnswer(Exception):
    """The provider does not answer, or not in its own protocol; ask again later."""


class Gateway(Protocol):
    """A provider. Its methods raise NoAnswer and BadSignature."""

    means: str
    name: str
    lasts: timedelta
    """How long an order may be paid."""
    pays_several: bool
    """Whether one order may pay several dossiers."""

    def start(self, order: Order, *, at: datetime) -> str:
        """Return the address to which the payer is sent."""

    def ask(self, order: Order, *, at: datetime) -> Told:
        """Ask the provider how the order ended."""

    def give_back(self, asked: Return, *, at: datetime) -> Back:
        """Have the provider pay back; asking twice pays once."""

    def statement(self, day: date) -> Sequence[Movement]:
        """Return what the provider moved on the local day."""


@runtime_checkable
class Notifying(Protocol):
    """A provider that tells us of money by itself, over HTTP (VNPAY's IPN).

    A page for it does four pure steps around `take_notice`: `may_notify`,
    `read_notice`, booking, `answer`. A provider's return page reads with the same
    `read_notice`, and only shows.
    """

    def may_notify(self, address: str) -> bool:
        """Say whether notices are taken from the address; no list takes all."""

    def read_notice(self, message: Mapping[str, object]) -> Told:
        """Return what the message says; raises BadSignature, whatever it contains."""

    def answer(self, verdict: Verdict) -> Mapping[str, str]:
        """Return what the provider is answered, to be sent as JSON."""
