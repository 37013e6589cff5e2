"""A person and an address: several boxes that make one answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import divisions
from accounts.divisions import Era
from accounts.numbers import InvalidNumber, parse_identity_number
from accounts.vietnamese import fold
from services.eforms.kinds.dates import DateField, show_date
from services.eforms.kinds.registry import Asking, KindOfQuestion, base, kind
from services.eforms.kinds.texts import composed
from services.eforms.schema import DateBound, Kind, Question

GENDERS = (("nam", gettext_lazy("Nam")), ("nu", gettext_lazy("Nữ")))
LINE = 200


class Boxes(forms.MultiWidget):
    """Named boxes, each with its label, in a group; `decompress` takes the answer."""

    template_name = "eforms/boxes.html"
    use_fieldset = True
    labels: Sequence[Any] = ()

    def __init__(
        self, widgets: Mapping[str, forms.Widget], labels: Sequence[Any]
    ) -> None:
        super().__init__(dict(widgets))
        self.names = list(widgets)
        self.labels = labels

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, label in zip(
            context["widget"]["subwidgets"], self.labels, strict=True
        ):
            part["label"] = label
        return context

    def decompress(self, value: Any) -> list[Any]:
        return [(value or {}).get(name, "") for name in self.names]


class AddressField(forms.Field):
    """Province, commune and the line before them, by today's divisions.

    The commune is typed with suggestions, because a native list works on every phone
    and without JavaScript; what was typed must be a commune of the province.
    """

    def __init__(self, **kwargs: Any) -> None:
        provinces = [(p.code, p.name) for p in divisions.provinces(Era.TWO_LEVELS)]
        widget = Boxes(
            {
                "line": forms.TextInput(
                    attrs={"maxlength": LINE, "autocomplete": "off"}
                ),
                "ward": forms.TextInput(
                    attrs={
                        "maxlength": LINE,
                        "list": "phuong-xa",
                        "data-wards": "",
                        "autocomplete": "off",
                    }
                ),
                "province": forms.Select(choices=provinces),
            },
            (
                gettext_lazy("Số nhà, đường, khu phố hoặc ấp"),
                gettext_lazy("Phường, xã, đặc khu"),
                gettext_lazy("Tỉnh, thành phố"),
            ),
        )
        super().__init__(widget=widget, initial={"province": divisions.CITY}, **kwargs)

    def to_python(self, value: Any) -> dict[str, str] | None:
        line, ward, province = _three(value)
        if not (line or ward):
            return None
        known = {p.code for p in divisions.provinces(Era.TWO_LEVELS)}
        if province not in known:
            raise ValidationError(_("Hãy chọn tỉnh hoặc thành phố trong danh sách."))
        if not ward:
            raise ValidationError(_("Hãy nhập phường, xã hoặc đặc khu."))
        return {
            "era": Era.TWO_LEVELS.value,
            "province": province,
            "ward": self._ward(province, ward),
            "line": line,
        }

    def _ward(self, province: str, typed: str) -> str:
        """Return the code of the commune that was typed, by code or by name."""
        wards = divisions.wards(Era.TWO_LEVELS, province)
        wanted = fold(typed)
        for ward in wards:
            if typed == ward.code or wanted == fold(ward.name):
                return ward.code
        like = [w for w in wards if wanted and fold(w.name).endswith(f" {wanted}")]
        if len(like) == 1:
            return like[0].code
        near = [w.name for w in (like or wards) if wanted in fold(w.name)][:3]
        if near:
            raise ValidationError(
                _("Chưa rõ phường, xã nào. Có phải: %(names)s?")
                % {"names": "; ".join(near)}
            )
        raise ValidationError(
            _(
                "Không có “%(typed)s” trong tỉnh, thành phố đã chọn "
                "(tên gọi từ 01/7/2025)."
            )
            % {"typed": typed}
        )


def _three(value: Any) -> tuple[str, str, str]:
    if isinstance(value, dict):
        value = [value.get(name, "") for name in ("line", "ward", "province")]
    parts = [composed(str(part or ""))[:LINE] for part in (value or ["", "", ""])]
    return parts[0], parts[1], parts[2]


@kind(Kind.ADDRESS)
class Address(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return AddressField(**base(question))

    def to_raw(self, question: Question, answer: Any) -> Any:
        """Show the commune's name again instead of its code."""
        if not isinstance(answer, dict):
            return answer
        return {**answer, "ward": ward_of(answer)}

    def shown(self, question: Question, answer: Any) -> str:
        return in_words(answer)


def ward_of(answer: dict[str, str]) -> str:
    """Return the name of an address's commune; unknown codes stay as they are."""
    try:
        return divisions.ward_name(
            Era(answer["era"]),
            answer["province"],
            answer["ward"],
            answer.get("district", ""),
        )
    except (KeyError, ValueError):
        return str(answer.get("ward", ""))


def in_words(answer: dict[str, str]) -> str:
    """Return an address as it is written in its era."""
    era = Era(answer["era"])
    districts = {d.code: d.name for d in divisions.districts(answer["province"])}
    parts = [
        answer.get("line", ""),
        ward_of(answer),
        districts.get(answer.get("district", ""), ""),
        divisions.province_name(era, answer["province"]),
    ]
    return ", ".join(part for part in parts if part)


class PersonField(forms.Field):
    """Name, birth date (perhaps only the year), gender and number of a person."""

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        self.birth = DateField(
            today=today, bound=DateBound.PAST, partial=True, required=False
        )
        widget = Boxes(
            {
                "full_name": forms.TextInput(attrs={"maxlength": 120}),
                "birth_date": forms.TextInput(
                    attrs={"maxlength": 10, "inputmode": "numeric"}
                ),
                "gender": forms.Select(choices=(("", "—"), *GENDERS)),
                "number": forms.TextInput(
                    attrs={"maxlength": 20, "inputmode": "numeric"}
                ),
            },
            (
                gettext_lazy("Họ và tên"),
                gettext_lazy("Ngày sinh (hoặc năm sinh)"),
                gettext_lazy("Giới tính"),
                gettext_lazy("Số định danh"),
            ),
        )
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> dict[str, str] | None:
        if isinstance(value, dict):
            value = self.widget.decompress(value)
        parts = [composed(str(part or "")) for part in (value or [""] * 4)]
        name, born, gender, number = parts
        if not any(parts):
            return None
        if not name:
            raise ValidationError(_("Hãy nhập họ và tên."))
        person = {"full_name": name, "birth_date": self._born(born)}
        person |= {"gender": gender if gender in dict(GENDERS) else ""}
        person |= {"number": _number(number)}
        return {key: text for key, text in person.items() if text}

    def _born(self, typed: str) -> str:
        if typed.isdecimal():
            return self.birth.to_python(["", "", typed])
        return self.birth.to_python([typed, "", ""] if "/" in typed else typed)


def _number(typed: str) -> str:
    try:
        return parse_identity_number(typed) if typed else ""
    except InvalidNumber as problem:
        raise ValidationError(str(problem)) from problem


@kind(Kind.PERSON)
class Person(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return PersonField(today=asking.today, **base(question))

    def shown(self, question: Question, answer: Any) -> str:
        parts = [
            answer.get("full_name", ""),
            show_date(answer["birth_date"]) if "birth_date" in answer else "",
            str(dict(GENDERS).get(answer.get("gender", ""), "")),
            answer.get("number", ""),
        ]
        return ", ".join(part for part in parts if part)
