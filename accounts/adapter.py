"""How people enter: allauth's flows with our names, phones and rules."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from accounts.numbers import InvalidNumber, parse_phone
from accounts.sealing import seal, unseal


class PhoneField(forms.CharField):
    """A Vietnamese phone number, kept as E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        )
        kwargs["label"] = _("Số điện thoại")
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> str:
        """Return E.164, or nothing; raises ValidationError with our sentence."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return parse_phone(text)
        except InvalidNumber as problem:
            raise ValidationError(str(problem)) from problem


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth asks here whatever has to do with phones and names."""

    def login(self, request: Any, user: Any) -> None:
        """Sign in under a new session id, and start the session's clocks."""
        super().login(request, user)
        sessions.begin(request.session)

    def get_login_redirect_url(self, request: Any) -> str:
        """Lead officials to their desk, unless they were on their way elsewhere."""
        if request.user.is_official:
            return resolve_url(settings.OFFICIALS_REDIRECT_URL)
        return str(super().get_login_redirect_url(request))

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        kwargs.pop("label", None)
        return PhoneField(**kwargs)

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:  # noqa: FBT001
        user.set_phone(phone)
        user.is_phone_verified = verified
        user.save(update_fields=["sealed_phone", "phone_index", "is_phone_verified"])

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        return (user.phone, user.is_phone_verified) if user.phone else None

    def set_phone_verified(self, user: Any, phone: str) -> None:
        user.is_phone_verified = True
        user.save(update_fields=["is_phone_verified"])

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.with_phone(parse_phone(phone)).first()

    def save_user(
        self,
        request: Any,
        user: Any,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002
    ) -> User:
        """Keep the name and the phone that the sign-up form asked for."""
        user.full_name = form.cleaned_data["full_name"]
        user.email = form.cleaned_data.get("email") or None
        user.set_phone(form.cleaned_data.get("phone") or None)
        user.set_password(form.cleaned_data["password1"])
        if commit:
            user.save()
        assert isinstance(user, User)
        return user


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors lie sealed, like everything that opens a door."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode(), context=FACTOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), context=FACTOR).decode()


FACTOR = "mfa_authenticator|secret"
"""One context for all: allauth does not say whose secret it hands over."""
