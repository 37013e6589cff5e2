"""Whether a dossier can be judged."""

from services.dossiers.models import Dossier
from services.dossiers.states import FINAL, State
from services.feedback.models import Rating


def may_be_rated(dossier: Dossier) -> bool:
    """Say whether it has ended or has its result, and nobody has judged it yet."""
    is_over = dossier.state in FINAL or dossier.state == State.DECIDED
    return is_over and not Rating.objects.filter(dossier=dossier.pk).exists()
