"""The seven indicators of the city's plan, in words: what each is a part of.

Numerators and denominators are those of the plan of 2021 (targets.py says what each has
to reach); the share of dossiers online counts as QĐ 766/QĐ-TTg does.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from services.statistics.predicates import QD766
from services.statistics.targets import Indicator

PLAN = "Kế hoạch 2021"
Level = Agency.Level


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator in words: its parts, its source, and whether it adds up."""

    key: str
    indicator: str
    name: Promise
    part: Promise
    whole: Promise
    source: str
    is_flow: bool = False
    levels: tuple[str, ...] = ()
    """Levels of agencies that it is about; empty: all together."""


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "tich-hop",
        Indicator.INTEGRATED,
        _("Dịch vụ phổ biến mức độ 3, 4 tích hợp Cổng Dịch vụ công quốc gia"),
        _("Thủ tục phổ biến cung cấp ở mức độ 3, 4 đã tích hợp vào cuối tháng"),
        _("Thủ tục phổ biến cung cấp ở mức độ 3, 4 vào cuối tháng"),
        PLAN,
    ),
    Definition(
        "dinh-danh",
        Indicator.IDENTIFIED,
        _("Người dân, doanh nghiệp có định danh đã xác minh"),
        _("Tài khoản có giấy tờ tùy thân đã xác minh đến cuối tháng"),
        _("Số dân và doanh nghiệp của địa bàn, do người giữ sổ nhập"),
        PLAN,
    ),
    Definition(
        "truc-tuyen",
        Indicator.ONLINE,
        _("Hồ sơ nộp trực tuyến"),
        _("Hồ sơ tiếp nhận trong tháng mà người dân nộp qua mạng"),
        _("Mọi hồ sơ tiếp nhận trong tháng"),
        QD766,
        is_flow=True,
    ),
    Definition(
        "du-dieu-kien",
        Indicator.OFFERED,
        _("Thủ tục đủ điều kiện được cung cấp ở mức độ 3, 4"),
        _("Thủ tục đủ điều kiện cung cấp ở mức độ 3, 4 vào cuối tháng"),
        _("Thủ tục đủ điều kiện được cung cấp vào cuối tháng"),
        PLAN,
    ),
    Definition(
        "ket-noi",
        Indicator.CONNECTED,
        _("Hệ thống của sở, ngành kết nối, chia sẻ dữ liệu"),
        _("Hệ thống đã kết nối vào cuối tháng"),
        _("Hệ thống đang sử dụng vào cuối tháng"),
        PLAN,
    ),
    *(
        Definition(
            f"ho-so-cong-viec-{key}",
            Indicator.WORK_FILES,
            name,
            _("Hồ sơ công việc của tháng xử lý hoàn toàn trên mạng"),
            _("Mọi hồ sơ công việc của tháng"),
            PLAN,
            is_flow=True,
            levels=levels,
        )
        for key, name, levels in (
            (
                "tinh",
                _("Hồ sơ công việc xử lý trên mạng, cấp tỉnh"),
                (Level.CITY.value, Level.DEPARTMENT.value),
            ),
            (
                "huyen",
                _("Hồ sơ công việc xử lý trên mạng, cấp huyện"),
                (Level.DISTRICT.value,),
            ),
            (
                "xa",
                _("Hồ sơ công việc xử lý trên mạng, cấp xã"),
                (Level.COMMUNE.value,),
            ),
        )
    ),
    Definition(
        "tai-su-dung",
        Indicator.REUSED,
        _("Giấy tờ được tái sử dụng, không phải nộp lại"),
        _("Giấy tờ lấy từ kho đã số hóa"),
        _("Giấy tờ phải nộp"),
        QD766,
    ),
)
