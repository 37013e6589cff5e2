"""What an officer opens: files of a dossier, and the official papers as PDF."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from services.desk.access import OfficerRequest, dossier_of, officers_only
from services.documents.serving import headers, headers_of
from services.dossiers import slips


@officers_only
@require_safe
def document(request: OfficerRequest, code: str, document: UUID) -> HttpResponse:
    """Hand out a clean file of a dossier of the officer's agencies."""
    dossier = dossier_of(request, code)
    paper = get_object_or_404(
        dossier.papers.select_related("document"), document__public_id=document
    )
    if not paper.document.is_clean:
        raise Http404
    return HttpResponse(paper.document.read(), headers=dict(headers(paper.document)))


@officers_only
@require_safe
def slip(request: OfficerRequest, code: str, slip: str) -> HttpResponse:
    """Print an official paper of the dossier as PDF."""
    dossier = dossier_of(request, code)
    if slip not in {each.key for each in slips.available(dossier)}:
        raise Http404
    content = slips.render(dossier, slip)
    name = f"{dossier.code}-{slip}.pdf"
    return HttpResponse(content, headers=dict(headers_of(name, "application/pdf")))
