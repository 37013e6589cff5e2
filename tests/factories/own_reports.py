"""A town whose officials put reports together."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Agency, User
from accounts.permissions import Role
from services.procedures.definition import Channel
from services.statistics.folding import Timing
from services.statistics.models import SavedReport
from services.statistics.own_saving import save
from services.statistics.scope import Scope
from tests.factories.accounts import make_agency, make_officer
from tests.factories.dossiers import BIRTH, DIPLOMA, make_procedure
from tests.factories.facts import make_facts, resolved

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
MARCH = Scope(date(2026, 3, 1), date(2026, 3, 31))
NOW = datetime(2026, 3, 31, 9, tzinfo=HERE)
SIMPLE = {"so": ["accepted", "online_share"], "theo": ["sector"], "ky": "nam-nay"}


class Town:
    """A district with two wards and dossiers of many kinds."""

    def __init__(self) -> None:
        self.district = make_agency("Quận Mẫu", level=Agency.Level.DISTRICT)
        self.ward = make_agency("Phường Mẫu", parent=self.district)
        self.other = make_agency("Phường Khác Mẫu", parent=self.district)
        self.leader = make_officer(Role.LEADER, self.district)
        self.of_ward = make_officer(Role.LEADER, self.ward)
        birth, diploma = make_procedure(BIRTH), make_procedure(DIPLOMA)
        early = resolved(date(2026, 3, 3), Timing.EARLY)
        late = resolved(date(2026, 3, 20), Timing.LATE)
        make_facts(self.ward, birth, **early)
        make_facts(self.ward, birth, channel=Channel.COUNTER, level=3, count=2, **late)
        make_facts(self.other, diploma, channel=Channel.POST, count=3)
        make_facts(self.other, diploma, is_assisted=True)

    def keep(self, by: User | None = None, **more: Any) -> SavedReport:
        known = {"name": "Mẫu", "definition": SIMPLE, "agency": self.district, **more}
        return save(by=by or self.leader, at=NOW, **known)
