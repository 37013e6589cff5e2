"""Rounding of shares, means and points: the same everywhere, half up as people do."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def tenths(exact: Fraction) -> Decimal:
    """Return the number with one decimal, rounded half up."""
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    return number.quantize(Decimal("0.1"), ROUND_HALF_UP)


def plain(number: Decimal) -> Decimal:
    """Return the same number, a whole one without zeros behind the point."""
    whole = number.to_integral_value()
    return whole if whole == number else number
