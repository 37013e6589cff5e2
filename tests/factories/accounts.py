"""People and offices for tests, visibly invented."""

from datetime import date
from itertools import count

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from accounts import sessions
from accounts.models import Agency, Posting, User
from accounts.permissions import Role
from accounts.vietnamese import fold

_numbers = count(1)
PASSWORD = "Mau-2026-khong-that"


def make_agency(
    name: str = "Ủy ban nhân dân Phường Mẫu",
    *,
    parent: Agency | None = None,
    level: Agency.Level = Agency.Level.COMMUNE,
    valid_from: date = date(2021, 1, 1),
    valid_to: date | None = None,
) -> Agency:
    """Make an agency, under a parent if one is given."""
    agency = Agency.objects.create(
        identifier=f"H99.{next(_numbers)}",
        name=name,
        folded_name=fold(name),
        level=level,
        parent=parent,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    agency.path = f"{parent.path}.{agency.pk}" if parent else str(agency.pk)
    agency.save()
    return agency


def make_citizen(full_name: str = "Nguyễn Thị Mẫu") -> User:
    """Make a person with an e-mail address of their own."""
    return User.objects.create_user(
        full_name=full_name, email=f"nguoi{next(_numbers)}@mau.test", password=None
    )


def make_officer(role: Role, agency: Agency) -> User:
    """Make somebody who holds the role at the agency."""
    officer = make_citizen("Trần Văn Cán Bộ Mẫu")
    Posting.objects.create(
        user=officer, agency=agency, role=role, valid_from=date(2021, 1, 1)
    )
    return officer


def sign_in(user: User) -> Client:
    """Return a client signed in with both factors."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": 0},
        {"method": "mfa", "at": 0},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    sessions.begin(session)
    session.save()
    return client
