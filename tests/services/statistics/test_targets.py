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


def steps(exhibit: Exhibit) -> list[str]:
    assert exhibit.drawing is not None
    return [path.d for path in exhibit.drawing.paths if path.css == "target"]


def test_each_month_is_measured_against_the_target_of_its_own_year(city: City) -> None:
    target(ONLINE, city.keeper, 35)
    target(ONLINE, city.keeper, Decimal("40.5"), year=2026)
    named = "2025: 35\u00a0%; 2026: 40,5\u00a0%"

    months = chart(city.board(date(2025, 7, 1), date(2026, 6, 30)), "thang")
    of_indicator = city.indicator(2026)

    assert dict(months.legend)["target"] == f"Chỉ tiêu {named}"
    assert dict(of_indicator.legend)["target"] == f"Mục tiêu {named}"
    (halves,) = steps(months)
    assert halves == "M56.0 161.6H381.0V149.3H706.0"
    assert len(steps(of_indicator)) == 1
    assert steps(of_indicator)[0].count("V") == 1


def test_years_before_the_plan_have_no_target(city: City) -> None:
    months = chart(city.board(date(2020, 7, 1), date(2021, 6, 30)), "thang")

    assert dict(months.legend)["target"] == "Chỉ tiêu 2021: 30\u00a0%"
    (half,) = steps(months)
    assert half.startswith("M381.0 ")
    nothing = chart(city.board(date(2020, 1, 1), date(2020, 6, 30)), "thang")
    assert "target" not in dict(nothing.legend)
    assert steps(nothing) == []


def test_bars_over_years_have_a_target_where_all_years_have_the_same(
    city: City,
) -> None:
    target(ONLINE, city.keeper, 35)
    years = (date(2025, 1, 1), date(2026, 6, 30))
    same = city.board(*years)
    target(ONLINE, city.keeper, 40, year=2026)
    other = city.board(*years)

    for key in ("muc-do", "linh-vuc"):
        assert dict(chart(same, key).legend)["target"] == "Chỉ tiêu 35\u00a0%"
        assert len(steps(chart(same, key))) == 1
        assert chart(other, key).legend == ()
        assert steps(chart(other, key)) == []
    # What the last year has to reach is said above the pictures.
    assert other.target == 40
