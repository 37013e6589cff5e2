"""Filing: from the draft to a dossier with a code, online or at the counter."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.numbers import InvalidNumber, parse_identity_number
from accounts.sealing import blind_index
from accounts.vietnamese import nfc
from services.dossiers import clock, policies
from services.dossiers.actions.drafting import Filing, require_offered
from services.dossiers.actions.locking import announce, locked
from services.dossiers.actions.reception import accept, filed_facts
from services.dossiers.bill import frozen
from services.dossiers.codes import take_code
from services.dossiers.errors import Incomplete, Problem
from services.dossiers.models import AnswerVersion, Dossier
from services.dossiers.states import Act
from services.eforms.conditions import holds
from services.eforms.reading import told_of_oneself
from services.eforms.validation import check
from services.procedures.definition import Applicant, Channel
from services.procedures.fees import compute


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person at the counter, as the officer writes them down."""

    full_name: str
    number: str = ""
    phone: str = ""
    email: str = ""


def problems_of(
    dossier: Dossier, *, at: datetime, received: Collection[str] = ()
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the cleaned answers and everything that is missing or wrong.

    `received` are keys of documents that lie on the counter on paper.
    """
    answers, problems = checked_answers(dossier, at=at)
    known: Mapping[str, object] = {**answers, **dossier.facts}
    have = set(received) | set(
        dossier.papers.current().readable().values_list("requirement", flat=True)
    )
    # Online, papers to show are looked at when the result is collected, or read from a
    # register; whoever stands at the counter, helped or not, has them there.
    is_there = dossier.channel == Channel.COUNTER or dossier.is_assisted
    for document in dossier.definition.documents:
        asked = document.is_uploaded or (is_there and document.is_asked_at_counter)
        needed = document.required and asked and holds(document.when, known)
        if needed and document.key not in have:
            sentence = _("Còn thiếu giấy tờ: %(name)s.") % {"name": document.name}
            problems.append(Problem(sentence, document=document.key))
    return answers, problems


def checked_answers(
    dossier: Dossier, *, at: datetime
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the answers that hold on the local day, and what is wrong with others."""
    checked = check(
        dossier.definition.form,
        dossier.answers,
        today=at.astimezone(policies.VIETNAM).date(),
        facts=dossier.facts,
    )
    problems = [
        Problem(error.sentence, section=error.section, question=error.question)
        for error in checked.errors
    ]
    return dict(checked.answers), problems


@transaction.atomic
def submit(dossier: Dossier, *, by: User, at: datetime) -> Dossier:
    """Hand the draft in online; posting the same form again changes nothing.

    Returns the dossier with its code, the limit for reception (eight working hours)
    and the date to expect. Raises Incomplete with all problems at once, NotOffered,
    ActNotAllowed. Everything is written together or not at all.
    """
    mine = locked(dossier)
    if not mine.is_draft and mine.applicant_id == by.pk:
        return mine
    policies.require(by, Act.SUBMIT, mine)
    require_offered(_filing(mine), at)
    answers, problems = problems_of(mine, at=at)
    if problems:
        raise Incomplete(problems)
    mine.intake_due_at = clock.intake_limit(mine, at)
    mine.expected_at = clock.expected(mine, at)
    mine.write_contact({"email": by.email or "", "phone": by.phone or ""})
    _file(mine, answers, at=at)
    announce(mine.move(Act.SUBMIT, by=by, at=at, data=filed_facts(mine)))
    return mine


@transaction.atomic
def take_in(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    visitor: Visitor,
    received: Collection[str] = (),
) -> Dossier:
    """Take in at the counter what an officer wrote: filed and accepted in one act.

    `received` are the keys of the documents handed over on paper. The visitor needs no
    account; who is helped to file online (ADR 49) needs an office that offers it so.
    Raises Incomplete, NotOffered, ActNotAllowed; repeating it with the same draft
    changes nothing.
    """
    mine = locked(dossier)
    if not mine.is_draft and policies.may(by, Act.TAKE_IN, mine):
        return mine
    policies.require(by, Act.TAKE_IN, mine)
    if mine.is_assisted:
        require_offered(_filing(mine), at)
    answers, problems = problems_of(mine, at=at, received=received)
    problems += _write_visitor(mine, visitor)
    if problems:
        raise Incomplete(problems)
    files = mine.papers.current().readable().values_list("requirement", flat=True)
    _file(mine, answers, at=at)
    accepted = accept(mine, at)
    data = {**accepted, **papers_taken(mine, received, files)}
    announce(mine.move(Act.TAKE_IN, by=by, at=at, data=data))
    return mine


def papers_taken(
    dossier: Dossier, received: Collection[str], files: Collection[str] = ()
) -> dict[str, list[str]]:
    """Return what lay on the counter, what stays there on paper, what has a file.

    What was only shown is no part of the dossier. A dossier is digitised if something
    of it has a file (`files`, keys of documents) and nothing is on paper alone: that is
    all the figures want to know.
    """
    handed_in = {d.key for d in dossier.definition.documents if d.is_uploaded}
    on_paper = (set(received) & handed_in) - set(files)
    return {
        "received": sorted(received),
        "on_paper": sorted(on_paper),
        "files": sorted(handed_in & set(files)),
    }


def _filing(dossier: Dossier) -> Filing:
    return Filing(
        revision=dossier.revision,
        agency=dossier.agency,
        case=dossier.case,
        channel=Channel(dossier.channel),
        is_assisted=dossier.is_assisted,
    )


def _write_visitor(dossier: Dossier, visitor: Visitor) -> list[Problem]:
    problems = []
    dossier.applicant_name = " ".join(nfc(visitor.full_name).split())
    if not dossier.applicant_name:
        problems.append(Problem(_("Hãy nhập họ tên người nộp."), question="full_name"))
    dossier.write_contact(
        {"email": visitor.email, "phone": visitor.phone, "number": visitor.number}
    )
    if visitor.number:
        try:
            number = parse_identity_number(visitor.number)
        except InvalidNumber as problem:
            problems.append(Problem(str(problem), question="number"))
        else:
            dossier.number_index = blind_index(number, purpose="citizen-number")
    return problems


def _index_number(dossier: Dossier, answers: dict[str, Any]) -> None:
    """Let offices find the filing by the number its applicant gave in the form."""
    told = told_of_oneself(dossier.definition.form, answers)
    number = told.get("account.citizen_number")
    if number and dossier.number_index is None:
        dossier.number_index = blind_index(number, purpose="citizen-number")


def _file(dossier: Dossier, answers: dict[str, Any], *, at: datetime) -> None:
    """Freeze answers and fee, and give the code; the counter's lock comes last."""
    dossier.write_answers(answers)
    bill = compute(
        dossier.definition,
        case=dossier.case,
        answers=answers,
        channel=Channel(dossier.channel),
        applicant=Applicant(dossier.applicant_kind),
    )
    dossier.write_bill(frozen(bill))
    _index_number(dossier, answers)
    dossier.submitted_at = at
    dossier.saved_at = at
    AnswerVersion.objects.create(
        dossier=dossier,
        number=1,
        sealed_answers=dossier.sealed_answers,
        kept_at=at,
    )
    dossier.code = take_code(dossier.agency_id, dossier.agency.identifier, at)
