"""The points for online payment of QĐ 766/QĐ-TTg: `6A + min(2, 2.5B) + 2.5C`, to 10.

A is the share of fee-bearing dossiers paid online, as the decision's own metrics have
it. What B and C are is **not verified** against the decision's text (ADR 0031): B is
taken as the share of procedures with a fee that some office offers for online payment
(level 4), C as the share of procedures with a fee of which a dossier was paid online.
The formula can give 10.5, the indicator is worth 10 points: it is cut there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from services.procedures.fees import may_cost
from services.procedures.models import Revision
from services.statistics import money
from services.statistics.online_share import Share
from services.statistics.provided import Provided, provided
from services.statistics.scope import Scope

MOST = 10
PAYABLE_ONLINE = 4
"""From this level on the fee is paid online too (NĐ 43/2011/NĐ-CP Đ.3)."""


@dataclass(frozen=True, slots=True)
class PaymentScore:
    """The three shares; `points` is None where no dossier bore a fee."""

    a: Share
    b: Share
    c: Share

    @property
    def points(self) -> Fraction | None:
        """Return the points from 0 to 10, unrounded."""
        if self.a.total == 0:
            return None
        offered = min(Fraction(2), Fraction(5, 2) * _ratio(self.b))
        exact = 6 * _ratio(self.a) + offered + Fraction(5, 2) * _ratio(self.c)
        return min(Fraction(MOST), exact)


def _ratio(share: Share) -> Fraction:
    return Fraction(share.online, share.total) if share.total else Fraction(0)


def payment_score(scope: Scope) -> PaymentScore:
    """Return the score of the scope; offerings as they are on its last day."""
    return score_of(scope, provided(scope))


def score_of(scope: Scope, offers: Collection[Provided]) -> PaymentScore:
    """Return the score of the scope with what its offices provide."""
    priced = with_a_fee({each.procedure for each in offers})
    payable = {each.procedure for each in offers if each.level >= PAYABLE_ONLINE}
    paid = money.procedures_paid_online(scope) & priced
    return PaymentScore(
        a=money.paid_online(scope),
        b=Share(len(payable & priced), len(priced)),
        c=Share(len(paid), len(priced)),
    )


def with_a_fee(procedures: Collection[int]) -> set[int]:
    """Keep the procedures whose current revision may cost something somewhere."""
    mine = Revision.objects.filter(current_of__in=procedures)
    return {
        revision.procedure_id
        for revision in mine.order_by("pk")
        if any(may_cost(p.amount) for fee in revision.read().fees for p in fee.amounts)
    }
