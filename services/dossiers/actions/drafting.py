"""Drafts: private to their writer, saved page by page, resumed on any device."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Agency, User
from services.documents.models import Document
from services.dossiers import policies
from services.dossiers.actions.locking import locked
from services.dossiers.errors import ActNotAllowed, NotOffered, TooMany
from services.dossiers.models import Dossier, Fault, FilingProgress, Paper, Stage
from services.dossiers.states import Act, State
from services.procedures.definition import Applicant, Channel
from services.procedures.models import Offering, Revision

MOST_DRAFTS = 30
"""Drafts that one person may keep; counters write many a day, but finish them."""

MOST_PAPERS = 100
"""Files of one dossier, replaced ones included (security rule 35)."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed, where, in which case, and how it reaches the office.

    `is_assisted`: online by law, but an officer does it with the citizen at the
    counter; figures count these apart (ADR 49).
    """

    revision: Revision
    agency: Agency
    case: str
    channel: Channel
    applicant_kind: Applicant = Applicant.CITIZEN
    is_assisted: bool = False

    @property
    def is_ones_own(self) -> bool:
        """Say whether the applicant writes it; else an officer does, at the counter."""
        return self.channel is Channel.ONLINE and not self.is_assisted


@transaction.atomic
def open_draft(filing: Filing, *, key: UUID, by: User, at: datetime) -> Dossier:
    """Return the draft with the random key, begun now unless it exists already.

    The key is in the form that the person posts, so a double click begins one draft.
    At the counter the writer is the officer and the applicant stays open. Raises
    NotOffered, TooMany, ActNotAllowed (somebody else's key).
    """
    known = Dossier.objects.filter(public_id=key).select_related("agency").first()
    if known is not None:
        return _of(by, known)
    require_offered(filing, at)
    if Dossier.objects.drafts().filter(created_by=by).count() >= MOST_DRAFTS:
        raise TooMany(
            _("Ông/Bà đang có quá nhiều bản nháp. Hãy nộp hoặc xóa bớt bản nháp cũ.")
        )
    # Somebody may have used the key since it was looked for.
    draft, is_new = Dossier.objects.get_or_create(
        public_id=key,
        defaults={
            "revision": filing.revision,
            "agency": filing.agency,
            "case": filing.revision.read().case(filing.case).key,
            "channel": filing.channel,
            "is_assisted": filing.is_assisted,
            "applicant_kind": filing.applicant_kind,
            "applicant": by if filing.is_ones_own else None,
            "applicant_name": by.full_name if filing.is_ones_own else "",
            "created_by": by,
            "created_at": at,
            "saved_at": at,
        },
    )
    if is_new and filing.is_ones_own:
        _follow(draft)
    return _of(by, draft)


def _follow(draft: Dossier) -> None:
    """Keep how far it comes, for the figures; nothing of its person."""
    FilingProgress.objects.create(
        dossier=draft.pk,
        agency=draft.agency,
        procedure=draft.revision.procedure,
        begun_on=draft.created_at.astimezone(policies.VIETNAM).date(),
        is_test=draft.is_test,
    )


def _of(writer: User, draft: Dossier) -> Dossier:
    if draft.created_by_id != writer.pk:
        raise ActNotAllowed(_("Bản nháp này không phải của Ông/Bà."))
    return draft


def require_offered(filing: Filing, at: datetime) -> Offering:
    """Return the offering in force; raise NotOffered, saying where to turn."""
    offerings = Offering.objects.valid_on(at.astimezone(policies.VIETNAM).date())
    if filing.channel is Channel.ONLINE:
        offerings = offerings.online()
    offering = offerings.filter(
        agency=filing.agency, procedure=filing.revision.procedure_id
    ).first()
    if offering is None:
        raise NotOffered(
            _("%(agency)s không nhận thủ tục này theo cách đã chọn. Hãy chọn nơi khác.")
            % {"agency": filing.agency.name}
        )
    return offering


def _own_draft(dossier: Dossier, by: User) -> Dossier:
    draft = locked(dossier)
    if not draft.is_draft or draft.created_by_id != by.pk:
        raise ActNotAllowed(_("Hồ sơ đã nộp nên không sửa bản nháp được nữa."))
    return draft


@transaction.atomic
def save_draft(
    dossier: Dossier,
    *,
    by: User,
    at: datetime,
    answers: Mapping[str, Any],
    reached: Stage | None = None,
) -> Dossier:
    """Lay the answers of a page over those kept; None takes an answer away.

    `reached` is the step of filing that the writer has come to with this page.

    Two tabs never lose each other's pages: the merge happens under the row's lock.
    Answers are kept as they were cleaned, complete or not; `submit` validates all.
    """
    draft = _own_draft(dossier, by)
    merged = {**draft.answers, **answers}
    draft.write_answers({k: v for k, v in merged.items() if v is not None})
    draft.saved_at = at
    draft.save(update_fields=["sealed_answers", "saved_at", "applicant_folded"])
    if reached is not None:
        note_progress(draft, reached)
    return draft


def note_progress(draft: Dossier, reached: Stage) -> None:
    """Keep that the writer has come to the step; never a step back."""
    FilingProgress.objects.reach(reached, [draft.pk])


@transaction.atomic
def discard_draft(dossier: Dossier, *, by: User) -> None:
    """Delete the writer's draft with its papers; documents go by their own sweep."""
    draft = _own_draft(dossier, by)
    draft.papers.all().delete()
    draft.delete()


@transaction.atomic
def attach(
    dossier: Dossier,
    document: Document,
    *,
    by: User,
    at: datetime,
    requirement: str,
) -> Paper:
    """Add an uploaded document to the draft, or to an open supplement request.

    `requirement` is the key of the required document; KeyError if it has none. With
    a supplement request only documents that a fault names may be added, and the
    earlier paper is marked as replaced.
    """
    mine = _writable(dossier, by, requirement)
    mine.definition.document(requirement)
    if mine.papers.count() >= MOST_PAPERS:
        raise ActNotAllowed(
            _("Hồ sơ đã có %(count)d tệp nên không nhận thêm. Hãy gộp các trang lại.")
            % {"count": MOST_PAPERS}
        )
    if mine.state == State.SUPPLEMENT_DUE:
        asked_at = mine.supplement.asked_at
        mine.papers.current().filter(
            requirement=requirement, added_at__lt=asked_at
        ).update(replaced_at=at)
    return mine.papers.create(
        role=Paper.Role.REQUIRED,
        requirement=requirement,
        document=document,
        added_by=by,
        added_at=at,
    )


@transaction.atomic
def detach(dossier: Dossier, paper: Paper, *, by: User) -> None:
    """Take a paper out again, while the draft or the supplement is still open."""
    mine = _writable(dossier, by, paper.requirement)
    papers = mine.papers.current().filter(pk=paper.pk)
    if mine.state == State.SUPPLEMENT_DUE:
        papers = papers.filter(added_at__gte=mine.supplement.asked_at)
    papers.delete()


def _writable(dossier: Dossier, by: User, requirement: str) -> Dossier:
    mine = locked(dossier)
    if mine.is_draft and mine.created_by_id == by.pk:
        return mine
    asked = (
        mine.state == State.SUPPLEMENT_DUE
        and policies.may(by, Act.SUPPLEMENT, mine)
        and mine.supplement.faults.filter(
            target=Fault.Target.DOCUMENT, key=requirement
        ).exists()
    )
    if not asked:
        raise ActNotAllowed(_("Không thêm hoặc bớt được giấy tờ này lúc này."))
    return mine
