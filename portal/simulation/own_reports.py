"""Own reports that the demo's people have put together and share."""

from datetime import datetime
from typing import Any

from accounts import demo
from accounts.models import Agency, User
from services.statistics import own_saving

REPORTS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    (
        "lanhdao@mau.test",
        demo.COMMUNE,
        "Nộp trực tuyến theo lĩnh vực, 12 tháng",
        {"so": ["accepted", "online", "online_share"], "theo": ["sector"]},
    ),
    (
        "lanhdao@mau.test",
        demo.COMMUNE,
        "Hồ sơ tiếp nhận từng ngày của tháng",
        {"so": ["accepted", "resolved", "late"], "theo": ["day"], "ky": "thang-nay"},
    ),
    (
        "giamsat@mau.test",
        demo.CITY,
        "Trễ hạn của từng cơ quan, năm nay",
        {"so": ["late", "in_time_share"], "theo": ["agency"], "ky": "nam-nay"},
    ),
)
"""Whose, of which agency, its name, and what it counts."""


def seed_reports(at: datetime) -> None:
    """Save and share the reports for people who have none."""
    for email in dict.fromkeys(owner for owner, *_rest in REPORTS):
        owner = User.objects.get(email=email)
        if not own_saving.reports_of(owner).filter(owner=owner).exists():
            _save_all(owner, at)


def _save_all(owner: User, at: datetime) -> None:
    for email, agency, name, definition in REPORTS:
        if email == owner.email:
            own_saving.save(
                by=owner,
                at=at,
                agency=Agency.objects.get(identifier=agency),
                name=name,
                definition={"ky": "12-thang", **definition},
                is_shared=True,
            )
