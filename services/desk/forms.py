"""Forms of the desk: text into values; the actions decide and write."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from services.documents.actions import LARGEST
from services.dossiers.actions import FaultFound
from services.dossiers.models import Fault
from services.eforms.conditions import holds
from services.eforms.reading import value_of
from services.eforms.schema import Section
from services.procedures.definition import Definition, DocumentKind, Result


class ActForm(forms.Form):
    """What every act carries: the version of the dossier that the officer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PlainForm(ActForm):
    """An act that needs no words."""


class ReasonForm(ActForm):
    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Người dân đọc được lý do này. Hãy nói rõ cần làm gì tiếp theo."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Hãy ghi rõ lý do để người dân biết.")},
    )


class WishForm(ActForm):
    """An applicant without an account wants the dossier back, said at the counter."""

    reason = forms.CharField(
        label=_("Lý do người nộp nêu"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReceivedForm(forms.Form):
    """Which of the documents asked for lie on the counter."""

    received = forms.MultipleChoiceField(
        label=_("Giấy tờ đã nhận hoặc đã xem"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any, papers: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["received"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = papers
        if not papers:
            del self.fields["received"]


USUAL_REFUSALS = (
    _("Hồ sơ thuộc thẩm quyền của cơ quan khác."),
    _("Thành phần hồ sơ không đầy đủ theo quy định."),
    _("Giấy tờ kèm theo không đọc được hoặc không đúng loại."),
    _("Người nộp không thuộc đối tượng thực hiện thủ tục này."),
)
"""Reasons that offices give most often; what to do next is still the officer's word."""


class RefuseForm(ReasonForm):
    """A refusal: a usual reason, one in the officer's own words, or both."""

    usual = forms.ChoiceField(
        label=_("Lý do thường gặp"),
        choices=[
            ("", _("Chọn nếu phù hợp")),
            *((str(n), r) for n, r in enumerate(USUAL_REFUSALS)),
        ],
        required=False,
    )
    field_order = ("version", "usual", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.fields["reason"].label = _("Lý do cụ thể")

    def clean(self) -> dict[str, Any]:
        """Join both; one of them must be there."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        usual = cleaned.pop("usual", "")
        chosen = str(USUAL_REFUSALS[int(usual)]) if usual else ""
        reason = " ".join(filter(None, (chosen, cleaned.get("reason", "").strip())))
        if not reason:
            self.add_error("reason", _("Hãy ghi rõ lý do để người dân biết."))
        return {**cleaned, "reason": reason}


class OpinionForm(ActForm):
    opinion = forms.CharField(
        label=_("Ý kiến xử lý"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HandOverForm(ActForm):
    receiver = forms.CharField(
        label=_("Người nhận kết quả"),
        help_text=_(
            "Ghi tên nếu giao bản giấy tại quầy; "
            "để trống nếu kết quả đi theo cách người nộp đã chọn."
        ),
        required=False,
        max_length=120,
    )


class DecideForm(OpinionForm):
    """The decision, with a file for each result of the procedure."""

    def __init__(self, *args: Any, results: tuple[Result, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.results = results
        for result in results:
            self.fields[f"result_{result.key}"] = forms.FileField(
                label=_("Tệp kết quả: %(name)s") % {"name": result.name},
                help_text=_("PDF, đã ký số nếu có; tối đa 10 MB."),
                required=False,
                widget=forms.FileInput(
                    attrs={
                        "accept": ".pdf,application/pdf",
                        "data-max-bytes": LARGEST,
                        "data-too-big": _("Tệp lớn hơn 10 MB. Hãy chọn tệp nhỏ hơn."),
                    }
                ),
            )

    def files_by_result(self) -> Iterator[tuple[str, Any]]:
        """Yield the key of each result that came with a file, and the file."""
        for result in self.results:
            file = self.cleaned_data.get(f"result_{result.key}")
            if file:
                yield result.key, file


@dataclass(frozen=True, slots=True)
class Faulty:
    """Something that may be at fault: a document, a section or a question."""

    target: Fault.Target
    key: str
    label: str
    said: str = ""
    """What the applicant answered, or the name of the file; to judge it by."""

    @property
    def name(self) -> str:
        return f"{self.target}-{self.key}"

    @property
    def usual(self) -> str:
        """The id of the list of usual reasons that belongs to it."""
        return USUAL_FAULTS[self.target == Fault.Target.DOCUMENT][0]


USUAL_FAULTS = {
    True: (
        "loi-giay-to",
        (
            _("Ảnh chụp mờ, không đọc được."),
            _("Thiếu trang."),
            _("Không đúng loại giấy tờ yêu cầu."),
            _("Giấy tờ đã hết hạn."),
            _("Thiếu chữ ký hoặc con dấu."),
        ),
    ),
    False: (
        "loi-khai",
        (
            _("Thông tin chưa rõ, đề nghị khai lại."),
            _("Không khớp với giấy tờ kèm theo."),
            _("Ghi thiếu, đề nghị ghi đầy đủ."),
        ),
    ),
}
"""Usual reasons beside a document (True) or an answer, offered while typing."""


def checklist(
    definition: Definition,
    answers: dict[str, Any],
    files: Mapping[str, str] | None = None,
) -> list[Faulty]:
    """Return all that the citizen was asked, so that nothing is overlooked.

    One complete list before the request goes out: documents first (`files` names what
    was handed in, by requirement), then answers.
    """
    names = files or {}
    documents = [
        Faulty(
            Fault.Target.DOCUMENT,
            document.key,
            document.name,
            names.get(document.key, str(_("Chưa có tệp."))),
        )
        for document in definition.documents
        if document.is_uploaded
        and document.kind is not DocumentKind.GUIDANCE
        and holds(document.when, answers)
    ]
    asked = [s for s in definition.form.sections if holds(s.when, answers)]
    return documents + [part for each in asked for part in _parts(each, answers)]


def _parts(section: Section, answers: dict[str, Any]) -> Iterator[Faulty]:
    if section.repeat:
        yield Faulty(Fault.Target.SECTION, section.key, section.title)
        return
    for question in section.questions:
        if holds(question.when, answers) and question.kind != "explanation":
            yield Faulty(
                Fault.Target.QUESTION,
                question.key,
                f"{section.title}: {question.label}",
                value_of(question, answers),
            )


class SupplementForm(ActForm):
    """A reason beside each thing at fault; what has no reason is in order."""

    note = forms.CharField(
        label=_("Hướng dẫn chung"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, checklist: list[Faulty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        for faulty in checklist:
            self.fields[faulty.name] = forms.CharField(
                label=faulty.label,
                required=False,
                max_length=1000,
                widget=forms.TextInput(attrs={"list": faulty.usual}),
            )

    def lines(self) -> Iterator[tuple[Faulty, forms.BoundField]]:
        """Yield each thing that may be at fault with the field for its reason."""
        for faulty in self.checklist:
            yield faulty, self[faulty.name]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one fault."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.faults():
            raise forms.ValidationError(
                _("Hãy ghi lý do cho ít nhất một mục cần bổ sung.")
            )
        return cleaned

    def faults(self) -> list[FaultFound]:
        """Return the faults named, in the order of the list."""
        return [
            FaultFound(faulty.target, faulty.key, self.cleaned_data[faulty.name])
            for faulty in self.checklist
            if self.cleaned_data.get(faulty.name, "").strip()
        ]
