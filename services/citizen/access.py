"""The typed request of a signed-in person, and finding what is theirs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from services.dossiers.models import Dossier, DossierQuerySet


class CitizenRequest(HttpRequest):
    """A request of a signed-in person."""

    user: User
    htmx: Any


def dossiers_of(user: User) -> DossierQuerySet:
    """Return what the person files or filed, with what every page of it shows."""
    return (
        Dossier.objects.filed_by(user)
        .select_related("agency", "revision__procedure")
        .defer("revision__definition")
    )


def dossier_of(request: CitizenRequest, key: UUID) -> Dossier:
    """Return the person's filed dossier; everybody else's does not exist for them."""
    mine = dossiers_of(request.user).submitted()
    return get_object_or_404(
        mine.select_related("supplement", "withdrawal"), public_id=key
    )


def filing_of(request: CitizenRequest, key: UUID) -> Dossier:
    """Return what the person files, a draft or filed meanwhile (`is_draft` tells)."""
    return get_object_or_404(dossiers_of(request.user), public_id=key)


def draft_of(request: CitizenRequest, key: UUID) -> Dossier:
    """Return the person's draft, or 404 once it is filed or another's."""
    return get_object_or_404(dossiers_of(request.user).drafts(), public_id=key)
