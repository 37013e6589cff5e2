"""The whole form, held against its definition at the moment of filing.

Pages were validated one by one, perhaps weeks ago and under other answers; what is
filed is what this finds, and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from services.eforms.cleaning import clean, from_answers
from services.eforms.conditions import holds
from services.eforms.kinds import Asking
from services.eforms.schema import EForm, Section


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer to mend: where it is, and the sentence that says how."""

    section: str
    question: str
    sentence: str
    index: int | None = None
    """Which item of a repeated section, from 0."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The answers that hold, hidden ones dropped, and all faults in page order."""

    answers: Mapping[str, Any]
    errors: tuple[Fault, ...]


def check(
    eform: EForm,
    answers: Mapping[str, Any],
    *,
    today: date,
    facts: Mapping[str, str],
) -> Checked:
    """Validate kept answers; checking what it returned changes nothing."""
    asking = Asking(today)
    kept: dict[str, Any] = {}
    faults: list[Fault] = []
    for section in eform.sections:
        known = {**facts, **kept}
        if not holds(section.when, known):
            continue
        if section.repeat:
            items, found = _items(section, answers, known, asking)
            if items:
                kept[section.key] = items
            faults += found
            continue
        outcome = clean(
            section.questions, from_answers(answers), known=known, asking=asking
        )
        kept |= outcome.answers
        faults += [
            Fault(section.key, key, sentence)
            for key, sentence in outcome.errors.items()
        ]
    return Checked(kept, tuple(faults))


def _items(
    section: Section,
    answers: Mapping[str, Any],
    known: Mapping[str, Any],
    asking: Asking,
) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Validate every item of a repeated section, and how many there are."""
    assert section.repeat is not None
    given = answers.get(section.key)
    items = [i for i in given if isinstance(i, dict)] if isinstance(given, list) else []
    faults = [
        Fault(section.key, "", sentence)
        for sentence in _count_faults(section, len(items))
    ]
    kept = []
    for index, item in enumerate(items[: section.repeat.maximum]):
        outcome = clean(
            section.questions, from_answers(item), known=known, asking=asking
        )
        kept.append(outcome.answers)
        faults += [
            Fault(section.key, key, sentence, index)
            for key, sentence in outcome.errors.items()
        ]
    return kept, faults


def _count_faults(section: Section, count: int) -> list[str]:
    assert section.repeat is not None
    names = {"item": section.repeat.item, "title": section.title}
    if count < section.repeat.minimum:
        needed = {**names, "count": section.repeat.minimum}
        return [_("“%(title)s”: hãy thêm ít nhất %(count)d %(item)s.") % needed]
    if count > section.repeat.maximum:
        most = {**names, "count": section.repeat.maximum}
        return [_("“%(title)s”: chỉ nhận nhiều nhất %(count)d %(item)s.") % most]
    return []
