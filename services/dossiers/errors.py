"""Why an act on a dossier is refused; each carries a sentence for the person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


class DossierError(Exception):
    """Base of all refusals; `str()` is the Vietnamese sentence."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))


class ActNotAllowed(DossierError):
    """The state of the dossier, or the powers of the actor, do not allow the act."""


class Stale(DossierError):
    """Somebody else acted on the dossier after the page was shown."""


class NotOffered(DossierError):
    """The agency does not provide the procedure this way today."""


class TooMany(DossierError):
    """A limit on drafts was reached (security rule 16)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend before filing, and where: section and question, or paper."""

    sentence: str
    section: str = ""
    question: str = ""
    document: str = ""


class Incomplete(DossierError):
    """The filing has gaps; `problems` names all of them at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.sentence for problem in problems))
