"""Which official papers a dossier has, and what stands on them.

Mẫu 01 (receipt and appointment), Mẫu 02 (supplement) and Mẫu 03 (refusal) of the
circular in force on their day; beside them the confirmation of an online filing and
the e-form as it was filled in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.dossiers import lookup
from services.dossiers.codes import VIETNAM
from services.dossiers.faults import labelled
from services.dossiers.models import Dossier, Event, Paper
from services.dossiers.states import Act
from services.eforms.reading import sections_of
from services.printing import papers, rendering
from services.printing.legal_forms import LegalForm
from services.printing.papers import Block, Line, Table
from services.procedures.definition import Channel

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper of a dossier: when there is one, and how it is made."""

    key: str
    name: str | Promise
    exists: Callable[[Dossier], bool]
    make: Callable[[Dossier], papers.Paper]


def in_words(at: datetime | None) -> str:
    """Return `10 giờ 00, thứ Hai, ngày 01/02/2021` in local time."""
    assert at is not None
    local = at.astimezone(VIETNAM)
    return (
        f"{local:%H} giờ {local:%M}, {WEEKDAYS[local.weekday()]}, ngày {local:%d/%m/%Y}"
    )


def _link(dossier: Dossier) -> str:
    token = lookup.token_of(dossier.public_id)
    return settings.SITE_URL + reverse("scanned", args=[dossier.code, token])


def _who(dossier: Dossier) -> tuple[Line, ...]:
    contact = dossier.contact
    known = (
        ("Hồ sơ của Ông/Bà", dossier.applicant_name),
        ("Số định danh", contact.get("number", "")),
        ("Điện thoại", contact.get("phone", "")),
        ("Thư điện tử", contact.get("email", "")),
        ("Nội dung yêu cầu giải quyết", dossier.revision.procedure.name),
        ("Trường hợp", dossier.definition.case(dossier.case).label),
    )
    return tuple(Line(label, value) for label, value in known if value)


def _files(dossier: Dossier, at: datetime) -> tuple[tuple[str, ...], ...]:
    there = dossier.papers.standing_at(at).filter(role=Paper.Role.REQUIRED)
    names = {d.key: d.name for d in dossier.definition.documents}
    return tuple(
        (
            str(number),
            f"{names[paper.requirement]} ({paper.document.original_name})",
            f"{paper.document.size / 1024:.0f} KB",
            str(paper.document.pages or "–"),
        )
        for number, paper in enumerate(
            there.select_related("document").order_by("pk"), start=1
        )
    )


FILES_HEAD = ("STT", "Giấy tờ, tệp", "Dung lượng", "Số trang")


def _tables(dossier: Dossier, at: datetime) -> tuple[Table, ...]:
    """Return the files as they were at the time: a paper says what it said."""
    rows = _files(dossier, at)
    return (Table("Tệp đã nhận", FILES_HEAD, rows),) if rows else ()


def _confirmation(dossier: Dossier) -> papers.Paper:
    assert dossier.submitted_at is not None
    return papers.Paper(
        agency=dossier.agency.name,
        title="Phiếu xác nhận nộp hồ sơ trực tuyến",
        code=dossier.code or "",
        made_at=dossier.submitted_at.astimezone(VIETNAM),
        lines=(
            *_who(dossier),
            Line("Cổng ghi nhận lúc", in_words(dossier.submitted_at)),
            Line(
                "Cơ quan trả lời về việc tiếp nhận trước",
                in_words(dossier.intake_due_at),
            ),
            Line(
                "Dự kiến có kết quả, nếu tiếp nhận đúng hạn",
                in_words(dossier.expected_at),
            ),
        ),
        tables=_tables(dossier, dossier.submitted_at),
        closing=(
            "Phiếu này xác nhận hồ sơ đã được gửi, chưa phải giấy tiếp nhận.",
            "Thời hạn giải quyết tính từ lúc cơ quan tiếp nhận.",
        ),
        qr=_link(dossier),
        secret=lookup.secret_of(dossier.public_id),
    )


def _appointment(dossier: Dossier) -> papers.Paper:
    assert dossier.accepted_at is not None
    accepted = _acceptance(dossier)
    term = dossier.definition.term_for(dossier.case, Channel(dossier.channel))
    return papers.Paper(
        agency=dossier.agency.name,
        **_legal(LegalForm.INTAKE, dossier.accepted_at),
        code=dossier.code or "",
        intro="Bộ phận Tiếp nhận và Trả kết quả đã tiếp nhận hồ sơ, gồm:",
        lines=(
            *_who(dossier),
            Line("Phí, lệ phí", _fee_words(accepted.data["fee"])),
            Line("Số lượng hồ sơ", "01 bộ"),
            Line(
                "Thời gian giải quyết theo quy định", term_words(term.value, term.unit)
            ),
            Line("Thời gian nhận hồ sơ", in_words(dossier.accepted_at)),
            Line("Thời gian trả kết quả", in_words(dossier.promised_at)),
            Line("Nhận kết quả", _delivery(dossier)),
        ),
        tables=(
            *_received(dossier, accepted),
            *_tables(dossier, dossier.accepted_at),
        ),
        signers=("Người nộp hồ sơ", "Người tiếp nhận hồ sơ"),
        qr=_link(dossier),
        secret=lookup.secret_of(dossier.public_id),
    )


def _acceptance(dossier: Dossier) -> Event:
    """Return the event that froze what Mẫu 01 promises."""
    accepting = (Act.TAKE_IN, Act.RECEIVE)
    return dossier.events.filter(act__in=accepting).order_by("seq")[0]


def _fee_words(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đồng" if amount else "Không"


class Legal(TypedDict):
    """What a legal form has from its circular and its day."""

    form: str
    title: str
    made_at: datetime


def _legal(form: LegalForm, at: datetime) -> Legal:
    local = at.astimezone(VIETNAM)
    day = local.date()
    return {"form": form.citation(day), "title": form.title(day), "made_at": local}


def _delivery(dossier: Dossier) -> str:
    """Return where the result can be had; files are had in an account."""
    at_desk = "Tại Bộ phận Tiếp nhận và Trả kết quả"
    if dossier.applicant_id is not None and all(
        result.electronic for result in dossier.definition.results
    ):
        return f"{at_desk}; tệp điện tử trong hồ sơ trên cổng"
    return at_desk


def term_words(value: object, unit: str) -> str:
    """Return a term as the paper says it."""
    names = {
        "hour": "giờ làm việc",
        "working_day": "ngày làm việc",
        "calendar_day": "ngày",
        "month": "tháng",
    }
    return f"{value} {names[unit]}".replace(".", ",")


def _received(dossier: Dossier, accepted: Event) -> tuple[Table, ...]:
    """Return the papers that lay on the counter, as its event tells."""
    keys = accepted.data.get("received", [])
    rows = tuple(
        (str(number), document.name, "1")
        for number, document in enumerate(
            (d for d in dossier.definition.documents if d.key in keys), start=1
        )
    )
    head = ("STT", "Thành phần hồ sơ nộp", "Số bộ")
    return (Table("Thành phần hồ sơ", head, rows),) if rows else ()


def _supplement(dossier: Dossier) -> papers.Paper:
    request = dossier.supplement
    rows = tuple(
        (str(number), fault.label, fault.reason)
        for number, fault in enumerate(labelled(dossier), start=1)
    )
    return papers.Paper(
        agency=dossier.agency.name,
        **_legal(LegalForm.SUPPLEMENT, request.asked_at),
        code=dossier.code or "",
        intro="Để có cơ sở giải quyết hồ sơ, đề nghị bổ sung, hoàn thiện một lần:",
        lines=(*_who(dossier), Line("Hạn bổ sung", in_words(request.answer_due_at))),
        tables=(Table("Nội dung cần bổ sung", ("STT", "Mục", "Lý do"), rows),),
        closing=tuple(filter(None, [request.note])),
        signers=("Người hướng dẫn",),
    )


def _refusal(dossier: Dossier) -> papers.Paper:
    refused = dossier.events.filter(act=Act.REFUSE).order_by("-seq")[0]
    return papers.Paper(
        agency=dossier.agency.name,
        **_legal(LegalForm.REFUSAL, refused.at),
        code=dossier.code or "",
        intro="Cơ quan thông báo không tiếp nhận, giải quyết hồ sơ này.",
        lines=(*_who(dossier), Line("Lý do", refused.note)),
        signers=("Người nộp hồ sơ", "Người tiếp nhận hồ sơ"),
    )


def _filled(dossier: Dossier) -> papers.Paper:
    said = dossier.answer_versions.order_by("-number")[0]
    form = dossier.definition.form
    sections = sections_of(form, dossier.answers, facts=dossier.facts)
    return papers.Paper(
        agency=dossier.agency.name,
        title=form.title,
        subtitle=form.paper_form if form.paper_form != form.title else "",
        code=dossier.code or "",
        made_at=said.kept_at.astimezone(VIETNAM),
        intro=f"Kính gửi: {dossier.agency.name}",
        blocks=tuple(
            Block(part.title, tuple(Line(i.label, i.value) for i in part.lines))
            for part in sections
        ),
        signers=("Người khai",),
    )


SLIPS: Mapping[str, Slip] = {
    slip.key: slip
    for slip in (
        Slip(
            "xac-nhan",
            _("Phiếu xác nhận đã nộp"),
            lambda d: d.channel == Channel.ONLINE and not d.is_assisted,
            _confirmation,
        ),
        Slip(
            "giay-hen",
            _("Giấy tiếp nhận và hẹn trả (Mẫu 01)"),
            lambda d: d.accepted_at is not None,
            _appointment,
        ),
        Slip(
            "bo-sung",
            _("Phiếu yêu cầu bổ sung (Mẫu 02)"),
            lambda d: hasattr(d, "supplement"),
            _supplement,
        ),
        Slip(
            "tu-choi",
            _("Phiếu từ chối (Mẫu 03)"),
            lambda d: d.events.filter(act=Act.REFUSE).exists(),
            _refusal,
        ),
        Slip("to-khai", _("Tờ khai đã điền"), lambda _dossier: True, _filled),
    )
}


def available(dossier: Dossier) -> list[Slip]:
    """Return the papers that a filed dossier has now."""
    return [slip for slip in SLIPS.values() if slip.exists(dossier)]


def render(dossier: Dossier, key: str) -> bytes:
    """Return the paper as PDF; KeyError for an unknown one."""
    return rendering.render(SLIPS[key].make(dossier))
