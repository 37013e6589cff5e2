"""What the applicant would be told: the act is done for real, and taken back.

So the preview can say nothing else than the message itself, and an act that would be
refused is refused here already.
"""

from collections.abc import Callable

from django.db import transaction

from services.dossiers.models import Dossier
from services.dossiers.states import Act
from services.notices import wording
from services.notices.wording import Message

SHOWN = frozenset({Act.REFUSE, Act.ASK_SUPPLEMENT, Act.ASK_PAYMENT, Act.STOP})
"""Acts whose words the officer writes and the applicant reads."""


def message_of(perform: Callable[[], Dossier]) -> Message:
    """Return the message that the act would cause; nothing of it stays.

    Raises what the act raises.
    """
    with transaction.atomic():
        done = perform()
        told = wording.message(done.events.latest("seq"), done)
        transaction.set_rollback(True)
    return told
