"""What a person does with the pages, as a browser without JavaScript would."""

from typing import Any

from django.test import Client
from django.urls import reverse

from services.eforms import kinds
from services.eforms.kinds import Asking
from services.eforms.schema import Question
from tests.factories.answers import TODAY
from tests.factories.dossiers import Office


def typed(question: Question, answer: Any) -> dict[str, Any]:
    """Return what a person would have typed for the answer."""
    kind = kinds.of(question)
    assert kind is not None
    widget = kind.field(question, Asking(TODAY)).widget
    raw = kind.to_raw(question, answer)
    if hasattr(widget, "decompress"):
        parts = widget.decompress(raw)
        names = widget.widgets_names
        return {f"{question.key}{n}": v for n, v in zip(names, parts, strict=True)}
    return {question.key: raw}


def begin(client: Client, office: Office) -> str:
    code = office.procedures[0].code
    page = client.get(reverse("citizen:start", args=[code]))
    form = page.context["form"]
    answer = client.post(
        reverse("citizen:start", args=[code]),
        {
            "key": form.initial["key"],
            "case": form.fields["case"].choices[0][0],
            "applicant": form.fields["applicant"].choices[0][0],
            "agency": office.agency.identifier,
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])
