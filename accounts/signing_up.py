"""allauth's sign-up form with our labels; what it asks beyond is in accounts.forms."""

from typing import Any

from allauth.account import forms
from django.utils.translation import gettext_lazy as _


class SignupForm(forms.SignupForm):  # type: ignore[misc]
    """Every field says in one way, and once, that it may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Thư điện tử")
