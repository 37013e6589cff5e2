"""How a document leaves us: as an attachment, in a sandbox, never cached."""

from collections.abc import Mapping

from services.documents.models import Document
from services.documents.names import disposition


def headers_of(name: str, media_type: str) -> Mapping[str, str]:
    """Return the headers of a download; uploads never run in our origin (rule 20)."""
    return {
        "Content-Type": media_type,
        "Content-Disposition": disposition(name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


def headers(document: Document) -> Mapping[str, str]:
    """Return the headers of the document's download."""
    return headers_of(document.original_name, document.media_type)
