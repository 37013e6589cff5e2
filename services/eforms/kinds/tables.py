"""A table of rows: each column a simple kind, blank rows are nothing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from services.eforms.kinds import registry
from services.eforms.kinds.registry import Asking, KindOfQuestion, base, kind
from services.eforms.schema import Column, Kind, Question

SPARE_ROWS = 2
MOST_ROWS = 50


def _as_question(column: Column, *, required: bool) -> Question:
    return Question(
        key=column.key,
        kind=column.kind,
        label=column.label,
        required=required,
        options=column.options,
        list=column.list,
        bound=column.bound,
    )


class Rows(forms.Widget):
    """The table itself; every cell is the widget of its column's kind."""

    template_name = "eforms/rows.html"
    use_fieldset = True

    def __init__(self, columns: dict[str, forms.Field], spare: int) -> None:
        self.columns, self.spare = columns, spare
        super().__init__()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the raw rows that were posted."""
        count = data.get(f"{name}-rows", "0")
        rows = min(int(count), MOST_ROWS) if count.isdecimal() else 0
        return [
            {
                key: field.widget.value_from_datadict(
                    data, files, f"{name}-{row}-{key}"
                )
                for key, field in self.columns.items()
            }
            for row in range(rows)
        ]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = [row for row in value or [] if _says_something(row)]
        rows = [*given, *({} for _blank in range(self.spare))][:MOST_ROWS]
        context["widget"] |= {
            "heads": [field.label for field in self.columns.values()],
            "count": len(rows),
            "rows": [
                [self._cell(name, number, key, row) for key in self.columns]
                for number, row in enumerate(rows)
            ],
        }
        return context

    def _cell(self, name: str, number: int, key: str, row: Any) -> dict[str, Any]:
        field = self.columns[key]
        title = _("%(column)s, dòng %(row)d") % {
            "column": field.label,
            "row": number + 1,
        }
        attrs = {"aria-label": title, "id": f"id_{name}_{number}_{key}"}
        html = field.widget.render(f"{name}-{number}-{key}", row.get(key), attrs)
        return {"label": field.label, "html": html}


def _says_something(row: dict[str, Any]) -> bool:
    return any(
        any(part) if isinstance(part, list) else part not in (None, "")
        for part in row.values()
    )


class RowsField(forms.Field):
    """Rows as a list of answers; the first mistake names its row and column."""

    def __init__(self, question: Question, asking: Asking, **kwargs: Any) -> None:
        self.questions = [
            _as_question(c, required=c.required) for c in question.columns
        ]
        self.kinds = {q.key: registry.REGISTRY[q.kind] for q in self.questions}
        self.fields = {
            q.key: self.kinds[q.key].field(q, asking) for q in self.questions
        }
        self.least = int(question.minimum or (1 if question.required else 0))
        self.most = int(question.maximum or MOST_ROWS)
        spare = max(SPARE_ROWS, self.least) + asking.extra_rows
        super().__init__(widget=Rows(self._cells(), spare), **kwargs)

    def _cells(self) -> dict[str, forms.Field]:
        """Return the fields with radio buttons as lists: a cell is narrow."""
        for field in self.fields.values():
            if isinstance(field.widget, forms.RadioSelect):
                choices = (("", "—"), *field.choices)  # type: ignore[attr-defined]
                field.widget = forms.Select(choices=choices)
        return self.fields

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        rows = [row for row in value or [] if isinstance(row, dict)]
        said = [row for row in rows if _says_something(row)]
        cleaned = [self._row(number, row) for number, row in enumerate(said, start=1)]
        if len(cleaned) > self.most:
            raise ValidationError(
                _("Chỉ nhận nhiều nhất %(most)d dòng.") % {"most": self.most}
            )
        if cleaned and len(cleaned) < self.least:
            raise ValidationError(
                _("Hãy nhập ít nhất %(least)d dòng.") % {"least": self.least}
            )
        return cleaned

    def _row(self, number: int, row: dict[str, Any]) -> dict[str, Any]:
        answers = {}
        for question in self.questions:
            try:
                cleaned = self.fields[question.key].clean(row.get(question.key))
            except ValidationError as problem:
                raise ValidationError(
                    _("Dòng %(row)d, cột “%(column)s”: %(problem)s")
                    % {
                        "row": number,
                        "column": question.label,
                        "problem": " ".join(problem.messages),
                    }
                ) from problem
            answer = self.kinds[question.key].to_answer(cleaned)
            if answer is not None:
                answers[question.key] = answer
        return answers


@kind(Kind.TABLE)
class Table(KindOfQuestion):
    def field(self, question: Question, asking: Asking) -> forms.Field:
        return RowsField(question, asking, **base(question))

    def to_raw(self, question: Question, answer: Any) -> Any:
        """Return the rows as they would have been typed, cell by cell."""
        if not isinstance(answer, list):
            return answer
        return [_typed(question, row) for row in answer if isinstance(row, dict)]

    def shown(self, question: Question, answer: Any) -> str:
        return "\n".join("; ".join(row) for row in cells(question, answer))


def cells(question: Question, answer: Any) -> list[list[str]]:
    """Return the table as people read it: a list of texts per row."""
    return [
        [
            _shown(column, row[column.key]) if column.key in row else "—"
            for column in question.columns
        ]
        for row in answer
    ]


def _shown(column: Column, answer: Any) -> str:
    simple = _as_question(column, required=column.required)
    return registry.REGISTRY[column.kind].shown(simple, answer)


def _typed(question: Question, row: dict[str, Any]) -> dict[str, Any]:
    return {
        column.key: registry.REGISTRY[column.kind].to_raw(
            _as_question(column, required=column.required), row[column.key]
        )
        for column in question.columns
        if column.key in row
    }
