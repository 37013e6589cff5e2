"""Numbers that identify: citizen number, tax code, phone."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.numbers import (
    InvalidNumber,
    parse_identity_number,
    parse_phone,
    parse_tax_code,
    show_phone,
)
from services.eforms.kinds.registry import Asking, KindOfQuestion, base, kind
from services.eforms.schema import Kind, Question


class ParsedField(forms.CharField):
    """Text that a parser of the domain turns into the form that is kept."""

    def __init__(
        self, parse: Callable[[str], str], *, inputmode: str, **kwargs: Any
    ) -> None:
        self.parse = parse
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs["inputmode"] = inputmode

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if not text:
            return ""
        try:
            return self.parse(text)
        except InvalidNumber as problem:
            raise ValidationError(str(problem)) from problem


@kind(Kind.CITIZEN_NUMBER)
class Citizen(KindOfQuestion):
    """Twelve digits, or the nine of an old identity card."""

    def field(self, question: Question, asking: Asking) -> forms.Field:
        return ParsedField(parse_identity_number, inputmode="numeric", **base(question))


@kind(Kind.TAX_CODE)
class Tax(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return ParsedField(parse_tax_code, inputmode="numeric", **base(question))


@kind(Kind.PHONE)
class Phone(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return ParsedField(parse_phone, inputmode="tel", **base(question))

    def to_raw(self, question: Question, answer: Any) -> Any:
        return show_phone(answer) if answer else answer

    def shown(self, question: Question, answer: Any) -> str:
        return show_phone(answer)
