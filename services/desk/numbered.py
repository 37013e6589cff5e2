"""Pages with numbers: for lists whose length is the point; others go by keyset."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Numbered:
    """A page of a list, how long the list is, and where the pages beside it are."""

    rows: list[Any]
    count: int
    previous_href: str
    next_href: str


def numbered(rows: QuerySet[Any], asked: Mapping[str, str], size: int) -> Numbered:
    """Return the page that `trang` of the address names, or the nearest there is."""
    pages = Paginator(rows, size)
    page = pages.get_page(asked.get("trang"))

    def href(number: int) -> str:
        return "?" + urlencode({**asked, "trang": str(number)})

    return Numbered(
        list(page.object_list),
        pages.count,
        href(page.number - 1) if page.has_previous() else "",
        href(page.number + 1) if page.has_next() else "",
    )
