"""Agencies side by side: what they are called in tables, on bars and on tiles."""

from datetime import date

import pytest

from accounts.models import Agency
from services.feedback.models import Rating
from services.procedures.models import Procedure
from services.statistics import judging, opinions
from services.statistics.board import board
from services.statistics.drawing import Drawing
from services.statistics.exhibits import Exhibit, found
from services.statistics.scope import Scope
from tests.factories.accounts import make_agency
from tests.factories.dossiers import DIPLOMA, make_procedure
from tests.factories.facts import make_facts

pytestmark = pytest.mark.django_db

COMMITTEE = "Ủy ban nhân dân"
FEW, MANY = 2, 25


class City:
    """A city with a department that is gone and as many wards as are asked for."""

    def __init__(self, wards: int) -> None:
        self.procedure: Procedure = make_procedure(DIPLOMA)
        self.top = make_agency("Thành phố Mẫu", level=Agency.Level.CITY)
        self.scope = Scope(date(2026, 3, 1), date(2026, 3, 31), self.top)
        self.below("Sở Giao thông vận tải", valid_to=date(2026, 3, 8))
        for number in range(wards):
            self.below(f"{COMMITTEE} Phường Mẫu Số {number}")
        opinions.add_new()

    def below(self, name: str, valid_to: date | None = None) -> None:
        """Make an agency with a dossier and with a citizen who is satisfied."""
        agency = make_agency(name, parent=self.top, valid_to=valid_to)
        make_facts(agency, self.procedure)
        Rating.objects.create(
            dossier=agency.pk,
            agency=agency,
            procedure=self.procedure,
            given_on=self.scope.first,
            satisfaction=2,
            organisation=2,
            publicity=2,
            attitude=2,
        )

    def compared(self) -> list[Exhibit]:
        """Return the two tables of agencies: filed online, and satisfied."""
        online = found(board(self.scope).exhibits, "co-quan")
        assert online is not None
        return [online, judging.by_agency(self.scope)]


def drawn(exhibit: Exhibit) -> Drawing:
    assert exhibit.drawing is not None
    return exhibit.drawing


@pytest.mark.parametrize("wards", [FEW, MANY])
def test_agencies_are_drawn_by_their_places_and_whole_in_titles(wards: int) -> None:
    gone = "Sở Giao thông vận tải (đến 08/03/2026)"

    for exhibit in City(wards).compared():
        names = [row.name for row in exhibit.rows]
        texts = " ".join(text.text for text in drawn(exhibit).texts)
        titles = [rect.title for rect in drawn(exhibit).rects]
        assert gone in names
        assert f"{COMMITTEE} Phường Mẫu Số 1" in names
        assert "Sở Giao thông vận tải (cũ)" in texts
        assert "Phường Mẫu Số 1" in texts
        assert COMMITTEE not in texts
        assert titles == [f"{name}: 100,0\u00a0%" for name in names]


@pytest.mark.parametrize(
    ("wards", "legend"),
    [
        (FEW, {}),
        (MANY, {"shade-1": "Tỷ lệ thấp", "shade-5": "Tỷ lệ cao"}),
    ],
)
def test_the_shades_of_tiles_are_explained(wards: int, legend: dict[str, str]) -> None:
    for exhibit in City(wards).compared():
        assert dict(exhibit.legend) == legend
