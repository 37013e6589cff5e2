"""The walk through a filing: form pages, papers, review; pure, no HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.dossiers.models import Dossier
from services.eforms.building import Page, pages
from services.eforms.conditions import holds
from services.procedures.definition import RequiredDocument

BACK_TO_REVIEW = "xem-lai"
"""The mark in the address of a page that was opened from the review to mend it."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Where one stands among the pages; numbers are from 1 and count all of them."""

    pages: Sequence[Page]
    documents: Sequence[RequiredDocument]

    @property
    def total(self) -> int:
        """Form pages, the papers if any are asked for, and the review."""
        return len(self.pages) + bool(self.documents) + 1

    @property
    def last(self) -> Page:
        """The page before the papers or the review."""
        return self.pages[-1]

    @property
    def steps(self) -> range:
        return range(1, self.total + 1)


def known_of(dossier: Dossier) -> dict[str, Any]:
    """Return answers and facts, which conditions speak of."""
    return {**dossier.answers, **dossier.facts}


def walk_of(dossier: Dossier) -> Walk:
    """Return the walk of a draft as its answers have it now."""
    known = known_of(dossier)
    definition = dossier.definition
    return Walk(
        pages(definition.form, known),
        [d for d in definition.documents if d.is_uploaded and holds(d.when, known)],
    )
