"""The heart: a dossier, its papers, its events, what the office asks of the citizen."""

from services.dossiers.models.dossier import Dossier, DossierQuerySet, Event
from services.dossiers.models.keeping import AnswerVersion, CodeCounter
from services.dossiers.models.paper import Paper
from services.dossiers.models.progress import FilingProgress, Stage
from services.dossiers.models.request import Fault, Supplement, Withdrawal
from services.dossiers.models.subscription import Subscription

__all__ = [
    "AnswerVersion",
    "CodeCounter",
    "Dossier",
    "DossierQuerySet",
    "Event",
    "Fault",
    "FilingProgress",
    "Paper",
    "Stage",
    "Subscription",
    "Supplement",
    "Withdrawal",
]
