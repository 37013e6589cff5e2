"""The questions that a citizen is asked when a dossier has ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from services.feedback.models import Rating

CHOOSE = {"required": _("Hãy chọn một mức.")}


def _question(label: Any, choices: Any) -> forms.Field:
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class RatingForm(forms.Form):
    satisfaction = _question(
        _("Nhìn chung, Ông/Bà có hài lòng không?"), Rating.Satisfaction.choices
    )
    organisation = _question(
        _("Nơi tiếp nhận hồ sơ có thuận tiện không?"), Rating.Points.choices
    )
    publicity = _question(
        _("Giấy tờ, phí, thời hạn có được nói rõ từ đầu không?"), Rating.Points.choices
    )
    attitude = _question(
        _("Cán bộ có lịch sự, hướng dẫn rõ ràng không?"), Rating.Points.choices
    )
    comment = forms.CharField(
        label=_("Góp ý thêm"),
        help_text=_("Cơ quan đọc được góp ý nhưng không biết ai viết."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
