"""Pages of an e-form, and the Django form of a page with its crispy layout."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.utils.html import format_html
from django.utils.translation import gettext as _

from services.eforms import kinds
from services.eforms.cleaning import Cleaned, clean
from services.eforms.conditions import Condition, holds, in_words, narrowed
from services.eforms.kinds import Asking
from services.eforms.kinds.choices import options_of
from services.eforms.schema import EForm, Question, Section


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the walk: a section, or the list of a repeated one."""

    section: Section
    number: int
    """From 1."""

    @property
    def key(self) -> str:
        return self.section.key


def pages(eform: EForm, answers: Mapping[str, Any]) -> list[Page]:
    """Return the pages whose condition holds; `answers` include the three facts."""
    shown = [s for s in eform.sections if holds(s.when, answers)]
    return [Page(section, number) for number, section in enumerate(shown, start=1)]


def neighbours(walk: Sequence[Page], key: str) -> tuple[Page | None, Page, Page | None]:
    """Return the page before, the page itself and the one after; KeyError."""
    for place, page in enumerate(walk):
        if page.key == key:
            before = walk[place - 1] if place else None
            after = walk[place + 1] if place + 1 < len(walk) else None
            return before, page, after
    raise KeyError(key)


class Said:
    """Words between the fields. (crispy's HTML would read them as a template.)"""

    def __init__(self, words: str) -> None:
        self.words = words

    def render(self, *_form_and_context: Any, **_options: Any) -> str:
        return format_html('<p class="hint">{}</p>', self.words)


class PageForm(forms.Form):
    """One page: asks, keeps what was typed, and yields JSON answers.

    Conditional questions of the page are all there: a script hides what is not asked,
    and without one each says when to answer it. The server alone decides. `only`
    narrows the page to some questions, for a supplement request.
    """

    use_required_attribute = False

    def __init__(
        self,
        questions: Sequence[Question],
        *,
        known: Mapping[str, Any],
        today: date,
        data: Any = None,
        extra_rows: Mapping[str, int] | None = None,
    ) -> None:
        self.questions = questions
        self.known = known
        self.today = today
        self.extra_rows = extra_rows or {}
        self.outcome = Cleaned()
        super().__init__(data, initial=dict(self._initial()))
        self.rules = dict(self._rules())
        for question in questions:
            kind = kinds.of(question)
            if kind and question.key in self.rules:
                field = kind.field(question, self._asking(question))
                self._explain_condition(question, field)
                self.fields[question.key] = field
        self.helper = self._helper()

    def _rules(self) -> Iterator[tuple[str, Condition | None]]:
        """Yield the questions still open on this page, with what decides them here.

        Facts and answers of other pages are settled: a question that they rule out is
        not shown at all, and no hint speaks of what was asked elsewhere.
        """
        here = {question.key for question in self.questions}
        for question in self.questions:
            rest = narrowed(question.when, self.known, unknown=here)
            if rest is False:
                here.discard(question.key)
                continue
            yield question.key, None if rest is True else rest

    def _asking(self, question: Question) -> Asking:
        return Asking(self.today, self.extra_rows.get(question.key, 0))

    def _initial(self) -> Iterator[tuple[str, Any]]:
        for question in self.questions:
            kind = kinds.of(question)
            if kind and question.key in self.known:
                yield question.key, kind.to_raw(question, self.known[question.key])

    def _explain_condition(self, question: Question, field: forms.Field) -> None:
        """Say in words when to answer, if the answer that decides is on this page."""
        rule = self.rules[question.key]
        if rule is None:
            return
        names = {q.key: q.label for q in self.questions}
        condition = in_words(rule, lambda key: names.get(key, key))
        for each in self.questions:
            for key, label in options_of(each):
                condition = condition.replace(f"“{key}”", f"“{label}”")
        hint = _("Chỉ trả lời nếu %(condition)s.") % {"condition": condition}
        field.help_text = " ".join(filter(None, [str(field.help_text), hint]))

    def _helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            *(self._laid_out(q) for q in self.questions if q.key in self.rules)
        )
        return helper

    def _laid_out(self, question: Question) -> Any:
        if kinds.of(question) is None:
            return Said(question.label)
        rule = self.rules[question.key]
        if rule is None:
            return question.key
        when = rule.model_dump_json()
        return Div(question.key, css_class="conditional", data_when=when)

    @property
    def answers(self) -> dict[str, Any]:
        """The answers of the page; None takes away one that no longer holds."""
        mine = {q.key: None for q in self.questions if kinds.of(q)}
        return {**mine, **self.outcome.answers}

    def full_clean(self) -> None:
        """Validate through the same path as the whole form does."""
        self._errors = ErrorDict(renderer=self.renderer)
        if not self.is_bound:
            return
        self.cleaned_data = {}
        asked = {q.key for q in self.questions}
        known = {k: v for k, v in self.known.items() if k not in asked}
        self.outcome = clean(
            self.questions, self._raw, known=known, asking=Asking(self.today)
        )
        for key, sentence in self.outcome.errors.items():
            self._errors[key] = ErrorList([sentence], renderer=self.renderer)
        self.cleaned_data = dict(self.outcome.answers)

    def _raw(self, question: Question, field: forms.Field) -> Any:
        return field.widget.value_from_datadict(
            self.data, self.files, self.add_prefix(question.key)
        )


def page_form(
    section: Section,
    *,
    known: Mapping[str, Any],
    today: date,
    data: Any = None,
    extra_rows: Mapping[str, int] | None = None,
) -> PageForm:
    """Return the form of a section; `known` are the facts and all kept answers.

    For an item of a repeated section `known` holds the item's own answers on top.
    """
    return PageForm(
        section.questions,
        known=known,
        today=today,
        data=data,
        extra_rows=extra_rows,
    )


def questions_named(eform: EForm, keys: Collection[str]) -> list[Question]:
    """Return the questions with the keys, in the order of the form."""
    return [question for question in eform.questions() if question.key in keys]
