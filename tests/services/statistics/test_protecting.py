"""What is left out stays unknown to whoever knows every total and every offer."""

from collections.abc import Iterator, Mapping

from hypothesis import example, given
from hypothesis import strategies as st

from services.statistics.protecting import (
    COUNTS,
    LEAST,
    WHOLES,
    Cell,
    Row,
    protected,
    suppressed,
)

NOTHING: Row = dict.fromkeys(COUNTS)


@st.composite
def counts(draw: st.DrawFn, most: int = 20) -> dict[str, int]:
    accepted, resolved = draw(st.integers(0, most)), draw(st.integers(0, most))
    online = draw(st.integers(0, accepted))
    return {
        "accepted": accepted,
        "online": online,
        "assisted": draw(st.integers(0, online)),
        "resolved": resolved,
        "in_time": draw(st.integers(0, resolved)),
    }


@given(counts())
def test_no_small_group_can_be_read_or_worked_out(said: dict[str, int]) -> None:
    shown = suppressed(said)

    for name, count in shown.items():
        if count is None:
            continue
        assert count == said[name]
        if name not in WHOLES:
            assert count >= LEAST
            continue
        whole = shown[WHOLES[name]]
        assert whole is not None
        assert count == 0 or count >= LEAST
        assert whole == count or whole - count >= LEAST


CELLS = st.tuples(st.integers(1, 3), st.integers(1, 3))


def worlds(
    cells: list[Cell], rows: dict[int, int], columns: dict[int, int]
) -> Iterator[dict[Cell, int]]:
    """Yield every way to fill the cells so that lines add up to what is left."""
    if not cells:
        if not any(rows.values()) and not any(columns.values()):
            yield {}
        return
    (row, column), *others = cells
    for count in range(min(rows[row], columns[column]) + 1):
        for world in worlds(
            others,
            {**rows, row: rows[row] - count},
            {**columns, column: columns[column] - count},
        ):
            yield {(row, column): count, **world}


def left(cells: list[Cell], said: Mapping[Cell, int], axis: int) -> dict[int, int]:
    """Return what is missing to the total of each line."""
    found = {1: 0, 2: 0, 3: 0}
    for cell in cells:
        found[cell[axis]] += said[cell]
    return found


@given(
    st.dictionaries(CELLS, counts(7), min_size=1, max_size=6),
    st.sets(CELLS, max_size=3),
)
@example({(1, 1): dict.fromkeys(COUNTS, 1), (1, 2): dict.fromkeys(COUNTS, 6)}, set())
def test_whoever_knows_all_totals_can_work_out_none_that_is_left_out(
    said: dict[Cell, dict[str, int]], offered: set[Cell]
) -> None:
    shown = protected(said, offered)
    cells = sorted({*said, *offered})
    zero = dict.fromkeys(COUNTS, 0)

    for name in ("accepted", "resolved"):
        true = {cell: said.get(cell, zero)[name] for cell in cells}
        gone = [c for c in cells if shown.get(c, NOTHING)[name] is None]
        there = set(cells) - set(gone)
        for row, column in [cell for cell in gone if true[cell]]:
            if not any(row == r or column == c for r, c in there):
                continue  # the totals of its lines are all that is known of them
            others = worlds(gone, left(gone, true, 0), left(gone, true, 1))
            assert any(o[row, column] != true[row, column] for o in others)


@given(st.dictionaries(CELLS, counts(), min_size=1), st.sets(CELLS))
def test_what_is_shown_is_true_and_no_row_is_empty(
    said: dict[Cell, dict[str, int]], offered: set[Cell]
) -> None:
    shown = protected(said, offered)

    for cell, row in shown.items():
        assert any(count is not None for count in row.values())
        assert all(count in {None, said[cell][name]} for name, count in row.items())
        for part, whole in WHOLES.items():
            assert row[part] is None or row[whole] is not None


def test_a_single_small_count_takes_others_with_it() -> None:
    full, few = dict.fromkeys(COUNTS, 20), dict.fromkeys(COUNTS, 3)
    said = {(1, 1): full, (1, 2): few, (2, 1): full, (2, 2): full, (3, 1): full}

    shown = protected(said, [])

    assert set(shown) == {(3, 1)}
    # With neighbours that may hold something nobody has to go.
    offered = [(a, f) for a in range(1, 5) for f in range(1, 5)]
    others = {(3, 3): few, **said}
    assert set(protected(others, offered)) == set(said) - {(1, 2)}
