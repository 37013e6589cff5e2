"""All kinds of questions; importing this package registers them."""

from services.eforms.kinds import (  # noqa: F401
    choices,
    compound,
    dates,
    identities,
    numbers,
    tables,
    texts,
)
from services.eforms.kinds.registry import REGISTRY, Asking, KindOfQuestion
from services.eforms.schema import Kind, Question

__all__ = ["Asking", "KindOfQuestion", "of"]


def of(question: Question) -> KindOfQuestion | None:
    """Return the kind of a question; None for an explanation, which asks nothing."""
    if question.kind is Kind.EXPLANATION:
        return None
    return REGISTRY[question.kind]
