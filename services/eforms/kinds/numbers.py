"""Numbers as people write them here: `1.000.000`, `12,5`, with spaces."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from services.eforms.kinds.registry import Asking, KindOfQuestion, base, kind
from services.eforms.schema import Kind, Question

LARGEST = 10**15


class WholeField(forms.Field):
    """A whole number; dots and spaces between thousands are forgiven."""

    widget = forms.TextInput

    def __init__(self, *, low: int, high: int, **kwargs: Any) -> None:
        self.low, self.high = low, high
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value: Any) -> int | None:
        text = re.sub(r"[\s.]", "", str(value)) if value not in (None, "") else ""
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ValidationError(_("Hãy nhập số nguyên, ví dụ 3."))
        number = int(text)
        if not self.low <= number <= self.high:
            raise ValidationError(
                _("Hãy nhập số từ %(low)s đến %(high)s.")
                % {"low": self.low, "high": self.high}
            )
        return number


class DecimalField(forms.Field):
    """A decimal number with comma or point; kept as text, never as a float."""

    widget = forms.TextInput

    def __init__(self, *, low: Decimal, high: Decimal, **kwargs: Any) -> None:
        self.low, self.high = low, high
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Decimal | None:
        text = re.sub(r"\s", "", str(value)) if value not in (None, "") else ""
        if not text:
            return None
        try:
            number = Decimal(plain_decimal(text))
        except InvalidOperation as problem:
            raise ValidationError(_("Hãy nhập số, ví dụ 85,5.")) from problem
        if not (number.is_finite() and self.low <= number <= self.high):
            raise ValidationError(
                _("Hãy nhập số từ %(low)s đến %(high)s.")
                % {"low": self.low, "high": self.high}
            )
        return number


def plain_decimal(text: str) -> str:
    """Return the number with a point: `1.234,5` → `1234.5`, `85.5` stays."""
    if "," in text:
        return text.replace(".", "").replace(",", ".")
    return text.replace(".", "") if text.count(".") > 1 else text


@kind(Kind.NUMBER, Kind.MONEY)
class Whole(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        low, high = question.minimum, question.maximum
        return WholeField(
            low=int(low) if low is not None else 0,
            high=int(high) if high is not None else LARGEST,
            **base(question),
        )

    def shown(self, question: Question, answer: Any) -> str:
        if question.kind is Kind.MONEY:
            return f"{answer:,}".replace(",", ".") + " đ"
        return str(answer)


@kind(Kind.DECIMAL)
class Fraction(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return DecimalField(
            low=question.minimum if question.minimum is not None else Decimal(0),
            high=question.maximum if question.maximum is not None else Decimal(LARGEST),
            **base(question),
        )

    def to_answer(self, cleaned: Any) -> Any:
        return None if cleaned is None else f"{cleaned:f}"

    def shown(self, question: Question, answer: Any) -> str:
        return str(answer).replace(".", ",")
