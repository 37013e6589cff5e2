"""What can be taken away of satisfaction and of QĐ 766's points: charts, tables."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.models import Agency
from services.statistics import opinions
from services.statistics.comparing import pictured
from services.statistics.drawing import bars
from services.statistics.exhibits import Exhibit, Row, share_row
from services.statistics.naming import drawn_names, listed, named
from services.statistics.predicates import QD766
from services.statistics.qd766 import Group
from services.statistics.satisfaction import Criterion
from services.statistics.satisfied import TT01, share_of
from services.statistics.scope import Scope


def of_criteria(found: Sequence[Criterion]) -> Exhibit:
    """Return the nine criteria as a table."""
    rows = [
        Row(f"({each.number}) {each.name}", (each.points, each.forms, each.average))
        for each in found
    ]
    return Exhibit(
        "tieu-chi",
        _("Chín tiêu chí hài lòng"),
        _(
            "Mỗi phiếu hoặc hồ sơ được 2, 1 hoặc 0 điểm;"
            " trung bình là điểm chia số phiếu."
        ),
        TT01,
        (_("Tiêu chí"), _("Điểm"), _("Số phiếu"), _("Trung bình")),
        tuple(rows),
    )


def by_agency(scope: Scope) -> Exhibit:
    """Return the share of satisfied ratings of each agency directly below."""
    found = opinions.by_agency(scope)
    below = listed(Agency.objects.filter(pk__in=found))
    rows = [
        share_row(
            named(at, scope.last), share_of(found[at.pk]), {"co-quan": at.identifier}
        )
        for at in below
    ]
    table = Exhibit(
        "hai-long-co-quan",
        _("Tỷ lệ hài lòng theo cơ quan"),
        _("Mỗi cơ quan tính cả các đơn vị trực thuộc."),
        TT01,
        (_("Cơ quan"), _("Hài lòng"), _("Tất cả"), _("Tỷ lệ (%)")),
        tuple(rows),
    )
    return pictured(table, drawn_names(below, scope.last))


def of_groups(found: Sequence[Group]) -> Exhibit:
    """Return the five groups: points, of how many measured, of how many in all."""
    rows = [Row(g.name, (g.points, g.measured, g.most)) for g in found]
    pairs = [(g.name, g.share_of_measured) for g in found]
    return Exhibit(
        "nhom",
        _("Năm nhóm chỉ số"),
        _("Hình vẽ: điểm đạt được trên điểm tối đa đo được của nhóm, phần trăm."),
        QD766,
        (_("Nhóm"), _("Điểm"), _("Tối đa đo được"), _("Tối đa của nhóm")),
        tuple(rows),
        bars(pairs),
    )


def of_components(found: Sequence[Group]) -> Exhibit:
    """Return every component of the groups as a table."""
    rows = [
        Row(
            f"{group.name}: {each.name}",
            (
                each.share.online if each.share else None,
                each.share.total if each.share else None,
                each.shown,
                each.most,
            ),
        )
        for group in found
        for each in group.components
    ]
    return Exhibit(
        "thanh-phan",
        _("Từng thành phần của năm nhóm"),
        _("Thành phần không đo được ở đây để trống."),
        QD766,
        (_("Thành phần"), _("Tử số"), _("Mẫu số"), _("Điểm"), _("Tối đa")),
        tuple(rows),
    )
