"""Work of the scanning worker."""

from celery import shared_task

from services.documents.actions import scan
from services.documents.errors import RefusedUpload
from services.documents.models import Document


@shared_task
def sweep() -> int:
    """Ask the scanner about everything pending; return how many were asked about."""
    waiting = list(Document.objects.to_scan().order_by("pk")[:200])
    for document in waiting:
        try:
            scan(document, document.read())
        except RefusedUpload:
            continue  # its verdict is kept; the dossier shows it as refused
    return len(waiting)
