"""Pictures: how their numbers are written, and what can be read in them."""

import re
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from services.statistics.drawing import bars, heat, percent_line, stacked, tiles

SHARE = Decimal("22.7")
SHEET = Path(settings.BASE_DIR, "portal/static/portal/components.css")


def test_numbers_in_pictures_are_written_as_on_pages() -> None:
    drawings = [
        percent_line([("a", SHARE)]),
        bars([("a", SHARE)]),
        tiles([("a", SHARE)]),
        stacked([("a", [1200])], ["b"]),
        heat([("a", [1200])], ["b"]),
    ]

    titles = [rect.title for drawing in drawings for rect in drawing.rects]
    share, count = "a: 22,7\u00a0%", "a, b: 1.200"
    assert titles == [share, share, share, count, count]


def test_targets_are_steps_over_the_points_that_have_one() -> None:
    points = [(f"{number}", SHARE) for number in range(6)]
    low, high = Decimal(30), Decimal(60)

    drawing = percent_line(points, targets=[None, low, low, high, None, low])

    # The six rooms are between 56 and 706; 30 and 60 are below the top, 75.
    first, second = [path.d for path in drawing.paths if path.css == "target"]
    assert first == "M164.3 150.4H381.0V60.8H489.3"
    assert second == "M597.7 150.4H706.0"


def test_no_percent_sign_begins_a_line() -> None:
    drawings = percent_line([("a", SHARE)]), bars([("a", SHARE)]), tiles([("a", SHARE)])

    texts = [text.text for drawing in drawings for text in drawing.texts]
    signed = [text for text in texts if text.endswith("%")]
    assert len(signed) > 3
    assert all(text.endswith("\u00a0%") for text in signed)


def test_what_a_target_runs_through_on_a_phone_stands_out_from_it() -> None:
    rows = [("Thành lập và hoạt động của hộ kinh doanh", SHARE)]
    narrow = bars(rows, target=Decimal(20)).narrow
    assert narrow is not None
    (line,) = [path.d for path in narrow.paths if path.css == "target"]
    x = float(line[1:].split()[0])
    (name,) = [text for text in narrow.texts if text.css == "bar-name"]
    assert name.x < x < name.x + 6 * len(name.text)

    edged = re.findall(
        r"\.chart :is\(([^)]+)\) { paint-order: stroke;", SHEET.read_text()
    )

    assert edged == [".bar-name, .bar-value"]
