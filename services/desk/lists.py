"""Lists of money and post by keyset: the newest first, their cost does not grow."""

from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet

PAGE = 25


@dataclass(frozen=True, slots=True)
class Listed[M: models.Model]:
    """One page of a list; `after` continues it, None on the last page."""

    rows: list[M]
    after: int | None


def page_of[M: models.Model](rows: QuerySet[M], after: str) -> Listed[M]:
    """Return a page of the rows, the newest first; whatever it shows must be joined.

    `after` is the mark of the page before; a mark that makes no sense starts anew.
    """
    if after.isdecimal() and len(after) < len(str(models.BigAutoField.MAX_BIGINT)):
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk").fetch_mode(models.FETCH_RAISE)[: PAGE + 1])
    shown = found[:PAGE]
    return Listed(shown, shown[-1].pk if len(found) > PAGE else None)
