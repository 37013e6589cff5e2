"""What a citizen takes home: their files, the result, the official papers."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from services.citizen.access import CitizenRequest, dossier_of, dossiers_of
from services.documents.serving import headers, headers_of
from services.dossiers import slips
from services.dossiers.models import Paper
from services.payments import receipts
from services.payments.models import Receipt


@require_safe
def document(request: CitizenRequest, key: UUID, document: UUID) -> HttpResponse:
    """Hand out a clean file of the person's own dossier, as an attachment."""
    paper = get_object_or_404(
        Paper.objects.current().select_related("document"),
        dossier__in=dossiers_of(request.user).filter(public_id=key),
        document__public_id=document,
    )
    if not paper.document.is_clean:
        raise Http404
    return HttpResponse(paper.document.read(), headers=dict(headers(paper.document)))


@require_safe
def slip(request: CitizenRequest, key: UUID, slip: str) -> HttpResponse:
    """Print an official paper of the person's own dossier as PDF."""
    mine = dossier_of(request, key)
    if slip not in {each.key for each in slips.available(mine)}:
        raise Http404
    name = f"{mine.code}-{slip}.pdf"
    content = slips.render(mine, slip)
    return HttpResponse(content, headers=dict(headers_of(name, "application/pdf")))


@require_safe
def receipt(request: CitizenRequest, key: UUID, receipt: UUID) -> HttpResponse:
    """Hand out the signed receipt of money that was paid for the person's dossier."""
    mine = get_object_or_404(
        Receipt.objects.paid_by(request.user).select_related(
            "series__agency", "dossier__revision__procedure"
        ),
        dossier__public_id=key,
        public_id=receipt,
    )
    name = f"bien-lai-{mine.dossier.code}-{mine.serial}.pdf"
    content = receipts.pdf_of(mine)
    return HttpResponse(content, headers=dict(headers_of(name, "application/pdf")))
