"""Choosing: yes or no, one of, many of, and the lists that the state keeps."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from services.eforms.kinds.registry import Asking, KindOfQuestion, base, kind
from services.eforms.schema import Kind, NationalList, Question

DATA = Path(__file__).parent.parent / "data"

FEW = 7
"""Up to so many options are radio buttons; more are a list to open."""

CHOOSE = _("Hãy chọn một mục.")
ERRORS = {"required": CHOOSE, "invalid_choice": _("Hãy chọn một mục trong danh sách.")}


@cache
def national(name: NationalList) -> tuple[tuple[str, str], ...]:
    """Return the pairs of key and name of a national list, in its usual order."""
    path = DATA / f"{name}.json"
    return tuple(map(tuple, json.loads(path.read_text(encoding="utf-8"))["items"]))


def options_of(question: Question) -> tuple[tuple[str, str], ...]:
    """Return the pairs of key and label that the question offers."""
    if question.list is not None:
        return national(question.list)
    return tuple((option.key, option.label) for option in question.options)


def _one_of(question: Question, choices: tuple[tuple[str, Any], ...]) -> forms.Field:
    few = len(choices) <= FEW
    blank = () if few else (("", _("— Chọn —")),)
    return forms.ChoiceField(
        choices=(*blank, *choices),
        widget=forms.RadioSelect if few else forms.Select,
        initial=question.default,
        **base(question, **ERRORS),
    )


@kind(Kind.ONE_OF, Kind.NATIONAL)
class OneOf(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return _one_of(question, options_of(question))

    def shown(self, question: Question, answer: Any) -> str:
        return dict(options_of(question)).get(answer, str(answer))


@kind(Kind.YES_NO)
class YesNo(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return _one_of(question, (("true", _("Có")), ("false", _("Không"))))

    def to_answer(self, cleaned: Any) -> Any:
        return None if cleaned == "" else cleaned == "true"

    def to_raw(self, question: Question, answer: Any) -> Any:
        return None if answer is None else str(answer).lower()

    def shown(self, question: Question, answer: Any) -> str:
        return str(_("Có") if answer else _("Không"))


@kind(Kind.CONSENT)
class Consent(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return forms.BooleanField(
            **base(question, required=_("Hãy đọc và đánh dấu vào lời cam đoan."))
        )

    def to_answer(self, cleaned: Any) -> Any:
        return True if cleaned else None

    def shown(self, question: Question, answer: Any) -> str:
        return str(_("Đã cam đoan"))


@kind(Kind.MANY_OF)
class ManyOf(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=options_of(question),
            widget=forms.CheckboxSelectMultiple,
            **base(question, required=_("Hãy chọn ít nhất một mục.")),
        )

    def shown(self, question: Question, answer: Any) -> str:
        names = dict(options_of(question))
        return ", ".join(names.get(key, key) for key in answer)
