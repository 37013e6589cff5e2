"""Handing out what a page of figures shows, as a file."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse

from services.statistics.exhibits import Exhibit, found
from services.statistics.picturing import file_of


def handed_out(exhibits: Sequence[Exhibit], key: str, kind: str) -> HttpResponse:
    """Answer with the exhibit of that key as `csv` or `svg`; 404 for none of them."""
    exhibit = found(exhibits, key)
    if exhibit is None:
        raise Http404
    content, headers = file_of(exhibit, kind)
    return HttpResponse(content, headers=headers)
