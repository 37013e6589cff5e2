"""Official papers: frozen values in, PDF/A out; no database, no HTTP.

The layout follows NĐ 30/2020/NĐ-CP for the head and the forms of TT 01/2018/TT-VPCP
for the contents. Values are handed to the template as data and never become markup,
so a name such as `#H[Hen]` prints as it is.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands behind it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Block:
    """A headed list of lines, as a section of a filled form."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its head; every row has as many cells."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One official paper.

    `number` stands under the agency, `title` in capitals, `intro` before the lines,
    `closing` after them; `signers` are the headings of the signature blocks. `qr` is
    the text of the QR code, with `secret` (if there is one) printed under it.
    """

    template: ClassVar[str] = "paper.typ"

    agency: str
    title: str
    code: str
    made_at: datetime
    place: str = "Thành phố Hồ Chí Minh"
    form: str = ""
    number: str = ""
    subtitle: str = ""
    intro: str = ""
    lines: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    closing: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    qr: str = ""
    secret: str = ""

    def data(self) -> dict[str, object]:
        """Return the JSON that the template reads; the date is written out."""
        values = asdict(self)
        made = values.pop("made_at")
        values["date"] = f"ngày {made:%d} tháng {made:%m} năm {made:%Y}"
        return values
