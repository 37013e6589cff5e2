"""Which circular a form follows on a day, its number there and its heading.

TT 01/2018/TT-VPCP holds the forms of the one-stop shop until TT 03/2025/TT-VPCP
(Phụ lục I, from 15/09/2025) takes its place. A paper cites the one of its day.
"""

from datetime import date
from enum import Enum

RENEWED_ON = date(2025, 9, 15)


class LegalForm(Enum):
    """The forms that offices hand out: number, heading until and since the renewal."""

    INTAKE = ("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "")
    SUPPLEMENT = ("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "")
    REFUSAL = (
        "03",
        "Phiếu từ chối tiếp nhận, giải quyết hồ sơ",
        "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    )

    def title(self, day: date) -> str:
        """Return the heading that the form has on the local day."""
        _number, before, since = self.value
        return since if since and day >= RENEWED_ON else before

    def citation(self, day: date) -> str:
        """Return `Mẫu số 01 – TT 01/2018/TT-VPCP`, the corner of the paper."""
        circular = "03/2025" if day >= RENEWED_ON else "01/2018"
        return f"Mẫu số {self.value[0]} – TT {circular}/TT-VPCP"
