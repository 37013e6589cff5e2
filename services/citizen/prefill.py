"""What need not be asked again: from the account, and from what was filed before.

Data given once is not asked for twice: a page that has no answers yet comes filled
in, says so, and everything on it can be changed. Questions name the source
(`Question.prefill`); the registers of the state will be one more source.
"""

from typing import Any

from accounts.models import User
from services.dossiers.models import Dossier
from services.eforms.schema import EForm, Question, Section

type Source = tuple[str, str]
"""Where an answer comes from, and of which kind the question is."""


def prefilled(user: User, draft: Dossier, section: Section) -> dict[str, Any]:
    """Return answers by question for a section that has none of its own yet."""
    asked = {(q.prefill, str(q.kind)): q.key for q in section.questions if q.prefill}
    touched = any(question.key in draft.answers for question in section.questions)
    if touched or section.repeat or not asked:
        return {}
    told = {**_filed_before(user), **_account(user)}
    return {key: told[source] for source, key in asked.items() if source in told}


def _account(user: User) -> dict[Source, Any]:
    known = {
        ("account.full_name", "text"): user.full_name,
        ("account.email", "email"): user.email,
        ("account.phone", "phone"): user.phone,
    }
    return {source: value for source, value in known.items() if value}


def _filed_before(user: User) -> dict[Source, Any]:
    """Return what the person's newest filing answers to questions with a source."""
    newest = (
        Dossier.objects.filed_by(user)
        .submitted()
        .select_related("revision")
        .defer("revision__definition")
        .order_by("-pk")
        .first()
    )
    if newest is None:
        return {}
    answers = newest.answers
    return {
        (question.prefill, str(question.kind)): answers[question.key]
        for question in _own_questions(newest.definition.form)
        if question.prefill and answers.get(question.key) is not None
    }


def _own_questions(form: EForm) -> list[Question]:
    sections = (section for section in form.sections if not section.repeat)
    return [question for section in sections for question in section.questions]
