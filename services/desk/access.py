"""Who enters the desk, and the typed request that its views receive."""

from collections.abc import Callable
from functools import reduce, wraps
from operator import or_
from typing import Concatenate

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts import second_factor
from accounts.models import Agency, Posting, User
from accounts.permissions import GRANTS, REACHES_DOWN, Permission, Role
from services.dossiers.models import Dossier


class OfficerRequest(HttpRequest):
    """A request of somebody who works at an office, second factor given.

    The flags say which parts of the desk its frame leads to.
    """

    user: User
    sees_dossiers: bool
    takes_in: bool
    minds_money: bool
    minds_post: bool
    sees_figures: bool
    keeps_registers: bool


type View[**P] = Callable[Concatenate[OfficerRequest, P], HttpResponse]

MONEY = (Permission.COLLECT_FEE, Permission.APPROVE_REFUND, Permission.RECONCILE)
"""Powers that each open a part of the till."""


def only_with[**P](
    *powers: Permission,
) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Let in whoever holds one of the powers anywhere, with a second factor."""

    def guard(view: View[P]) -> Callable[..., HttpResponse]:
        @second_factor.required
        @wraps(view)
        def guarded(
            request: OfficerRequest, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            if not holds(request.user, *powers):
                raise PermissionDenied
            _open_frame(request)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def officers_only[**P](view: View[P]) -> Callable[..., HttpResponse]:
    """Let in whoever sees dossiers anywhere, with a second factor; else 403."""
    return only_with(Permission.SEE_DOSSIERS)(view)


def _open_frame(request: OfficerRequest) -> None:
    request.sees_dossiers = holds(request.user, Permission.SEE_DOSSIERS)
    request.takes_in = holds(request.user, Permission.COUNTER_INTAKE)
    request.minds_money = holds(request.user, *MONEY)
    request.minds_post = holds(request.user, Permission.HAND_OVER)
    request.sees_figures = holds(request.user, Permission.SEE_FIGURES)
    request.keeps_registers = holds(request.user, Permission.KEEP_REGISTERS)


def holds(user: User, *powers: Permission) -> bool:
    """Say whether the person holds one of the powers at any agency today."""
    return any(_postings(user, power) for power in powers)


def agencies_where(user: User, *powers: Permission) -> QuerySet[Agency]:
    """Return the agencies where the person holds one of the powers."""
    found = [user.agencies_with(power) for power in powers]
    return reduce(or_, found)


def agencies_of(user: User) -> QuerySet[Agency]:
    """Return the agencies whose dossiers the person may see."""
    return user.agencies_with(Permission.SEE_DOSSIERS)


def _postings(user: User, power: Permission) -> list[Posting]:
    return [p for p in user.postings_today if power in GRANTS[Role(p.role)]]


def own_agencies(user: User) -> list[int] | None:
    """Return the keys of the few agencies the person works at.

    None where a role reaches down to all agencies below (an auditor's).
    """
    seeing = _postings(user, Permission.SEE_DOSSIERS)
    if any(posting.role in REACHES_DOWN for posting in seeing):
        return None
    return sorted({posting.agency_id for posting in seeing})


def dossier_of(request: OfficerRequest, code: str) -> Dossier:
    """Return the dossier of the officer's agencies; others' do not exist for them."""
    dossiers = (
        Dossier.objects.at_agencies(agencies_of(request.user))
        .select_related(
            "agency",
            "applicant",
            "revision__procedure",
            "supplement",
            "withdrawal",
        )
        .defer("revision__definition")
    )
    return get_object_or_404(dossiers, code=code)
