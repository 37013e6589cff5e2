"""The funnel of filing online, and what is given up most, as boards show them."""

from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from services.dossiers.models import Stage
from services.procedures.models import Procedure
from services.statistics import funnel
from services.statistics.drawing import bars
from services.statistics.exhibits import Exhibit, Row, percents
from services.statistics.online_share import Share
from services.statistics.predicates import OWN
from services.statistics.scope import Scope

MOST_PROCEDURES = 10
ADR = f"{OWN} (ADR 0043)"


def filing_funnel(scope: Scope) -> Exhibit:
    """Return how many came to each step, and how many came no further."""
    found = funnel.steps(scope)
    begun = found[funnel.STEPS[0]]
    gone = [here - there for here, there in pairwise(found.values())]
    rows = [
        Row(
            str(stage.label),
            (count, lost, Share(count, begun).percent),
            lists=(f"funnel_{key}" if stage >= Stage.FILED else "", "", ""),
        )
        for (stage, count), lost, key in zip(
            found.items(), [*gone, None], funnel.COLUMNS, strict=True
        )
    ]
    return Exhibit(
        "pheu",
        _("Phễu nộp hồ sơ trực tuyến"),
        _(
            "Hồ sơ bắt đầu trên mạng trong kỳ đi được đến đâu, tính tới nay; bản nháp"
            " mới có thể còn đang điền. Tính tròn tháng, mọi mức độ."
        ),
        ADR,
        (_("Bước"), _("Đến được"), _("Dừng ở đây"), _("Còn lại (%)")),
        tuple(rows),
        bars(percents(rows)) if begun else None,
    )


def given_up(scope: Scope) -> Exhibit:
    """Return the procedures whose filings are begun and not filed the most."""
    worst = funnel.abandoned(scope, MOST_PROCEDURES)
    names = Procedure.objects.in_bulk([each.procedure for each in worst])
    rows = [
        Row(
            names[each.procedure].name,
            (each.begun, each.left, Share(each.left, each.begun).percent),
        )
        for each in worst
    ]
    counts = [
        (row.name, Decimal(each.left)) for row, each in zip(rows, worst, strict=True)
    ]
    return Exhibit(
        "bo-do",
        _("Thủ tục hay bị bỏ dở khi nộp trực tuyến"),
        _(
            "Mười thủ tục có nhiều hồ sơ bắt đầu trong kỳ mà tới nay chưa nộp; tính"
            " tròn tháng, mọi mức độ."
        ),
        ADR,
        (_("Thủ tục"), _("Bắt đầu"), _("Chưa nộp"), _("Chưa nộp (%)")),
        tuple(rows),
        bars(counts, unit="") if rows else None,
    )
