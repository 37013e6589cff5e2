"""Judging a dossier, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from services.dossiers.models import Dossier
from services.dossiers.models.dossier import VIETNAM
from services.feedback.models import Rating
from services.feedback.policies import may_be_rated


class CannotRate(Exception):
    """The dossier cannot be judged; the message says why, for its citizen."""


def rate(
    dossier: Dossier, *, by: User | None, at: datetime, points: Mapping[str, Any]
) -> Rating:
    """Keep what somebody thinks of the dossier; whoever calls knows it to be theirs.

    `by` is who is signed in, if anybody; it is not kept. `points` holds satisfaction,
    organisation, publicity, attitude (2, 1 or 0) and maybe a comment. Raises CannotRate
    before it has ended, after it was judged, and for whoever works at its office.
    """
    if not may_be_rated(dossier, by=by):
        raise CannotRate(
            _(
                "Hồ sơ chưa kết thúc, đã được đánh giá, hoặc thuộc cơ quan nơi Ông/Bà"
                " làm việc."
            )
        )
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
        if not Rating.objects.filter(dossier=dossier.pk).exists():
            raise
        raise CannotRate(_("Hồ sơ này vừa được đánh giá rồi.")) from error
