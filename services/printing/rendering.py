"""From a paper or label to PDF/A-2b by typst; all it needs lies in this folder."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, Protocol

from services.printing import qr
from services.printing.lettering import printable

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"

_one_at_a_time = Lock()


class Printed(Protocol):
    """What can be printed: a template's name, its data, the text of its QR code."""

    template: ClassVar[str]

    @property
    def made_at(self) -> datetime: ...

    @property
    def qr(self) -> str: ...

    def data(self) -> dict[str, object]: ...


@cache
def _compiler(template: str) -> Any:
    # The wheel takes 80 MB that only printing needs: read when first asked for.
    import typst  # noqa: PLC0415

    return typst.Compiler(
        TEMPLATES / template,
        root=HERE,
        font_paths=[HERE / "fonts"],
        ignore_system_fonts=True,
    )


def _printable(value: Any) -> Any:
    """Return the value with every text in it made fit for the font."""
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return printable(value)


def render(paper: Printed) -> bytes:
    """Return the paper as PDF/A-2b; equal papers give equal bytes."""
    values = _printable(paper.data())
    values["qr_svg"] = qr.svg(paper.qr) if paper.qr else ""
    with _one_at_a_time:
        compiled: bytes = _compiler(paper.template).compile(
            format="pdf",
            pdf_standards=["a-2b"],
            timestamp=int(paper.made_at.timestamp()),
            sys_inputs={"paper": json.dumps(values, ensure_ascii=False)},
        )
    return compiled
