"""Boards: what they add up, how they are drawn, and how their tables leave."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Agency
from accounts.permissions import Role
from services.procedures.definition import Channel, Mode
from services.procedures.models import Procedure, Sector
from services.statistics.board import Board, board, bucket_names
from services.statistics.drawing import (
    SHADES,
    bars,
    heat,
    percent_line,
    shade_of,
    stacked,
    tiles,
)
from services.statistics.exhibits import Exhibit, Row, as_json, found, mean
from services.statistics.folding import Timing
from services.statistics.online_share import Share
from services.statistics.picturing import picture
from services.statistics.scope import Scope, flows
from services.statistics.summing import BUCKETS, bucket_of
from services.statistics.targets import Indicator
from tests.factories.accounts import make_agency, make_officer
from tests.factories.dossiers import BIRTH, DIPLOMA, make_procedure
from tests.factories.facts import make_facts, resolved
from tests.factories.registers import target

MARCH = Scope(date(2026, 3, 1), date(2026, 3, 31))


class Town:
    """A city with two wards and some dossiers of March."""

    def __init__(self) -> None:
        self.city = make_agency("Thành phố Mẫu", level=Agency.Level.CITY)
        self.ward = make_agency("Phường Mẫu", parent=self.city)
        self.other = make_agency("Phường Ấn Mẫu", parent=self.city)
        self.birth, self.diploma = make_procedure(BIRTH), make_procedure(DIPLOMA)
        make_facts(self.ward, self.diploma, count=3)
        done = resolved(date(2026, 3, 9), Timing.LATE)
        make_facts(
            *(self.ward, self.birth),
            **{**done, "channel": Channel.COUNTER, "level": 3, "mode": Mode.PARTIAL},
        )
        make_facts(self.other, self.diploma, is_assisted=True)
        make_facts(self.other, self.birth, channel=Channel.POST, level=2, mode="")


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def rows(board: Board, key: str) -> dict[str, tuple[object, ...]]:
    exhibit = found(board.exhibits, key)
    assert exhibit is not None
    return {row.name: row.values for row in exhibit.rows}


def test_both_denominators_are_named_and_help_is_told_apart(town: Town) -> None:
    shown = board(replace(MARCH, agency=town.city))

    assert shown.share == Share(4, 6)
    assert shown.share_of_offered == Share(4, 5)
    assert shown.total["assisted"] == 1
    assert shown.in_time == Share(0, 1)
    assert shown.days == Decimal("7.0")
    assert shown.in_hand["in_hand"] == 5


def test_exhibits_show_what_was_there(town: Town) -> None:
    shown = board(replace(MARCH, agency=town.city))

    assert rows(shown, "thang") == {"03/2026": (4, 6, Decimal("66.7"))}
    assert rows(shown, "kenh") == {"03/2026": (3, 1, 2)}
    assert rows(shown, "han") == {"03/2026": (0, 0, 1)}
    assert list(rows(shown, "co-quan")) == ["Phường Ấn Mẫu", "Phường Mẫu"]
    assert rows(shown, "muc-do")["Mức độ 4, toàn trình"] == (4, 4, Decimal("100.0"))
    assert rows(shown, "muc-do")["Mức độ 2"] == (0, 1, Decimal("0.0"))
    assert rows(shown, "thoi-gian")["6–10 ngày"] == (1,)
    assert sum(v for v in rows(shown, "nhip")["T2"] if isinstance(v, int)) == 6


def test_an_agency_that_is_gone_says_until_when_it_was(town: Town) -> None:
    gone = make_agency("Quận Cũ Mẫu", parent=town.city, valid_to=date(2026, 3, 8))
    make_facts(gone, town.diploma)

    shown = rows(board(replace(MARCH, agency=town.city)), "co-quan")

    assert "Quận Cũ Mẫu (đến 08/03/2026)" in shown
    assert "Phường Mẫu" in shown


def test_the_whole_portal_shows_what_is_in_its_one_root(town: Town) -> None:
    assert list(rows(board(MARCH), "co-quan")) == ["Phường Ấn Mẫu", "Phường Mẫu"]

    make_facts(make_agency("Tỉnh Mẫu"), town.birth)

    assert list(rows(board(MARCH), "co-quan")) == ["Thành phố Mẫu", "Tỉnh Mẫu"]


@pytest.mark.parametrize("by", ["agency", ("agency", "channel"), ("agency", "month")])
def test_agencies_side_by_side_are_what_each_has_alone(
    town: Town, by: str | tuple[str, ...]
) -> None:
    make_facts(town.ward, town.birth, channel=Channel.POST, day=date(2026, 4, 20))
    whole = Scope(date(2026, 3, 2), date(2026, 4, 28), town.city)
    keys = ("accepted", "online", "direct")

    side_by_side = flows(whole, keys, by)

    alone: dict[object, dict[str, int]] = {}
    for agency in (town.ward, town.other):
        # Narrowed to all there is, so that the wide sums are asked.
        for assisted in (True, False):
            one = replace(whole, agency=agency, is_assisted=assisted)
            rest = by[1:] if isinstance(by, tuple) else ""
            for key, numbers in flows(one, keys, rest).items():
                place = (agency.pk, *key) if isinstance(by, tuple) else agency.pk
                mine = alone.setdefault(place, dict.fromkeys(keys, 0))
                alone[place] = {name: mine[name] + numbers[name] for name in keys}
    assert side_by_side == {k: v for k, v in alone.items() if any(v.values())}
    assert len(side_by_side) > 1


def test_a_board_can_be_narrowed(town: Town) -> None:
    sector = town.birth.sector

    by_field = board(replace(MARCH, sector=sector))
    by_level = board(replace(MARCH, level=4))

    assert by_field.share == Share(0, 2)
    assert rows(by_field, "thoi-gian")["6–10 ngày"] == (1,)
    assert by_level.share == Share(4, 4)


def test_the_target_and_its_source_are_those_of_the_level(town: Town) -> None:
    keeper, online = make_officer(Role.AGENCY_ADMIN, town.city), Indicator.ONLINE
    target(online, keeper, 60, source="Mọi cấp")
    target(online, keeper, 70, level=Agency.Level.CITY, source="Cấp tỉnh")

    of_city, of_ward = (
        board(replace(MARCH, agency=each)) for each in (town.city, town.ward)
    )

    assert (of_city.target, of_city.target_source) == (Decimal(70), "Cấp tỉnh")
    assert (of_ward.target, of_ward.target_source) == (Decimal(60), "Mọi cấp")
    assert not of_city.meets_target
    assert of_ward.meets_target


def test_sectors_stand_where_the_alphabet_has_them(town: Town) -> None:
    for procedure, name in ((town.diploma, "Đất đai"), (town.birth, "Hộ tịch")):
        Sector.objects.filter(pk=procedure.sector_id).update(name=name)

    assert list(rows(board(MARCH), "linh-vuc")) == ["Đất đai", "Hộ tịch"]


@pytest.mark.django_db
def test_where_nothing_was_filed_there_is_no_share() -> None:
    shown = board(Scope(date(2025, 11, 5), date(2026, 2, 1)))

    assert list(rows(shown, "thang")) == ["11/2025", "12/2025", "01/2026", "02/2026"]
    assert {values[-1] for values in rows(shown, "thang").values()} == {None}
    assert shown.share.percent is None
    assert shown.days is None
    assert found(shown.exhibits, "co-quan") is None


def test_an_office_with_none_below_it_compares_no_agencies(town: Town) -> None:
    def compared(scope: Scope) -> bool:
        return found(board(scope).exhibits, "co-quan") is not None

    quiet = Scope(date(2020, 1, 1), date(2020, 1, 31))

    assert not compared(replace(MARCH, agency=town.ward))
    assert compared(replace(MARCH, agency=town.city))
    assert compared(replace(quiet, agency=town.city))


@pytest.mark.django_db
def test_many_agencies_are_shown_as_tiles() -> None:
    city = make_agency("Thành phố Mẫu")
    procedure: Procedure = make_procedure(DIPLOMA)
    for number in range(25):
        name = f"Ủy ban nhân dân Phường Mẫu Số {number}"
        make_facts(make_agency(name, parent=city), procedure)

    exhibit = found(board(MARCH).exhibits, "co-quan")

    assert exhibit is not None
    assert exhibit.drawing is not None
    assert len(exhibit.drawing.rects) == 25
    assert "Ủy ban" not in "".join(text.text for text in exhibit.drawing.texts)
    assert {rect.css for rect in exhibit.drawing.rects} == {f"shade-{SHADES}"}


def exhibit(*values: tuple[str, Decimal | int | None]) -> Exhibit:
    return Exhibit(
        "mau",
        "Mẫu",
        "Để thử",
        "QĐ 766/QĐ-TTg",
        ("Tên", "Số"),
        tuple(Row(name, (value,)) for name, value in values),
        bars([("Mẫu", Decimal(1))]),
    )


def test_a_table_leaves_as_csv_without_a_formula() -> None:
    text = exhibit(("=1+1", 5), ("Đất đai", Decimal("66.7")), ("-", None)).csv()

    assert text.startswith("\ufeff")
    lines = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    assert lines == [["Tên", "Số"], ["'=1+1", "5"], ["Đất đai", "66.7"], ["'-", ""]]


def test_a_table_leaves_as_json_with_its_definition() -> None:
    told = as_json(exhibit(("Đất đai", Decimal("66.7"))))

    assert told["definition"] == "Để thử"
    assert told["rows"] == [["Đất đai", 66.7]]


def test_a_picture_is_a_whole_file_that_needs_nothing_else() -> None:
    tree = ElementTree.fromstring(picture(exhibit(("A<b>", 1))))

    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    assert picture(replace(exhibit(), drawing=None)) == ""


def test_a_line_breaks_where_a_month_has_no_value() -> None:
    values = [Decimal(10), None, Decimal(30), Decimal(40)]
    points = [(f"{n}", value) for n, value in enumerate(values)]

    drawing = percent_line(points, targets=[Decimal(30)] * len(points))

    assert sum(path.css == "line-1" for path in drawing.paths) == 2
    assert sum(path.css == "target" for path in drawing.paths) == 1
    assert len(drawing.rects) == 3
    assert percent_line([("a", None)]).rects == ()


@given(st.lists(st.lists(st.integers(0, 10**7), min_size=3, max_size=3), max_size=30))
def test_stacked_columns_are_as_high_as_their_counts(counts: list[list[int]]) -> None:
    named = [(f"{number}", each) for number, each in enumerate(counts)]

    drawing = stacked(named, ("a", "b", "c"))

    assert len(drawing.rects) == sum(count > 0 for each in counts for count in each)
    assert all(r.y >= 0 and r.y + r.height <= drawing.height for r in drawing.rects)


def test_bars_say_their_values_and_long_names_are_cut() -> None:
    name = "Thành lập và hoạt động doanh nghiệp của hộ kinh doanh"

    drawing = bars([(name, Decimal("41.5")), ("Không", None)], target=Decimal(30))

    texts = [text.text for text in drawing.texts]
    assert "41,5\u00a0%" in texts
    assert "—" in texts
    assert any(text.endswith("…") for text in texts)
    assert bars([("a", Decimal(6370))], unit="").texts[1].text == "6.370"


PERCENTS = st.decimals(0, 100, places=1)


@given(st.lists(PERCENTS, min_size=1, max_size=30), PERCENTS)
def test_the_target_never_runs_through_the_value_of_a_bar(
    values: list[Decimal], target: Decimal
) -> None:
    wide = bars([("a", value) for value in values], target=target)

    for drawing in (wide, wide.narrow):
        assert drawing is not None
        (line,) = [path.d for path in drawing.paths if path.css == "target"]
        x = float(line[1:].split()[0])
        shown = [text for text in drawing.texts if text.css == "bar-value"]
        assert len(shown) == len(values)
        for text in shown:
            assert x < text.x or x > text.x + 6 * len(text.text)
            assert text.x + 6 * len(text.text) <= drawing.width


def test_tiles_cut_names_that_do_not_fit() -> None:
    named = {
        "Đặc khu Bình Hưng Hòa Mẫu": ["Đặc khu Bình", "Hưng Hòa Mẫu"],
        "Đặc khu Bình Hưng Hòa Mẫu Rất Là Rất Dài": [
            *("Đặc khu Bình", "Hưng Hòa Mẫu", "Rất Là Rất…"),
        ],
    }

    for name, lines in named.items():
        assert [text.text for text in tiles([(name, None)]).texts] == ["—", *lines]


def test_a_heat_map_has_a_field_for_every_hour_on_a_phone_too() -> None:
    drawing = heat([("T2", [0, 1, 10]), ("T3", [5, 0, 0])], ["0h", "1h", "2h"])

    shades = ["shade-0", "shade-1", "shade-5", "shade-3", "shade-0", "shade-0"]
    assert [rect.css for rect in drawing.rects] == shades
    assert drawing.narrow is not None
    assert [rect.css for rect in drawing.narrow.rects] == [
        shades[place] for place in (0, 3, 1, 4, 2, 5)
    ]
    wide, narrow = drawing.rects[2], drawing.narrow.rects[4]
    assert (wide.title, narrow.title) == ("T2, 2h: 10", "2h, T2: 10")


@given(
    st.lists(
        st.tuples(
            st.text(
                st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60
            ),
            st.none() | st.decimals(0, 100, places=1),
        ),
        max_size=30,
    )
)
def test_a_phone_shows_the_same_and_all_of_it(
    points: list[tuple[str, Decimal | None]],
) -> None:
    counts = [(name, [int(value or 0)]) for name, value in points]
    for wide in (
        percent_line(points, targets=[Decimal(30)] * len(points)),
        bars(points, target=Decimal(30)),
        stacked(counts, ("a",)),
        tiles(points),
    ):
        narrow = wide.narrow
        assert narrow is not None
        assert narrow.width <= 340
        assert [r.title for r in narrow.rects] == [r.title for r in wide.rects]
        assert [r.css for r in narrow.rects] == [r.css for r in wide.rects]
        for each in narrow.rects:
            assert each.x >= 0
            assert each.x + each.width <= narrow.width
            assert each.y + each.height <= narrow.height


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_more_is_never_lighter(count: int, more: int) -> None:
    most = count + more

    assert 0 <= shade_of(count, most) <= shade_of(most, most) == SHADES


def test_every_bucket_has_a_name() -> None:
    names = bucket_names()

    assert names[0] == "trong ngày"
    assert names[bucket_of(4)] == "3–5 ngày"
    assert names[bucket_of(61)] == "trên 60 ngày"
    assert len(names) == len(BUCKETS) + 1


def test_the_mean_of_nothing_is_nothing() -> None:
    assert mean(0, 0) is None
    assert mean(7, 2) == Decimal("3.5")
