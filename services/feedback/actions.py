"""Judging a dossier, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from services.dossiers.models import Dossier
from services.dossiers.models.dossier import VIETNAM
from services.feedback.models import Rating
from services.feedback.policies import may_be_rated


class CannotRate(Exception):
    """The dossier cannot be judged; the message says why, for its citizen."""


def rate(dossier: Dossier, *, at: datetime, points: Mapping[str, Any]) -> Rating:
    """Keep what somebody thinks of the dossier; whoever calls knows it to be theirs.

    `points` holds satisfaction, organisation, publicity, attitude (2, 1 or 0) and
    maybe a comment. Raises CannotRate before it has ended and after it was judged.
    """
    if not may_be_rated(dossier):
        raise CannotRate(_("Hồ sơ chưa kết thúc, hoặc đã được đánh giá."))
    try:
        with transaction.atomic():
            return Rating.objects.create(
                dossier=dossier.pk,
                agency=dossier.agency,
                procedure=dossier.revision.procedure,
                given_on=at.astimezone(VIETNAM).date(),
                is_test=dossier.is_test,
                **points,
            )
    except IntegrityError as error:
        raise CannotRate(_("Hồ sơ này vừa được đánh giá rồi.")) from error
