"""Who the session's person is, read on every page: one query for all it shows."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Posting, User


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend; the person comes with whether they work at an office."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the active person with that key."""
        today = Posting.objects.valid_on(timezone.localdate())
        person = (
            User.objects.filter(pk=user_id)
            .annotate(holds_posting=Exists(today.filter(user=OuterRef("pk"))))
            .first()
        )
        return person if person and self.user_can_authenticate(person) else None
