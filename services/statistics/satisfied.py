"""How many of those who judged are satisfied, month by month."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.statistics import opinions
from services.statistics.drawing import percent_line
from services.statistics.exhibits import Exhibit, Row, percents, share_row
from services.statistics.online_share import Share, months
from services.statistics.opinions import Opinions
from services.statistics.protecting import LEAST
from services.statistics.scope import Scope

TT01 = "TT 01/2018/TT-VPCP"
KEY = "hai-long"
WHOLE = gettext_lazy("Tính tròn tháng, mọi lĩnh vực.")
NOTHING = (None, None, None)


def share_of(each: Opinions) -> Share:
    """Return the satisfied of all who judged."""
    return Share(each.satisfied, each.forms)


def by_month(scope: Scope) -> Exhibit:
    """Return the share of satisfied ratings month by month."""
    rows = [share_row(name, share) for name, share in _months(scope)]
    words = _("Đánh giá rất hài lòng hoặc hài lòng, trên mọi đánh giá của tháng.")
    return _exhibit(f"{words} {WHOLE}", rows)


def for_everybody(exhibit: Exhibit) -> Exhibit:
    """Return the same without months in which few judged, as open data has it."""
    rows = [
        row if row.values[1] and row.values[1] >= LEAST else Row(row.name, NOTHING)
        for row in exhibit.rows
    ]
    words = _(
        "Đánh giá rất hài lòng hoặc hài lòng, trên mọi đánh giá của tháng; tháng có"
        " dưới %(least)d đánh giá không hiện."
    ) % {"least": LEAST}
    return _exhibit(f"{words} {WHOLE}", rows)


def _months(scope: Scope) -> list[tuple[str, Share]]:
    found = opinions.by_month(scope)
    return [
        (f"{month:%m/%Y}", share_of(found.get(month, Opinions())))
        for month in months(scope.first, scope.last)
    ]


def _exhibit(words: str, rows: list[Row]) -> Exhibit:
    return Exhibit(
        KEY,
        _("Tỷ lệ hài lòng theo tháng"),
        words,
        TT01,
        (_("Tháng"), _("Hài lòng"), _("Tất cả"), _("Tỷ lệ (%)")),
        tuple(rows),
        percent_line(percents(rows)),
        (("line-1", _("Tỷ lệ hài lòng")),),
    )
