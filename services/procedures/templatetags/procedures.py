"""Filters that put a procedure's definition into words; none of them queries."""

from collections.abc import Iterable

from django import template

from services.procedures import wording
from services.procedures.definition import (
    Applicant,
    Definition,
    FeeRule,
    RequiredDocument,
    TermRule,
)

register = template.Library()


@register.filter
def audience_names(audience: Iterable[Applicant]) -> str:
    """Show who may file, joined by commas."""
    return ", ".join(str(wording.APPLICANTS[each]) for each in audience)


@register.filter
def how_given(document: RequiredDocument) -> str:
    """Show whether a paper is handed in, shown, or only guidance."""
    return wording.how_given(document)


@register.filter
def copies(document: RequiredDocument) -> str:
    """Show how many originals and copies are asked for."""
    return wording.copies(document)


@register.filter
def when_needed(document: RequiredDocument, definition: Definition) -> str:
    """Show the condition of a paper as a sentence."""
    return wording.when_needed(document, definition)


@register.filter
def applies_to(term: TermRule, definition: Definition) -> str:
    """Show the cases and channels of a term."""
    return wording.applies_to(term, definition)


@register.filter
def term_in_words(term: TermRule) -> str:
    """Show a term as `3 ngày làm việc`."""
    return wording.term_in_words(term)


@register.filter
def amounts_in_words(fee: FeeRule, definition: Definition) -> list[str]:
    """Show each amount of a fee with its condition."""
    return wording.amounts_in_words(fee, definition)
