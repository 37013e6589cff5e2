"""What a password must be beyond Django's own rules (security rule 40).

Length is what protects; there are no rules about signs, and nobody has to change a
password because time has passed.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.vietnamese import fold

LONGEST = 128
LEAST_OF_OFFICIALS = 15
"""Characters; officials see other people's dossiers."""

OF_THIS_PLACE = ("dichvucong", "motcua", "hochiminh", "hanhchinh", "matkhau", "saigon")
"""Folded words that whoever guesses at a public service tries first."""

LEFT_OVER = 4
"""Letters that must be left beside the words of this place, or of oneself."""

SHORTEST_KNOWN = 6
"""A shorter name may stand in a password by chance."""


class FitsThePortal:
    """Long enough for what its bearer sees, and not the portal's own name."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError with a sentence that says how to mend it."""
        if len(password) > LONGEST:
            raise ValidationError(
                _("Mật khẩu dài nhất %(count)d ký tự.") % {"count": LONGEST}
            )
        if len(password) < LEAST_OF_OFFICIALS and _is_official(user):
            raise ValidationError(
                _("Mật khẩu của cán bộ cần ít nhất %(count)d ký tự.")
                % {"count": LEAST_OF_OFFICIALS}
            )
        if user is not None and is_about_oneself(
            password, name=user.full_name, phone=user.phone
        ):
            raise ValidationError(about_oneself())
        if _is_our_name(password):
            raise ValidationError(
                _("Mật khẩu này dễ đoán vì chỉ gồm tên của cổng. Hãy thêm từ khác.")
            )

    def get_help_text(self) -> str:
        """Return the line beneath the field."""
        return _("Không chỉ gồm tên của cổng; cán bộ cần ít nhất %(count)d ký tự.") % {
            "count": LEAST_OF_OFFICIALS
        }


def is_about_oneself(password: str, *, name: str, phone: str | None) -> bool:
    """Say whether little is left of it beside one's name or phone number (E.164).

    Written with or without marks and spaces: who guesses knows both.
    """
    bare = _letters_and_digits(password)
    known = [_letters_and_digits(name), (phone or "").removeprefix("+84")]
    return any(
        word in bare and len(bare) - len(word) < LEFT_OVER
        for word in known
        if len(word) >= SHORTEST_KNOWN
    )


def about_oneself() -> str:
    """Return the sentence for a password that names its bearer."""
    return _(
        "Mật khẩu này dễ đoán vì chỉ gồm họ tên hoặc số điện thoại. Hãy thêm từ khác."
    )


def _letters_and_digits(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def _is_official(user: User | None) -> bool:
    return user is not None and user.pk is not None and user.is_official


def _is_our_name(password: str) -> bool:
    bare = rest = "".join(c for c in fold(password) if c.isalpha())
    for word in OF_THIS_PLACE:
        rest = rest.replace(word, "")
    return rest != bare and len(rest) < LEFT_OVER
