"""Numbers that the state gives: citizen number, old identity card, tax code, phone.

Every parser takes what people type (spaces, dots, hyphens) and returns the form that
is kept; what cannot be read raises InvalidNumber with a sentence that says how to
mend it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from accounts.divisions import citizen_number_provinces


class InvalidNumber(ValueError):
    """The number cannot be right; `str()` says how to mend it."""


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """Số định danh cá nhân: twelve digits `PPP C YY NNNNNN` (NĐ 137/2015 Đ.13)."""

    digits: str

    @property
    def province(self) -> str:
        """Three digits: province or country where the birth was registered."""
        return self.digits[:3]

    @property
    def gender(self) -> Gender:
        return Gender.FEMALE if int(self.digits[3]) % 2 else Gender.MALE

    @property
    def birth_year(self) -> int:
        return 1900 + 100 * (int(self.digits[3]) // 2) + int(self.digits[4:6])

    @property
    def has_known_province(self) -> bool:
        """Unknown is a warning only: births abroad have codes of countries."""
        return self.province in citizen_number_provinces()


OLD_ID_LENGTH, CITIZEN_LENGTH = 9, 12


def digits_of(text: str) -> str:
    """Return the text without spaces, dots and hyphens."""
    return re.sub(r"[\s.\-]", "", text)


def parse_citizen_number(text: str) -> CitizenNumber:
    """Return the citizen number; raises InvalidNumber unless twelve ASCII digits."""
    digits = digits_of(text)
    if not re.fullmatch(r"[0-9]{12}", digits):
        raise InvalidNumber(
            _(
                "Số định danh cá nhân gồm 12 chữ số, ví dụ 079 190 012345. "
                "Hãy kiểm tra lại."
            )
        )
    return CitizenNumber(digits)


def parse_identity_number(text: str) -> str:
    """Return a citizen number (12) or an old identity card number (9 digits)."""
    digits = digits_of(text)
    if re.fullmatch(r"[0-9]{9}", digits):
        return digits
    try:
        return parse_citizen_number(text).digits
    except InvalidNumber as problem:
        raise InvalidNumber(
            _("Hãy nhập số định danh cá nhân gồm 12 chữ số, hoặc số CMND gồm 9 chữ số.")
        ) from problem


def parse_passport(text: str) -> str:
    """Return a Vietnamese passport number: a letter and seven or eight digits."""
    number = digits_of(text).upper()
    if not re.fullmatch(r"[A-Z][0-9]{7,8}", number):
        raise InvalidNumber(_("Số hộ chiếu gồm 1 chữ cái và 7 hoặc 8 chữ số."))
    return number


def disagreement(
    number: CitizenNumber, *, birth_year: int | None, gender: Gender | None
) -> str | None:
    """Return what in the number contradicts the declared birth year or gender.

    The number holds century, gender and year of birth (TT 07/2016/TT-BCA Đ.7).
    """
    if birth_year is not None and birth_year != number.birth_year:
        return _(
            "Số định danh này là của người sinh năm %(year)d. "
            "Hãy kiểm tra lại số hoặc năm sinh."
        ) % {"year": number.birth_year}
    if gender is not None and gender != number.gender:
        shown = _("nữ") if number.gender is Gender.FEMALE else _("nam")
        return _(
            "Số định danh này là của người có giới tính %(gender)s. "
            "Hãy kiểm tra lại số hoặc giới tính."
        ) % {"gender": shown}
    return None


TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def is_valid_tax_code(code: str) -> bool:
    """Say whether ten digits end in the right check digit: 10 − (sum mod 11)."""
    if not re.fullmatch(r"[0-9]{10}", code):
        return False
    total = sum(int(d) * w for d, w in zip(code[:9], TAX_WEIGHTS, strict=True))
    return 10 - total % 11 == int(code[9])


def parse_tax_code(text: str) -> str:
    """Return `0314409058`, `0314409058-002` or, since 07/2025, a citizen number."""
    digits = digits_of(text)
    if re.fullmatch(r"[0-9]{12}", digits) and "-" not in text:
        return digits
    head, branch = digits[:10], digits[10:]
    is_branch = not branch or (re.fullmatch(r"[0-9]{3}", branch) and branch != "000")
    if not (is_valid_tax_code(head) and is_branch):
        raise InvalidNumber(
            _(
                "Mã số thuế không đúng. Mã gồm 10 chữ số, "
                "hoặc 10 chữ số và 3 số chi nhánh."
            )
        )
    return f"{head}-{branch}" if branch else head


MOBILE = r"[35789][0-9]{8}"
LANDLINE = r"2[0-9]{9}"


def parse_phone(text: str) -> str:
    """Return a Vietnamese number as E.164: `+84901234567`."""
    bare = re.sub(r"[\s.\-()]", "", text)
    national = re.sub(r"^(?:\+?84|0)", "", bare)
    if national == bare or not re.fullmatch(f"{MOBILE}|{LANDLINE}", national):
        raise InvalidNumber(
            _("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0, ví dụ 0901 234 567.")
        )
    return f"+84{national}"


def show_phone(number: str) -> str:
    """Return an E.164 number as people read it: `0901 234 567`."""
    national = "0" + number.removeprefix("+84")
    return f"{national[:4]} {national[4:7]} {national[7:]}"


def mask_number(number: str) -> str:
    """Return `079******123`: three signs at each end, never the whole number."""
    if len(number) < OLD_ID_LENGTH:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 6) + number[-3:]
