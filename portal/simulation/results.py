"""The one electronic result that invented dossiers share: a page that says so."""

from datetime import datetime

from django.core.files.base import ContentFile

from accounts.models import User
from services.documents.actions import store_upload
from services.documents.models import Document
from services.printing.papers import Paper
from services.printing.rendering import render

NAME = "ket-qua-mo-phong.pdf"


def sample_result(*, by: User, at: datetime) -> Document:
    """Return the file of the invented person, made once."""
    known = Document.objects.filter(owner=by, original_name=NAME).first()
    if known is not None:
        return known
    page = Paper(
        agency="Cơ quan mô phỏng",
        title="Kết quả mô phỏng",
        code="",
        made_at=at,
        intro="Hồ sơ này là giả định, nên kết quả cũng chỉ để minh họa.",
    )
    return store_upload(ContentFile(render(page), name=NAME), by=by, at=at)
