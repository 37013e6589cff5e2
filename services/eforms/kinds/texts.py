"""Text in one line or several: composed, and without control signs."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.vietnamese import nfc
from services.eforms.kinds.registry import Asking, KindOfQuestion, base, kind
from services.eforms.schema import Kind, Question

ONE_LINE, SEVERAL_LINES = 255, 5_000


def composed(text: str, *, keep_lines: bool = False) -> str:
    """Return NFC without control signs; line breaks stay where they belong."""
    lines = nfc(text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        c
        for c in lines
        if (keep_lines and c == "\n") or unicodedata.category(c)[0] != "C"
    )
    return kept.strip() if keep_lines else " ".join(kept.split())


class TextField(forms.CharField):
    """Text as people type it; what they typed stays literal for ever."""

    keep_lines = False

    def to_python(self, value: Any) -> str:
        return composed(super().to_python(value) or "", keep_lines=self.keep_lines)


class LongTextField(TextField):
    keep_lines = True


TOO_LONG = _(
    "Nội dung dài quá %(limit_value)d ký tự (đang có %(show_value)d). Hãy viết gọn lại."
)


@kind(Kind.TEXT)
class Text(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return TextField(
            max_length=question.max_length or ONE_LINE,
            **base(question, max_length=TOO_LONG),
        )


@kind(Kind.LONG_TEXT)
class LongText(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return LongTextField(
            max_length=question.max_length or SEVERAL_LINES,
            widget=forms.Textarea(attrs={"rows": 4}),
            **base(question, max_length=TOO_LONG),
        )


@kind(Kind.EMAIL)
class Email(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return forms.EmailField(
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            **base(question, invalid=_("Thư điện tử chưa đúng, ví dụ ten@mau.vn.")),
        )
