"""The demo's invented people, their shared password and their second factors.

All of it is public by design: production settings refuse DEMO (check portal.E001).
"""

import time
from dataclasses import dataclass

from allauth.mfa.totp.internal import auth as totp

PASSWORD = "Mot-Cua-2026!"  # noqa: S105  (printed on the demo's own page)
"""Everybody's password in the demo."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Who can be tried, with what they are for."""

    name: str
    email: str
    what: str
    role: str = ""
    agency: str = ""
    secret: str = ""
    phone: str = ""


COMMUNE = "H29.26740"
SCHOOLS = "H29.S12"
CITY = "H29"
KEEPER = "quantri@mau.test"

PEOPLE = (
    DemoPerson(
        "Nguyễn Thị Mẫu",
        "congdan@mau.test",
        "công dân",
        phone="+84901000001",
    ),
    DemoPerson("H'Hen Niê Mẫu", "congdan2@mau.test", "công dân", phone="+84901000002"),
    DemoPerson(
        "Trần Văn Tiếp Mẫu",
        "motcua@mau.test",
        "cán bộ một cửa, phường",
        "receptionist",
        COMMUNE,
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXA",
    ),
    DemoPerson(
        "Lê Thị Xử Mẫu",
        "chuyenvien@mau.test",
        "chuyên viên, phường",
        "officer",
        COMMUNE,
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXB",
    ),
    DemoPerson(
        "Phạm Văn Duyệt Mẫu",
        "lanhdao@mau.test",
        "lãnh đạo, phường",
        "leader",
        COMMUNE,
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXC",
    ),
    DemoPerson(
        "Nguyễn Thu Mẫu",
        "thuquy@mau.test",
        "kế toán, phường",
        "cashier",
        COMMUNE,
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXH",
    ),
    DemoPerson(
        "Võ Thị Sổ Mẫu",
        "motcua.gd@mau.test",
        "cán bộ một cửa, Sở Giáo dục và Đào tạo",
        "receptionist",
        SCHOOLS,
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXD",
    ),
    DemoPerson(
        "Đỗ Văn Gốc Mẫu",
        "chuyenvien.gd@mau.test",
        "chuyên viên, Sở Giáo dục và Đào tạo",
        "officer",
        SCHOOLS,
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXE",
    ),
    DemoPerson(
        "Huỳnh Thị Ký Mẫu",
        "lanhdao.gd@mau.test",
        "lãnh đạo, Sở Giáo dục và Đào tạo",
        "leader",
        SCHOOLS,
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXF",
    ),
    DemoPerson(
        "Bùi Văn Soát Mẫu",
        "giamsat@mau.test",
        "giám sát, toàn Thành phố",
        "auditor",
        CITY,
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXG",
    ),
    DemoPerson(
        "Hồ Thị Quản Mẫu",
        KEEPER,
        "quản trị đơn vị, giữ sổ theo dõi của Thành phố",
        "agency_admin",
        CITY,
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXI",
    ),
)


def current_code(secret: str) -> str:
    """Return the six digits that the person's second factor shows now."""
    counter = int(time.time()) // 30
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def current_codes() -> list[tuple[DemoPerson, str]]:
    """Return every official of the demo with the current code."""
    return [(p, current_code(p.secret)) for p in PEOPLE if p.secret]
