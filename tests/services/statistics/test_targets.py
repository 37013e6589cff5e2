"""Targets: how they are written, and which months they are drawn over."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Agency, User
from accounts.permissions import Role
from services.statistics.board import Board, board
from services.statistics.exhibits import Exhibit, found
from services.statistics.indicators import exhibit_of, measured
from services.statistics.scope import Scope
from services.statistics.targets import Indicator
from tests.factories.accounts import make_agency, make_officer
from tests.factories.dossiers import DIPLOMA, make_procedure
from tests.factories.facts import make_facts
from tests.factories.registers import target

pytestmark = pytest.mark.django_db

ONLINE = Indicator.ONLINE
CHARTS = ("thang", "muc-do", "linh-vuc")
TODAY = date(2026, 3, 15)


class City:
    """A city with a dossier in each of two years, and who keeps its targets."""

    def __init__(self) -> None:
        self.top = make_agency("Thành phố Mẫu", level=Agency.Level.CITY)
        self.keeper: User = make_officer(Role.AGENCY_ADMIN, self.top)
        for year in (2025, 2026):
            make_facts(self.top, make_procedure(DIPLOMA), day=date(year, 2, 2))

    def board(self, first: date, last: date) -> Board:
        return board(Scope(first, last, self.top))

    def indicator(self, year: int) -> Exhibit:
        shown = measured(self.top, year, today=TODAY)
        return next(exhibit_of(e) for e in shown if e.definition.indicator == ONLINE)


@pytest.fixture
def city() -> City:
    return City()


def chart(board: Board, key: str) -> Exhibit:
    exhibit = found(board.exhibits, key)
    assert exhibit is not None
    return exhibit


@pytest.mark.parametrize(
    ("percent", "said"), [("35", "35\u00a0%"), ("40.5", "40,5\u00a0%")]
)
def test_a_target_is_written_the_same_everywhere(
    city: City, percent: str, said: str
) -> None:
    target(ONLINE, city.keeper, Decimal(percent))

    shown = city.board(date(2026, 1, 1), date(2026, 3, 31))

    for key in CHARTS:
        assert dict(chart(shown, key).legend)["target"] == f"Chỉ tiêu {said}"
    assert dict(city.indicator(2026).legend)["target"] == f"Mục tiêu {said}"
