"""Line charts drawn on the server as SVG: no script, no inline style, any printer."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 44, 14, 16, 40
STEP = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its place, or a tick of an axis."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Percent over months: `lines` are paths, broken where a month has no value."""

    width: int
    height: int
    lines: tuple[str, ...]
    dots: tuple[Mark, ...]
    columns: tuple[Mark, ...]
    rows: tuple[Mark, ...]
    target: Mark | None
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def percent_line(
    points: Sequence[tuple[str, Decimal | None]], *, target: Decimal | None = None
) -> LineChart:
    """Place the named percents (0–100; None is a gap) and a target on a chart."""
    known = [value for _name, value in points if value is not None]
    top = _round_up(max([*known, target or Decimal()]))
    places = [
        (_across(number, len(points)), name, value)
        for number, (name, value) in enumerate(points)
    ]
    every = max(1, len(points) // 8)
    return LineChart(
        width=WIDTH,
        height=HEIGHT,
        lines=tuple(_paths([(x, value) for x, _name, value in places], top)),
        dots=tuple(
            Mark(x, _down(value, top), name)
            for x, name, value in places
            if value is not None
        ),
        columns=tuple(
            Mark(x, HEIGHT - BOTTOM + 18, name) for x, name, _value in places[::every]
        ),
        rows=tuple(
            Mark(LEFT - 8, _down(Decimal(tick), top), f"{tick}")
            for tick in range(0, top + 1, STEP)
        ),
        target=None if target is None else _aim(target, top),
    )


def _aim(target: Decimal, top: int) -> Mark:
    return Mark(WIDTH - RIGHT, _down(target, top), f"{target}")


def _round_up(percent: Decimal) -> int:
    return min(100, (int(percent) // STEP + 1) * STEP)


def _across(number: int, count: int) -> float:
    room = WIDTH - LEFT - RIGHT
    return round(LEFT + room * (number + 0.5) / count, 1)


def _down(percent: Decimal, top: int) -> float:
    room = HEIGHT - TOP - BOTTOM
    return round(TOP + room * (1 - float(percent) / top), 1)


def _paths(places: Sequence[tuple[float, Decimal | None]], top: int) -> list[str]:
    """Return a path for each unbroken run of values."""
    paths: list[str] = []
    run: list[str] = []
    for x, value in [*places, (0.0, None)]:
        if value is not None:
            run.append(f"{'L' if run else 'M'}{x} {_down(value, top)}")
        elif run:
            paths.append(" ".join(run))
            run = []
    return paths
