"""The one supplement request: all faults at once, and only they may be mended."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from services.dossiers import clock, policies
from services.dossiers.actions.filing import checked_answers
from services.dossiers.actions.locking import announce, locked
from services.dossiers.errors import ActNotAllowed, Incomplete, Problem
from services.dossiers.models import AnswerVersion, Dossier, Fault, Supplement
from services.dossiers.states import Act
from services.eforms.conditions import questions_in
from services.eforms.schema import Question, Section
from services.procedures.definition import Definition


@dataclass(frozen=True, slots=True)
class FaultFound:
    """One thing to mend: a question, a section or a document, and why."""

    target: Fault.Target
    key: str
    reason: str


@transaction.atomic
def ask_supplement(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    faults: Sequence[FaultFound],
    note: str = "",
    version: int | None = None,
) -> Dossier:
    """Ask the citizen, once and for everything, to mend the faults (Mẫu 02).

    The clock stops. Raises ActNotAllowed (a second request, no fault, a fault
    without reason or for something the procedure does not ask) and Stale.
    """
    mine = locked(dossier, version=version)
    policies.require(by, Act.ASK_SUPPLEMENT, mine)
    _require_sound(faults, mine.definition)
    request = Supplement.objects.create(
        dossier=mine,
        asked_by=by,
        asked_at=at,
        note=note.strip(),
        answer_due_at=clock.answer_limit(mine, at),
    )
    Fault.objects.bulk_create(
        Fault(supplement=request, target=f.target, key=f.key, reason=f.reason.strip())
        for f in faults
    )
    mine.paused_at = at
    data = {"faults": len(faults), "until": request.answer_due_at.isoformat()}
    told = note.strip()
    announce(mine.move(Act.ASK_SUPPLEMENT, by=by, at=at, note=told, data=data))
    return mine


def _require_sound(faults: Sequence[FaultFound], definition: Definition) -> None:
    if not faults:
        raise ActNotAllowed(_("Hãy chọn ít nhất một mục cần bổ sung."))
    if not all(fault.reason.strip() for fault in faults):
        raise ActNotAllowed(_("Mỗi mục cần bổ sung phải ghi rõ lý do."))
    known = {
        *((Fault.Target.DOCUMENT, d.key) for d in definition.documents),
        *((Fault.Target.SECTION, s.key) for s in definition.form.sections),
        # Of a list the whole section is at fault: an answer in it has no key alone.
        *(
            (Fault.Target.QUESTION, question.key)
            for section in definition.form.sections
            if not section.repeat
            for question in section.questions
        ),
    }
    named = [(fault.target, fault.key) for fault in faults]
    if not set(named) <= known or len(set(named)) < len(named):
        raise ActNotAllowed(_("Có mục không thuộc hồ sơ này hoặc được chọn hai lần."))


def questions_to_mend(request: Supplement, definition: Definition) -> set[str]:
    """Return the keys of answers that the request lets the citizen change.

    A fault on a section opens all its questions, or its whole list if it repeats.
    Open too, or the citizen could not go on: a number that must agree with an opened
    answer, and what was not asked before but may appear when an opened answer changes.
    """
    opened = _keys_at_fault(request, definition)
    answered = request.dossier.answers.keys()
    for section in definition.form.sections:
        if opened.intersection(questions_in(section.when)):
            opened |= _keys_of(section) - answered
        for question in () if section.repeat else section.questions:
            appears = opened.intersection(questions_in(question.when))
            if (appears and question.key not in answered) or _agrees(question, opened):
                opened.add(question.key)
    return opened


def _keys_at_fault(request: Supplement, definition: Definition) -> set[str]:
    sections = {section.key: section for section in definition.form.sections}
    keys: set[str] = set()
    for fault in request.faults.all():
        if fault.target == Fault.Target.QUESTION:
            keys.add(fault.key)
        elif fault.target == Fault.Target.SECTION:
            keys |= _keys_of(sections[fault.key])
    return keys


def _keys_of(section: Section) -> set[str]:
    return {section.key} if section.repeat else {q.key for q in section.questions}


def _agrees(question: Question, opened: set[str]) -> bool:
    partners = question.agrees_with
    return partners is not None and bool(opened & {*partners.model_dump().values()})


@transaction.atomic
def supplement(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    answers: Mapping[str, Any],
    received: Collection[str] = (),
) -> Dossier:
    """Answer the request: the mended answers, with papers attached before.

    Only answers that a fault opens are taken; the rest stays as filed. The clock
    goes on: the due time moves by the working time of the pause. An applicant
    without an account answers at the counter, where `received` are the keys of the
    documents handed over on paper. Raises Incomplete (a named paper is not there, an
    answer is wrong) and ActNotAllowed; posting it again changes nothing.
    """
    mine = locked(dossier)
    if policies.may(by, Act.SUPPLEMENT, mine) and _is_answered(mine):
        return mine
    policies.require(by, Act.SUPPLEMENT, mine)
    request = mine.supplement
    on_paper = set(received) if mine.applicant_id is None else set()
    problems = _mend(mine, request, answers, at=at)
    problems += _papers_missing(mine, request, on_paper)
    if problems:
        raise Incomplete(problems)
    _keep_version(mine, at)
    request.answered_at = at
    request.save(update_fields=["answered_at"])
    go_on(mine, at)
    assert mine.due_at is not None
    data: dict[str, object] = {"due": mine.due_at.isoformat()}
    if on_paper:
        data["received"] = sorted(on_paper)
    announce(mine.move(Act.SUPPLEMENT, by=by, at=at, data=data))
    return mine


def _is_answered(dossier: Dossier) -> bool:
    return hasattr(dossier, "supplement") and dossier.supplement.answered_at is not None


def _mend(
    dossier: Dossier, request: Supplement, answers: Mapping[str, Any], *, at: datetime
) -> list[Problem]:
    """Write the mended answers over those filed; return what is wrong with them.

    They are judged by today, all others by the day they were filed on: a date that
    has passed since is no fault of the citizen, who could not change it either.
    """
    assert dossier.submitted_at is not None
    opened = questions_to_mend(request, dossier.definition)
    mended = {key: value for key, value in answers.items() if key in opened}
    dossier.write_answers({**dossier.answers, **mended})
    now, found = checked_answers(dossier, at=at)
    then, before = checked_answers(dossier, at=dossier.submitted_at)
    new = {key: value for key, value in now.items() if key in opened}
    kept = {key: value for key, value in then.items() if key not in opened}
    dossier.write_answers(kept | new)
    return [
        *(p for p in found if opened & {p.section, p.question}),
        *(p for p in before if not opened & {p.section, p.question}),
    ]


def enter_route(dossier: Dossier, at: datetime) -> None:
    """Put the dossier on the first step of its route unless it is on one."""
    if not dossier.step:
        dossier.step = dossier.definition.route[0].key
        dossier.step_entered_at = at


def go_on(dossier: Dossier, at: datetime) -> None:
    """Let the clocks of the dossier and of its step run again after a pause.

    From the desk it goes to the first step. The row is not saved.
    """
    if dossier.step:
        dossier.step_entered_at = clock.step_resumed(dossier, at)
    enter_route(dossier, at)
    dossier.due_at = clock.resumed(dossier, at)


def _papers_missing(
    dossier: Dossier, request: Supplement, on_paper: Collection[str]
) -> list[Problem]:
    asked = request.faults.filter(target=Fault.Target.DOCUMENT).order_by("pk")
    there = set(on_paper) | set(
        dossier.papers.current()
        .readable()
        .filter(added_at__gte=request.asked_at)
        .values_list("requirement", flat=True)
    )
    return [
        Problem(
            _("Còn thiếu giấy tờ cần bổ sung: %(name)s.")
            % {"name": dossier.definition.document(fault.key).name},
            document=fault.key,
        )
        for fault in asked
        if fault.key not in there
    ]


def _keep_version(dossier: Dossier, at: datetime) -> None:
    AnswerVersion.objects.create(
        dossier=dossier,
        number=dossier.answer_versions.count() + 1,
        sealed_answers=dossier.sealed_answers,
        kept_at=at,
    )
