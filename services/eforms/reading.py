"""Answers as people read them: for the review page, the office and the printed form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from services.eforms import kinds
from services.eforms.conditions import holds
from services.eforms.schema import EForm, Kind, Question, Section

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class ReadItem:
    """A question and its answer in words; “—” where nothing was said."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section, or one item of a repeated one (`index` from 0)."""

    key: str
    title: str
    lines: tuple[ReadItem, ...]
    index: int | None = None


def sections_of(
    eform: EForm, answers: Mapping[str, Any], *, facts: Mapping[str, str]
) -> list[ReadSection]:
    """Return what was asked and said, in the order of the pages."""
    known = {**answers, **facts}
    read: list[ReadSection] = []
    for section in eform.sections:
        if holds(section.when, known):
            read += _read(section, known)
    return read


def _read(section: Section, known: Mapping[str, Any]) -> Iterable[ReadSection]:
    if section.repeat is None:
        yield ReadSection(section.key, section.title, _items(section, known))
        return
    items = known.get(section.key) or []
    for index, item in enumerate(items):
        title = f"{section.title} – {section.repeat.item} {index + 1}"
        lines = _items(section, {**known, **item})
        yield ReadSection(section.key, title, lines, index)


def _items(section: Section, known: Mapping[str, Any]) -> tuple[ReadItem, ...]:
    return tuple(
        ReadItem(question.key, question.label, value_of(question, known))
        for question in section.questions
        if question.kind is not Kind.EXPLANATION and holds(question.when, known)
    )


def value_of(question: Question, known: Mapping[str, Any]) -> str:
    """Return the answer in words."""
    answer = known.get(question.key)
    kind = kinds.of(question)
    if kind is None or answer in (None, "", [], {}):
        return NOTHING
    return kind.shown(question, answer)


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a repeated section as a list shows it."""

    title: str
    summary: str


def item_title(section: Section, index: int) -> str:
    """Return what the item at `index` (from 0) is called."""
    assert section.repeat is not None
    return _("%(item)s thứ %(number)d") % {
        "item": section.repeat.item.capitalize(),
        "number": index + 1,
    }


def listed(section: Section, items: Iterable[Mapping[str, Any]]) -> list[Listed]:
    """Return each item with its first texts, by which one tells it from the others."""
    return [
        Listed(item_title(section, index), _first_texts(item))
        for index, item in enumerate(items)
    ]


def _first_texts(item: Mapping[str, Any]) -> str:
    return ", ".join(v for v in item.values() if isinstance(v, str))[:80]


def told_of_oneself(eform: EForm, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the applicant says of themselves, by source (`Question.prefill`)."""
    return {
        question.prefill: answers[question.key]
        for section in eform.sections
        if section.repeat is None
        for question in section.questions
        if question.prefill and answers.get(question.key) is not None
    }


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that differs between two versions, both in words."""

    label: str
    before: str
    after: str


def differences(
    eform: EForm, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    """Return what changed from one version of the answers to the next."""
    return [
        Change(q.label, value_of(q, before), value_of(q, after))
        for q in eform.questions()
        if before.get(q.key) != after.get(q.key)
    ]
