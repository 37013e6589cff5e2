"""What signing up asks beyond allauth's own fields."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.passwords import about_oneself, is_about_oneself
from accounts.vietnamese import nfc

SIGNS_OF_NAMES = str.maketrans("", "", " '’ʼ-.")
"""What may stand between the letters of a name."""


class SignupForm(forms.Form):
    """The name, as on the identity card; e-mail, phone and password are allauth's."""

    full_name = forms.CharField(
        label=_("Họ và tên"),
        help_text=_("Như trên thẻ căn cước, ví dụ Nguyễn Thị Mẫu."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ("full_name", "phone", "email", "password1", "password2")

    def clean_full_name(self) -> str:
        """Return the name composed (NFC), without stray spaces; signs are refused.

        No name is a number or a sign (BLDS 2015 Đ.26 k.3); H'Hen and Y-Bhăm are names.
        """
        name = nfc(" ".join(self.cleaned_data["full_name"].split()))
        rest = name.translate(SIGNS_OF_NAMES)
        if not all(c.isalpha() or unicodedata.combining(c) for c in rest) or not rest:
            raise forms.ValidationError(
                _("Họ và tên chỉ gồm chữ, không có số hay ký hiệu.")
            )
        return name

    def clean(self) -> dict[str, Any]:
        """Ask for a phone or an e-mail, and say that a phone has an account already."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        phone = cleaned.get("phone")
        if not (phone or cleaned.get("email") or self.errors):
            self.add_error(
                "phone", _("Hãy nhập số điện thoại hoặc thư điện tử để đăng nhập.")
            )
        if phone and User.objects.with_phone(phone).exists():
            self.add_error(
                "phone",
                _("Số điện thoại này đã có tài khoản. Hãy đăng nhập bằng số này."),
            )
        # allauth checks the password of somebody who has no name and no phone yet.
        name, password = cleaned.get("full_name", ""), cleaned.get("password1", "")
        if is_about_oneself(password, name=name, phone=phone):
            self.add_error("password1", about_oneself())
        return cleaned

    def signup(self, request: object, user: object) -> None:
        """Nothing more to do: the adapter keeps the name."""
