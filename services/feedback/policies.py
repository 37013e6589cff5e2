"""Whether a dossier can be judged, and by whom."""

from accounts.models import User
from services.dossiers.models import Dossier
from services.dossiers.states import FINAL, State
from services.feedback.models import Rating


def may_be_rated(dossier: Dossier, *, by: User | None) -> bool:
    """Say whether it has ended or has its result, and nobody has judged it yet.

    `by` is who is signed in, if anybody: an office does not judge itself.
    """
    is_over = dossier.state in FINAL or dossier.state == State.DECIDED
    if not is_over or (by and works_there(by, dossier)):
        return False
    return not Rating.objects.filter(dossier=dossier.pk).exists()


def works_there(user: User, dossier: Dossier) -> bool:
    """Say whether the person has a posting today at the office of the dossier."""
    return any(p.agency_id == dossier.agency_id for p in user.postings_today)
