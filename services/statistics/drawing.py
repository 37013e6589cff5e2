"""Charts as shapes with places: drawn by the server as SVG, no script, any printer.

A chart is only the picture of a table that stands beside it; each shape says in its
title what it shows. Colours are classes, so that contrast and print can change them.
Each is drawn twice, for a wide page and for a phone, where a wide one could only be
shrunk until nobody can read it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, groupby
from textwrap import wrap

from accounts.vietnamese import PERCENT, percent, written

HEIGHT = 280
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 16, 40
ROW, NAMES = 30, 230
LABEL = 44
DIGIT = 7.5
"""How wide a letter of a bar's value is."""
TILE, TILE_HEIGHT, TILE_LINES, TILE_LETTERS = 84, 74, 3, 12
SHADES = 5
LAST_LIGHT = 3
"""The darkest shade that dark letters can be read on."""


@dataclass(frozen=True, slots=True)
class Page:
    """How wide a page is, in units, and how much stands side by side on it."""

    width: int
    labels: int
    """Names under an axis."""
    letters: int
    """Of the name of a bar."""
    tiles: int


WIDE = Page(width=720, labels=8, letters=32, tiles=12)
PHONE = Page(width=340, labels=4, letters=44, tiles=4)


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
    """Shapes on a field of `width` by `height` units; `narrow` is the phone's."""

    width: int
    height: int
    rects: tuple[Rect, ...] = ()
    paths: tuple[Path, ...] = ()
    texts: tuple[Text, ...] = ()
    narrow: "Drawing | None" = None


type Series = Sequence[tuple[str, Decimal | None]]
type Short = Mapping[str, str] | None
"""Names to be drawn by whole names, which titles keep; others are drawn whole."""
type Goals = Sequence[Decimal | None]


def percent_line(points: Series, *, targets: Goals = ()) -> Drawing:
    """Draw named percents (0–100; None is a gap) as a line.

    `targets` has one for each point or is empty; they are drawn as steps, over the
    points that have one.
    """
    narrow = _line(points, targets, PHONE)
    return replace(_line(points, targets, WIDE), narrow=narrow)


def _line(points: Series, targets: Goals, page: Page) -> Drawing:
    values = [*(value for _name, value in points), *targets]
    known = [value for value in values if value is not None]
    top = min(100, _nice(max([*known, Decimal(1)])))
    places = [
        (_across(number, len(points), page), value)
        for number, (_name, value) in enumerate(points)
    ]
    paths = [
        *_grid(top, page),
        *(Path(d, "line-1") for d in _runs(places, top)),
        *(Path(d, "target") for d in _stairs(targets, top, page)),
    ]
    dots = [
        Rect(
            x - 3, _down(value, top) - 3, 6, 6, "series-1", f"{name}: {percent(value)}"
        )
        for (x, value), (name, _value) in zip(places, points, strict=True)
        if value is not None
    ]
    texts = (*_ticks(top, PERCENT), *_under([name for name, _value in points], page))
    return Drawing(page.width, HEIGHT, tuple(dots), tuple(paths), texts)


def stacked(
    columns: Sequence[tuple[str, Sequence[int]]], parts: Sequence[str]
) -> Drawing:
    """Draw a column per name, its counts on top of one another, first one below."""
    narrow = _columns(columns, parts, PHONE)
    return replace(_columns(columns, parts, WIDE), narrow=narrow)


def _columns(
    columns: Sequence[tuple[str, Sequence[int]]], parts: Sequence[str], page: Page
) -> Drawing:
    top = _nice(Decimal(max((sum(counts) for _n, counts in columns), default=1) or 1))
    room = (page.width - LEFT - RIGHT) / max(1, len(columns))
    rects = []
    for number, (name, counts) in enumerate(columns):
        ends = list(accumulate(counts))
        for place, (count, end) in enumerate(zip(counts, ends, strict=True)):
            if not count:
                continue
            y, base = _down(Decimal(end), top), _down(Decimal(end - count), top)
            title = f"{name}, {parts[place]}: {written(count)}"
            x = round(LEFT + room * (number + 0.15), 1)
            size = (round(room * 0.7, 1), round(base - y, 1))
            rects.append(Rect(x, y, *size, f"series-{place + 1}", title))
    texts = (*_ticks(top, ""), *_under([name for name, _counts in columns], page))
    return Drawing(page.width, HEIGHT, tuple(rects), tuple(_grid(top, page)), texts)


def bars(
    rows: Series,
    *,
    target: Decimal | None = None,
    unit: str = PERCENT,
    short: Short = None,
) -> Drawing:
    """Draw a bar per name from the left; a target is a line down across all."""
    known = [value for _name, value in rows if value is not None]
    top = _nice(max([*known, target or Decimal(1)]))
    # Beside its bar a name leaves half a phone to it: there it stands above.
    beside = _Bars(NAMES, WIDE.width - NAMES - 70, ROW, 0, WIDE, short or {})
    above = _Bars(0, PHONE.width - 60, 44, 20, PHONE, short or {})
    narrow = above.drawn(rows, top, target, unit)
    return replace(beside.drawn(rows, top, target, unit), narrow=narrow)


@dataclass(frozen=True, slots=True)
class _Bars:
    """Where bars stand: from `left`, up to `room` long, `below` the top of a row."""

    left: int
    room: int
    row: int
    below: int
    page: Page
    names: Mapping[str, str]

    def drawn(
        self, rows: Series, top: int, target: Decimal | None, unit: str
    ) -> Drawing:
        rects, texts, paths = [], [], []
        height = 16 + self.row * max(1, len(rows))
        line = None
        if target is not None:
            line = round(self.left + self._length(target, top), 1)
            paths.append(Path(f"M{line} 2V{height - 4}", "target"))
        for number, (name, value) in enumerate(rows):
            y = 8 + number * self.row
            width = 0.0 if value is None else self._length(value, top)
            shown = "—" if value is None else written(value) + unit
            bar, said = y + self.below, f"{name}: {shown}"
            rects.append(Rect(self.left, bar, width, ROW - 10, "series-1", said))
            texts += [
                self._name(name, y),
                Text(_beside(self.left + width, shown, line), bar + 15, shown, *VALUE),
            ]
        size = (self.page.width, height)
        return Drawing(*size, tuple(rects), tuple(paths), tuple(texts))

    def _length(self, value: Decimal, top: int) -> float:
        return round(self.room * float(value) / top, 1)

    def _name(self, name: str, y: int) -> Text:
        short = _short(self.names.get(name, name), self.page.letters)
        if self.below:
            return Text(self.left, y + 13, short, "start", "bar-name")
        return Text(self.left - 8, y + 15, short, "end", "bar-name")


VALUE = ("start", "bar-value")


def _beside(end: float, shown: str, line: float | None) -> float:
    """Return where a bar's value begins: after the bar, never across the target."""
    x = end + 6
    if line is None or not x - 4 < line < x + DIGIT * len(shown):
        return x
    return line + 6


def heat(rows: Sequence[tuple[str, Sequence[int]]], columns: Sequence[str]) -> Drawing:
    """Draw a field per row and column, darker for more; zero stays white.

    On a phone rows and columns change places.
    """
    turned = [
        (column, [counts[place] for _name, counts in rows])
        for place, column in enumerate(columns)
    ]
    names = [name for name, _counts in rows]
    wide, narrow = _Fields(26, 26, 3), _Fields(40, 22, 1)
    return replace(wide.drawn(rows, columns), narrow=narrow.drawn(turned, names))


@dataclass(frozen=True, slots=True)
class _Fields:
    """How large the fields of a heat map are, and every how many columns is named."""

    width: int
    height: int
    named: int

    def drawn(
        self, rows: Sequence[tuple[str, Sequence[int]]], columns: Sequence[str]
    ) -> Drawing:
        most = max((max(counts, default=0) for _name, counts in rows), default=0)
        rects, texts = [], []
        for number, (name, counts) in enumerate(rows):
            y = 20 + number * self.height
            texts.append(Text(LABEL - 6, y + self.height / 2 + 4, name, "end"))
            for place, count in enumerate(counts):
                x, css = LABEL + place * self.width, f"shade-{shade_of(count, most)}"
                size = (self.width - 2, self.height - 2)
                said = f"{name}, {columns[place]}: {written(count)}"
                rects.append(Rect(x, y, *size, css, said))
        texts += [
            Text(LABEL + place * self.width + self.width // 2 - 1, 14, name)
            for place, name in enumerate(columns)
            if place % self.named == 0
        ]
        size = (LABEL + self.width * len(columns), 24 + self.height * len(rows))
        return Drawing(*size, tuple(rects), (), tuple(texts))


def tiles(rows: Series, *, short: Short = None) -> Drawing:
    """Draw a tile per name, darker for a higher percent; none stays white."""
    names = short or {}
    return replace(_tiles(rows, names, WIDE), narrow=_tiles(rows, names, PHONE))


def _tiles(rows: Series, names: Mapping[str, str], page: Page) -> Drawing:
    rects, texts = [], []
    for number, (name, value) in enumerate(rows):
        x, y = number % page.tiles * TILE, number // page.tiles * TILE_HEIGHT
        shown = "—" if value is None else percent(value)
        shade = shade_of(int(value or 0), 100)
        size, said = (TILE - 4, TILE_HEIGHT - 4), f"{name}: {shown}"
        rects.append(Rect(x, y, *size, f"shade-{shade}", said))
        css = "tile-dark" if shade > LAST_LIGHT else "tile-text"
        middle = x + TILE / 2 - 2
        texts.append(Text(middle, y + 18, shown, css=f"{css} strong"))
        texts += [
            Text(middle, y + 33 + 12 * line, part, css=css)
            for line, part in enumerate(_in_lines(names.get(name, name)))
        ]
    lines = -(-len(rows) // page.tiles) or 1
    width = TILE * page.tiles
    return Drawing(width, TILE_HEIGHT * lines, tuple(rects), (), tuple(texts))


def shade_of(count: int, most: int) -> int:
    """Return the shade from 0 (nothing) to SHADES (the most)."""
    return 0 if not count else min(SHADES, 1 + (SHADES * count - 1) // most)


def _in_lines(name: str) -> list[str]:
    """Break a name into the lines of a tile; what is too long is cut."""
    lines = wrap(name, TILE_LETTERS)
    if len(lines) <= TILE_LINES:
        return lines
    rest = " ".join(lines[TILE_LINES - 1 :])
    return [*lines[: TILE_LINES - 1], _short(rest, TILE_LETTERS)]


def _short(name: str, letters: int) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"


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


def _grid(top: int, page: Page) -> list[Path]:
    end = page.width - RIGHT
    lines = [
        Path(f"M{LEFT} {_down(Decimal(tick), top)}H{end}", "grid")
        for tick in _steps(top)
    ]
    return [*lines, Path(f"M{LEFT} {HEIGHT - BOTTOM}H{end}", "axis")]


def _ticks(top: int, unit: str) -> list[Text]:
    return [
        Text(LEFT - 8, _down(Decimal(tick), top) + 4, f"{written(tick)}{unit}", "end")
        for tick in _steps(top)
    ]


def _steps(top: int) -> list[int]:
    parts = min(5, top)
    return [top * part // parts for part in range(parts + 1)]


def _under(names: Sequence[str], page: Page) -> list[Text]:
    every = max(1, -(-len(names) // page.labels))
    return [
        Text(_across(number, len(names), page), HEIGHT - BOTTOM + 18, name)
        for number, name in enumerate(names)
        if number % every == 0
    ]


def _across(number: float, count: int, page: Page) -> float:
    room = page.width - LEFT - RIGHT
    return round(LEFT + room * (number + 0.5) / count, 1)


def _down(value: Decimal, top: int) -> float:
    room = HEIGHT - TOP - BOTTOM
    return round(TOP + room * (1 - float(value) / top), 1)


def _stairs(targets: Goals, top: int, page: Page) -> list[str]:
    """Return a path for each unbroken run of targets, a step where they change."""
    paths: list[str] = []
    for target, group in groupby(enumerate(targets), key=lambda each: each[1]):
        numbers = [number for number, _target in group]
        if target is None:
            continue
        first, last = numbers[0], numbers[-1]
        y = _down(target, top)
        # A target is over the whole room of its points, from edge to edge.
        left, right = (
            _across(n, len(targets), page) for n in (first - 0.5, last + 0.5)
        )
        if first and targets[first - 1] is not None:
            paths[-1] += f"V{y}H{right}"
        else:
            paths.append(f"M{left} {y}H{right}")
    return paths


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
