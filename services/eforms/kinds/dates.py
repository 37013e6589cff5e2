"""Dates in three boxes, partial dates too; a pasted `27/1/2021` is understood."""

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.eforms.kinds.registry import Asking, KindOfQuestion, base, kind
from services.eforms.schema import DateBound, Kind, Question

EARLIEST, LATEST = 1875, 2125

PARTS = (
    ("day", gettext_lazy("Ngày"), 2),
    ("month", gettext_lazy("Tháng"), 2),
    ("year", gettext_lazy("Năm"), 4),
)


class DateParts(forms.MultiWidget):
    """Three boxes with a small label each; numbers are typed, not picked."""

    template_name = "eforms/date.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__(
            {
                name: forms.TextInput(
                    attrs={
                        "inputmode": "numeric",
                        "maxlength": "10",
                        "autocomplete": "off",
                    }
                )
                for name, _label, _length in PARTS
            }
        )

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, (_key, label, length) in zip(
            context["widget"]["subwidgets"], PARTS, strict=True
        ):
            part["label"] = label
            part["attrs"]["size"] = str(length)
        return context

    def decompress(self, value: Any) -> list[str]:
        """Split `YYYY-MM-DD`, or less of it, into day, month and year."""
        if not value:
            return ["", "", ""]
        year, month, day = [*str(value).split("-"), "", ""][:3]
        return [day, month, year]


class DateField(forms.Field):
    """A date as `YYYY-MM-DD`; a partial one may leave out the day or also the month."""

    def __init__(
        self, *, today: date, bound: DateBound | None, partial: bool, **kwargs: Any
    ) -> None:
        self.today, self.bound, self.partial = today, bound, partial
        super().__init__(widget=DateParts, **kwargs)

    def to_python(self, value: Any) -> str:
        parts = _parts(value)
        if not any(parts):
            return ""
        text = self._text(*parts)
        self._check_bound(text)
        return text

    def _text(self, day: str, month: str, year: str) -> str:
        if self.partial and not day:
            return self._partial(month, year)
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError as problem:
            raise ValidationError(
                _(
                    "Ngày này không có thật. "
                    "Hãy nhập đủ ngày, tháng, năm, ví dụ 27 1 1990."
                )
            ) from problem

    def _partial(self, month: str, year: str) -> str:
        whole_year = re.fullmatch(r"[0-9]{4}", year)
        whole_month = not month or (month.isdecimal() and 1 <= int(month) <= 12)
        if not (whole_year and whole_month):
            raise ValidationError(
                _("Hãy nhập năm gồm 4 chữ số, có thể thêm tháng và ngày nếu biết.")
            )
        return f"{year}-{int(month):02d}" if month else year

    def _check_bound(self, text: str) -> None:
        if not EARLIEST <= int(text[:4]) <= LATEST:
            raise ValidationError(_("Hãy kiểm tra lại năm."))
        now = self.today.isoformat()[: len(text)]
        if self.bound is DateBound.PAST and text > now:
            raise ValidationError(_("Ngày này ở tương lai. Hãy nhập ngày đã qua."))
        if self.bound is DateBound.FUTURE and text < now:
            raise ValidationError(_("Ngày này đã qua. Hãy nhập hôm nay hoặc sau đó."))


def _parts(value: Any) -> tuple[str, str, str]:
    """Return day, month and year from three boxes, one pasted date, or an answer."""
    if isinstance(value, str):
        value = DateParts().decompress(value)
    parts = [str(part or "").strip() for part in (value or ["", "", ""])]
    pasted = re.fullmatch(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})", parts[0])
    if pasted and not any(parts[1:]):
        return pasted[1], pasted[2], pasted[3]
    return parts[0], parts[1], parts[2]


def show_date(text: str) -> str:
    """Return `27/01/2021`, `01/2021` or `2021` for a whole or partial date."""
    return "/".join(reversed(text.split("-")))


@kind(Kind.DATE, Kind.PARTIAL_DATE)
class DateKind(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return DateField(
            today=asking.today,
            bound=question.bound,
            partial=question.kind is Kind.PARTIAL_DATE,
            **base(question),
        )

    def shown(self, question: Question, answer: Any) -> str:
        return show_date(answer)


NOT_A_MOMENT = gettext_lazy("Hãy nhập ngày và giờ, ví dụ 27/01/2021 08:30.")


class MomentField(forms.DateTimeField):
    """Date and time of day as one native control; kept as local `YYYY-MM-DDTHH:MM`."""

    def __init__(self, *, today: date, bound: DateBound | None, **kwargs: Any) -> None:
        self.today, self.bound = today, bound
        widget = forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        )
        super().__init__(
            widget=widget,
            input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
            **kwargs,
        )

    def clean(self, value: Any) -> datetime | None:
        moment = super().clean(value)
        if not isinstance(moment, datetime):
            return None
        if self.bound is DateBound.PAST and moment.date() > self.today:
            raise ValidationError(_("Thời điểm này ở tương lai. Hãy nhập lúc đã qua."))
        if self.bound is DateBound.FUTURE and moment.date() < self.today:
            raise ValidationError(_("Thời điểm này đã qua. Hãy chọn lúc sau hôm nay."))
        return moment


@kind(Kind.DATE_TIME)
class MomentKind(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return MomentField(
            today=asking.today,
            bound=question.bound,
            **base(question, invalid=NOT_A_MOMENT),
        )

    def to_answer(self, cleaned: Any) -> Any:
        return f"{cleaned:%Y-%m-%dT%H:%M}" if cleaned else None

    def shown(self, question: Question, answer: Any) -> str:
        day, _t, time = str(answer).partition("T")
        return f"{time} {show_date(day)}"
