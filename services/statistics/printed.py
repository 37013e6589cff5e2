"""Forms as sheets: the heads of TT 01/2020/TT-VPCP around the numbers of a report."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import override

from services.printing.sheets import Cell, Sheet
from services.statistics.folding import VIETNAM
from services.statistics.periods import Period
from services.statistics.reports import UNITS, Report

HEADS = {
    "06": (
        (
            *("STT", "Lĩnh vực, công việc giải quyết theo cấp"),
            *("Số hồ sơ nhận giải quyết", "", "", ""),
            *("Số lượng hồ sơ đã giải quyết", "", "", ""),
            *("Số lượng hồ sơ đang giải quyết", "", ""),
        ),
        (
            *(" ", " ", "Tổng số", "Trong kỳ: trực tuyến"),
            *("Trong kỳ: trực tiếp, dịch vụ bưu chính", "Từ kỳ trước"),
            *("Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn"),
            *("Tổng số", "Trong hạn", "Quá hạn"),
        ),
        tuple(f"({number})" for number in range(1, 14)),
    ),
    "07": (
        (
            *("STT", "Lĩnh vực hoặc cơ quan", "Tổng số TTHC", "Mức độ 2"),
            *("Mức độ 3", "Mức độ 4", "Mức độ 3 và 4", "Có phát sinh hồ sơ"),
        ),
        tuple(f"({number})" for number in range(1, 9)),
    ),
}
RECONSTRUCTED = (
    "Chữ cái và cách xếp hàng của biểu này được dựng lại theo Thông tư, "
    "chưa đối chiếu với bản gốc."
)
ONCE = (
    "Tổng số tính mỗi thủ tục một lần, dù nhiều cơ quan cùng thực hiện, "
    "nên nhỏ hơn tổng các dòng."
)
PROVISIONAL = "Kỳ báo cáo chưa kết thúc: số liệu tạm tính"
INVENTED = "SỐ LIỆU MÔ PHỎNG, không phải số liệu thật"
TOTAL = "Tổng số"


def sheet_of(report: Report, *, made_at: datetime, is_invented: bool = False) -> Sheet:
    """Return the report as its circular prints it; local dates.

    A closed form is dated when it was closed and says who did it, and its digest. What
    is provisional or invented says so above the numbers: paper goes its own ways.
    """
    kind, period, closed = report.kind[:2], report.period, report.closed
    rows: list[tuple[Cell, ...]] = [
        (line.number, line.name, *line.numbers) for line in report.lines
    ]
    rows.append(("", TOTAL, *report.total))
    strong = {n for n, line in enumerate(report.lines) if line.depth == 0}
    return Sheet(
        code=f"Biểu số {report.code}",
        agency=closed.content["agency"] if closed else report.agency.name,
        title=report.title,
        subtitle=f"Kỳ báo cáo: {_vietnamese(period)}",
        made_at=(closed.closed_at if closed else made_at).astimezone(VIETNAM),
        head=HEADS[kind],
        rows=tuple(rows),
        strong=frozenset({*strong, len(report.lines)}),
        intro=(
            f"(Từ ngày {period.first:%d/%m/%Y} đến ngày {report.last:%d/%m/%Y})",
            *([PROVISIONAL] if report.is_provisional else []),
            *([INVENTED] if is_invented else []),
            f"Đơn vị tính: {UNITS[kind]}",
        ),
        notes=tuple(_notes(report)),
        signers=("Người lập biểu", "Thủ trưởng đơn vị"),
    )


def _notes(report: Report) -> Iterator[str]:
    if report.counts_once:
        yield ONCE
    if report.is_reconstructed:
        yield RECONSTRUCTED
    if closed := report.closed:
        at = closed.closed_at.astimezone(VIETNAM)
        who = closed.closed_by.full_name
        yield f"Số liệu đã chốt lúc {at:%H:%M %d/%m/%Y}, người chốt: {who}."
        yield f"Mã kiểm tra (SHA-256): {closed.digest}"


def _vietnamese(period: Period) -> str:
    with override("vi"):
        return period.name
