"""Pictures: how their numbers are written, and what can be read in them."""

from decimal import Decimal

from services.statistics.drawing import bars, heat, percent_line, stacked, tiles

SHARE = Decimal("22.7")


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


def test_no_percent_sign_begins_a_line() -> None:
    drawings = percent_line([("a", SHARE)]), bars([("a", SHARE)]), tiles([("a", SHARE)])

    texts = [text.text for drawing in drawings for text in drawing.texts]
    signed = [text for text in texts if text.endswith("%")]
    assert len(signed) > 3
    assert all(text.endswith("\u00a0%") for text in signed)
