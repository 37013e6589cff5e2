"""Numbers as people write them here: `1.000.000`, `12,5`, with spaces."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.eforms.kinds.registry import Asking, KindOfQuestion, base, kind
from services.eforms.schema import Kind, Question

LARGEST = 10**15

DONG = re.compile(r"\s*(?:đ|₫|đồng|vnđ|vnd)\.?$", re.IGNORECASE)
GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:(?P<by>[.\s])[0-9]{3})(?:(?P=by)[0-9]{3})*")
PLAIN = re.compile(r"-?[0-9]{1,18}")
LONG = re.compile(rf"-?[0-9]{{19,}}|{GROUPED.pattern}")
"""What is a number too, and too long for anything that is counted here."""


def whole(text: str) -> int | None:
    """Return `8000`, `8.000` or `8 000` as a number; None where it is none of them.

    Groups are of exactly three digits behind one and the same mark, a dot or a space
    of any width: `8.00` may be a slip for ten times as much, so nothing is guessed.
    Only the digits 0 to 9 count; Unicode has others.
    """
    if PLAIN.fullmatch(text):
        return int(text)
    if len(text) <= len("-000.000.000.000.000.000") and GROUPED.fullmatch(text):
        return int(re.sub(r"[.\s]", "", text))
    return None


class AmountField(forms.IntegerField):
    """A sum in whole VND as people write it: `8000`, `8.000`, `8 000 đ`."""

    widget = forms.TextInput
    default_error_messages = {
        "required": gettext_lazy("Hãy nhập số tiền."),
        "invalid": gettext_lazy("Hãy nhập số tiền chẵn đồng, ví dụ 8000 hoặc 8.000."),
        "min_value": gettext_lazy("Hãy nhập số tiền từ %(limit_value)s đồng trở lên."),
        "max_value": gettext_lazy("Hãy nhập số tiền không quá %(limit_value)s đồng."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric"}

    def to_python(self, value: Any) -> int | None:
        text = "" if value is None else unicodedata.normalize("NFC", str(value)).strip()
        if not text:
            return None
        amount = whole(DONG.sub("", text))
        if amount is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return amount


class WholeField(forms.Field):
    """A whole number; dots or spaces between thousands are forgiven."""

    widget = forms.TextInput

    def __init__(self, *, low: int, high: int, **kwargs: Any) -> None:
        self.low, self.high = low, high
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value: Any) -> int | None:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        number = whole(text)
        if number is None and not LONG.fullmatch(text):
            raise ValidationError(_("Hãy nhập số nguyên, ví dụ 3."))
        if number is None or not self.low <= number <= self.high:
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
        low = int(question.minimum) if question.minimum is not None else 0
        high = int(question.maximum) if question.maximum is not None else LARGEST
        if question.kind is Kind.MONEY:
            return AmountField(min_value=low, max_value=high, **base(question))
        return WholeField(low=low, high=high, **base(question))

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
