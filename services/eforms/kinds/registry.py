"""The kinds of questions: each is registered once, with its field and its words.

A new kind is a new registered class, never one more `elif`. A kind knows four things:
the Django field that asks, how a cleaned value becomes a JSON answer, how an answer
becomes what the field shows, and how an answer reads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.eforms.schema import Kind, Question


@dataclass(frozen=True, slots=True)
class Asking:
    """What a field must know beside its question: the local day of filing."""

    today: date
    extra_rows: int = 0
    """Blank rows that “Thêm dòng” asked for."""


class KindOfQuestion:
    """A kind as most of them are: the cleaned value is the answer."""

    def field(self, question: Question, asking: Asking) -> forms.Field:
        """Return the field that asks; required as the question says."""
        raise NotImplementedError

    def to_answer(self, cleaned: Any) -> Any:
        """Return the JSON answer for a cleaned value; None where nothing was said."""
        return cleaned if cleaned not in ("", [], None) else None

    def to_raw(self, question: Question, answer: Any) -> Any:
        """Return what the field would have been given to yield the answer."""
        return answer

    def shown(self, question: Question, answer: Any) -> str:
        """Return the answer as people read it."""
        return str(answer)


REQUIRED = _("Hãy điền mục này.")

REGISTRY: dict[Kind, KindOfQuestion] = {}


def kind[T: type[KindOfQuestion]](*kinds: Kind) -> Callable[[T], T]:
    """Register the class for the kinds."""

    def register(cls: T) -> T:
        REGISTRY.update(dict.fromkeys(kinds, cls()))
        return cls

    return register


def base(question: Question, **errors: str | Promise) -> Mapping[str, Any]:
    """Return what a field takes from its question; `errors` are sentences by code."""
    return {
        "error_messages": {"required": REQUIRED, **errors},
        "label": question.label,
        "help_text": question.hint,
        "required": question.required,
    }
