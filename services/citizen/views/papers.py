"""Papers of a draft or of a supplement: chosen, checked, listed, taken out again."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from services.citizen.access import CitizenRequest, filing_of
from services.citizen.walk import walk_of
from services.documents.actions import LARGEST, megabytes, store_upload
from services.documents.errors import RefusedUpload
from services.dossiers import actions
from services.dossiers.errors import ActNotAllowed
from services.dossiers.models import Dossier, Paper, Stage
from services.procedures.definition import RequiredDocument


@require_http_methods(["GET", "POST"])
def papers(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Show what is asked for, and take files in, several at once."""
    draft = filing_of(request, key)
    if not draft.is_draft:  # an old page, by the back button
        return redirect("citizen:dossier", draft.public_id)
    walk = walk_of(draft)
    if not walk.documents:
        return redirect("citizen:review", draft.public_id)
    actions.note_progress(draft, Stage.ANSWERED)
    problems = take_files(request, draft, walk.documents)
    if request.method == "POST" and not problems:
        onwards = "citizen:review" if "tiep" in request.POST else "citizen:papers"
        return redirect(onwards, draft.public_id)
    context = {
        "dossier": draft,
        "procedure": draft.revision.procedure,
        "walk": walk,
        "rows": rows_of(draft, walk.documents, problems),
        "errors": [{"text": text, "href": f"#{k}"} for k, text in problems.items()],
        "limit": megabytes(LARGEST),
        "largest": LARGEST,
    }
    status = 422 if problems else 200
    return render(request, "citizen/papers.html", context, status=status)


def take_files(
    request: CitizenRequest, dossier: Dossier, asked: Sequence[RequiredDocument]
) -> dict[str, str]:
    """Keep the files that were sent; return a sentence for each that was refused."""
    problems: dict[str, str] = {}
    now = timezone.now()
    for document in asked:
        for upload in request.FILES.getlist(f"tep-{document.key}"):
            try:
                stored = store_upload(upload, by=request.user, at=now)
                actions.attach(
                    dossier, stored, by=request.user, at=now, requirement=document.key
                )
            except (RefusedUpload, ActNotAllowed) as refusal:
                problems[document.key] = f"{upload.name}: {refusal}"
    return problems


def rows_of(
    dossier: Dossier,
    asked: Sequence[RequiredDocument],
    problems: dict[str, str],
) -> list[dict[str, object]]:
    """Return each document asked for, with the files that are there."""
    there: dict[str, list[Paper]] = {}
    kept = dossier.papers.current().select_related("document")
    for paper in kept.order_by("added_at", "pk"):
        there.setdefault(paper.requirement, []).append(paper)
    return [
        {
            "document": document,
            "papers": there.get(document.key, []),
            "problem": problems.get(document.key, ""),
        }
        for document in asked
    ]


@require_POST
def detach(request: CitizenRequest, key: UUID, paper: int) -> HttpResponse:
    """Take a file out of a draft, or out of an open supplement."""
    dossier = get_object_or_404(
        Dossier.objects.filed_by(request.user).select_related("agency", "revision"),
        public_id=key,
    )
    mine = get_object_or_404(dossier.papers.current(), pk=paper)
    try:
        actions.detach(dossier, mine, by=request.user)
    except ActNotAllowed as refusal:
        raise Http404 from refusal
    where = "citizen:papers" if dossier.is_draft else "citizen:supplement"
    return redirect(where, dossier.public_id)
