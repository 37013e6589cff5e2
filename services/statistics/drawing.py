"""Charts as shapes with places: drawn by the server as SVG, no script, any printer.

A chart is only the picture of a table that stands beside it; each shape says in its
title what it shows. Colours are classes, so that contrast and print can change them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from textwrap import wrap

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 16, 40
ROW, NAMES = 30, 230
HOUR, LABEL = 26, 44
TILE, ACROSS = 84, 8
SHADES = 5


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    css: str
    title: str


@dataclass(frozen=True, slots=True)
class Path:
    d: str
    css: str


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    text: str
    anchor: str = "middle"
    css: str = "axis-text"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a field of `width` by `height` units."""

    width: int
    height: int
    rects: tuple[Rect, ...] = ()
    paths: tuple[Path, ...] = ()
    texts: tuple[Text, ...] = ()


type Series = Sequence[tuple[str, Decimal | None]]


def percent_line(points: Series, *, target: Decimal | None = None) -> Drawing:
    """Draw named percents (0–100; None is a gap) as a line, and a target across."""
    known = [value for _name, value in points if value is not None]
    top = min(100, _nice(max([*known, target or Decimal(1)])))
    places = [
        (_across(number, len(points)), value)
        for number, (_name, value) in enumerate(points)
    ]
    paths = [*_grid(top), *(Path(d, "line-1") for d in _runs(places, top))]
    if target is not None:
        paths.append(Path(f"M{LEFT} {_down(target, top)}H{WIDTH - RIGHT}", "target"))
    dots = [
        Rect(x - 3, _down(value, top) - 3, 6, 6, "series-1", f"{name}: {value} %")
        for (x, value), (name, _value) in zip(places, points, strict=True)
        if value is not None
    ]
    names = [name for name, _value in points]
    return Drawing(
        WIDTH, HEIGHT, tuple(dots), tuple(paths), (*_ticks(top, " %"), *_under(names))
    )


def stacked(
    columns: Sequence[tuple[str, Sequence[int]]], parts: Sequence[str]
) -> Drawing:
    """Draw a column per name, its counts on top of one another, first one below."""
    top = _nice(Decimal(max((sum(counts) for _n, counts in columns), default=1) or 1))
    room = (WIDTH - LEFT - RIGHT) / max(1, len(columns))
    rects = []
    for number, (name, counts) in enumerate(columns):
        ends = list(accumulate(counts))
        for place, (count, end) in enumerate(zip(counts, ends, strict=True)):
            if not count:
                continue
            y, base = _down(Decimal(end), top), _down(Decimal(end - count), top)
            title = f"{name}, {parts[place]}: {count}"
            x = round(LEFT + room * (number + 0.15), 1)
            rects.append(
                Rect(
                    x,
                    y,
                    round(room * 0.7, 1),
                    round(base - y, 1),
                    f"series-{place + 1}",
                    title,
                )
            )
    names = [name for name, _counts in columns]
    return Drawing(
        WIDTH,
        HEIGHT,
        tuple(rects),
        tuple(_grid(top)),
        (*_ticks(top, ""), *_under(names)),
    )


def bars(rows: Series, *, target: Decimal | None = None, unit: str = " %") -> Drawing:
    """Draw a bar per name from the left; a target is a line down across all."""
    known = [value for _name, value in rows if value is not None]
    top = _nice(max([*known, target or Decimal(1)]))
    room = WIDTH - NAMES - 70
    rects, texts = [], []
    for number, (name, value) in enumerate(rows):
        y = 8 + number * ROW
        texts.append(Text(NAMES - 8, y + 15, _short(name), "end", "bar-name"))
        width = 0.0 if value is None else round(room * float(value) / top, 1)
        shown = "—" if value is None else _number(value) + unit
        rects.append(Rect(NAMES, y, width, ROW - 10, "series-1", f"{name}: {shown}"))
        texts.append(Text(NAMES + width + 6, y + 15, shown, "start", "bar-value"))
    height = 16 + ROW * max(1, len(rows))
    paths = []
    if target is not None:
        x = round(NAMES + room * float(target) / top, 1)
        paths.append(Path(f"M{x} 2V{height - 4}", "target"))
    return Drawing(WIDTH, height, tuple(rects), tuple(paths), tuple(texts))


def heat(rows: Sequence[tuple[str, Sequence[int]]], columns: Sequence[str]) -> Drawing:
    """Draw a field per row and column, darker for more; zero stays white."""
    most = max((max(counts, default=0) for _name, counts in rows), default=0)
    rects, texts = [], []
    for number, (name, counts) in enumerate(rows):
        y = 20 + number * HOUR
        texts.append(Text(LABEL - 6, y + 17, name, "end"))
        for place, count in enumerate(counts):
            rects.append(
                Rect(
                    LABEL + place * HOUR,
                    y,
                    HOUR - 2,
                    HOUR - 2,
                    f"shade-{shade_of(count, most)}",
                    f"{name}, {columns[place]}: {count}",
                )
            )
    texts += [
        Text(LABEL + place * HOUR + HOUR // 2 - 1, 14, name)
        for place, name in enumerate(columns)
        if place % 3 == 0
    ]
    width = LABEL + HOUR * len(columns)
    return Drawing(width, 24 + HOUR * len(rows), tuple(rects), (), tuple(texts))


def tiles(rows: Series) -> Drawing:
    """Draw a tile per name, darker for a higher percent; none stays white."""
    rects, texts = [], []
    for number, (name, value) in enumerate(rows):
        x, y = number % ACROSS * TILE, number // ACROSS * TILE
        shown = "—" if value is None else _number(value) + " %"
        shade = shade_of(int(value or 0), 100)
        rects.append(
            Rect(x, y, TILE - 4, TILE - 4, f"shade-{shade}", f"{name}: {shown}")
        )
        css = "tile-dark" if shade > SHADES // 2 else "tile-text"
        texts += [
            Text(x + TILE / 2 - 2, y + 34 + 13 * line, part, css=css)
            for line, part in enumerate(_in_lines(name))
        ]
        texts.append(Text(x + TILE / 2 - 2, y + 18, shown, css=f"{css} strong"))
    lines = -(-len(rows) // ACROSS) or 1
    return Drawing(TILE * ACROSS, TILE * lines, tuple(rects), (), tuple(texts))


def shade_of(count: int, most: int) -> int:
    """Return the shade from 0 (nothing) to SHADES (the most)."""
    return 0 if not count else min(SHADES, 1 + (SHADES * count - 1) // most)


def _in_lines(name: str) -> list[str]:
    """Break a name into lines of a tile; what is too long for three is cut."""
    lines = wrap(name, 12)
    return lines if len(lines) <= 3 else [*lines[:2], "…"]


def _short(name: str) -> str:
    return name if len(name) <= 32 else f"{name[:31]}…"


def _nice(most: Decimal) -> int:
    """Return the end of an axis, at least `most`, that five steps divide evenly."""
    for small in (1, 2, 3, 4, 5):
        if small >= most:
            return small
    power = 1
    while True:
        for tenths in (10, 15, 20, 25, 30, 40, 50, 75):
            if tenths * power >= most:
                return tenths * power
        power *= 10


def _grid(top: int) -> list[Path]:
    lines = [
        Path(f"M{LEFT} {_down(Decimal(tick), top)}H{WIDTH - RIGHT}", "grid")
        for tick in _steps(top)
    ]
    return [*lines, Path(f"M{LEFT} {HEIGHT - BOTTOM}H{WIDTH - RIGHT}", "axis")]


def _ticks(top: int, unit: str) -> list[Text]:
    return [
        Text(LEFT - 8, _down(Decimal(tick), top) + 4, f"{_whole(tick)}{unit}", "end")
        for tick in _steps(top)
    ]


def _steps(top: int) -> list[int]:
    parts = min(5, top)
    return [top * part // parts for part in range(parts + 1)]


def _number(value: Decimal) -> str:
    """Write a number as people do here: `1.234`, `41,5`."""
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _under(names: Sequence[str]) -> list[Text]:
    every = max(1, -(-len(names) // 8))
    return [
        Text(_across(number, len(names)), HEIGHT - BOTTOM + 18, name)
        for number, name in enumerate(names)
        if number % every == 0
    ]


def _across(number: int, count: int) -> float:
    room = WIDTH - LEFT - RIGHT
    return round(LEFT + room * (number + 0.5) / count, 1)


def _down(value: Decimal, top: int) -> float:
    room = HEIGHT - TOP - BOTTOM
    return round(TOP + room * (1 - float(value) / top), 1)


def _runs(places: Sequence[tuple[float, Decimal | None]], top: int) -> list[str]:
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
