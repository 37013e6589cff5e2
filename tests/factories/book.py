"""A provider that is only a book: what it holds, by its own numbers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from types import MappingProxyType
from unittest import mock

from services.dossiers.codes import VIETNAM
from services.payments.gateways import Back, Movement, Order, Return, Told, registry
from services.payments.gateways.base import NoAnswer
from services.payments.models import Means
from services.payments.states import Outcome


@dataclass
class Book:
    """Speaks the Gateway's protocol from memory; `answers` says how refunds end."""

    means: str = Means.VNPAY
    name: str = "Sổ thử"
    lasts: timedelta = timedelta(minutes=15)
    pays_several: bool = True
    movements: list[Movement] = field(default_factory=list)
    returned: dict[str, Back] = field(default_factory=dict)
    asked: list[Return] = field(default_factory=list)
    answers: Outcome | None = Outcome.SUCCEEDED
    is_silent: bool = False
    numbers: Iterator[int] = field(default_factory=lambda: count(15_000_001))

    def takes(self, reference: str, amount: int, at: datetime) -> str:
        """Let a payer pay; return the provider's number of it."""
        number = str(next(self.numbers))
        self.movements.append(Movement(reference, number, amount, at))
        return number

    @property
    def balance(self) -> int:
        return sum(movement.amount for movement in self.movements)

    def start(self, order: Order, *, at: datetime) -> str:
        return f"https://thanh-toan.mau.test/{order.reference}"

    def ask(self, order: Order, *, at: datetime) -> Told:
        """Say what it holds of the order: the first payment, or nothing."""
        for movement in self.movements:
            if movement.reference == order.reference:
                amount, number = movement.amount, movement.provider_number
                return Told(
                    self.means, order.reference, Outcome.SUCCEEDED, amount, number
                )
        return Told(self.means, order.reference, Outcome.UNKNOWN, None)

    def give_back(self, asked: Return, *, at: datetime) -> Back:
        """Pay back once however often it is asked; silent, it may have done so."""
        self.asked.append(asked)
        if self.answers is None:
            raise NoAnswer
        if self.answers is not Outcome.SUCCEEDED:
            return Back(self.answers, code="99")
        if asked.reference not in self.returned:
            number = str(next(self.numbers))
            self.returned[asked.reference] = Back(self.answers, number, "00")
            self.movements.append(Movement(asked.reference, number, -asked.amount, at))
        if self.is_silent:
            raise NoAnswer
        return self.returned[asked.reference]

    def statement(self, day: date) -> Sequence[Movement]:
        if self.answers is None:
            raise NoAnswer
        return [m for m in self.movements if m.at.astimezone(VIETNAM).date() == day]


@contextmanager
def offered(*books: Book) -> Iterator[None]:
    """Let these be the providers of the portal meanwhile."""
    builders = {str(book.means): (lambda book=book: book) for book in books}
    with mock.patch.object(registry, "BUILDERS", MappingProxyType(builders)):
        registry.gateways.cache_clear()
        yield
    registry.gateways.cache_clear()
