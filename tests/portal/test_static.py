"""The look keeps its promises: small, legible, whole, and without inline style."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import django_htmx
import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "portal" / "static"
OURS = STATIC / "portal"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted(OURS.glob("*.css"))

VIETNAMESE = "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
KB = 1024
READING_CONTRAST = 4.5
EDGE_CONTRAST = 3.0

INKS_ON_GROUNDS = [
    *((ink, ground) for ink in ("ink", "ink-soft") for ground in ("paper", "mist")),
    *((ink, ground) for ink in ("action", "late") for ground in ("paper", "mist")),
    *(("ink", soft) for soft in ("action-soft", "done-soft", "late-soft")),
    *(("action", soft) for soft in ("action-soft", "attention-soft", "late-soft")),
    *(("done", soft) for soft in ("paper", "done-soft")),
    *(("attention", soft) for soft in ("paper", "attention-soft")),
    *((f"on-{name}", name) for name in ("action", "lotus", "late", "done")),
    *((f"state-{state}", f"state-{state}-soft") for state in range(11)),
    ("ink-soft", "mist-deep"),
    ("late", "late-soft"),
    ("target", "paper"),
]
EDGES_ON_GROUNDS = [
    ("line-strong", "paper"),
    ("line-strong", "mist"),
    ("bloom", "paper"),
    ("series-1", "paper"),
]


def test_every_vendored_file_is_the_one_that_was_reviewed() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text())

    found = {
        str(path.relative_to(VENDOR)): _checksum(path)
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }

    assert found == manifest


@pytest.mark.parametrize(
    ("package", "licence", "name"),
    [
        ("bootstrap", "LICENSE", "MIT"),
        ("be-vietnam-pro", "OFL.txt", "SIL OPEN FONT LICENSE"),
    ],
)
def test_every_vendored_package_brings_its_licence(
    package: str, licence: str, name: str
) -> None:
    assert name in (VENDOR / package / licence).read_text()


@pytest.mark.parametrize("face", ["public", "desk"])
def test_the_sheets_of_a_first_view_weigh_at_most_35_kb(face: str) -> None:
    sheets = [path for path in SHEETS if face == "desk" or path.name != "desk.css"]

    assert _weight(VENDOR / "bootstrap" / "bootstrap.css", *sheets) <= 35 * KB


def test_the_scripts_of_a_first_view_weigh_at_most_60_kb() -> None:
    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-4.min.js"

    assert _weight(htmx, *OURS.glob("*.js")) <= 60 * KB


def test_the_fonts_of_a_vietnamese_page_weigh_at_most_70_kb() -> None:
    fonts = (VENDOR / "be-vietnam-pro").glob("*.woff2")

    assert sum(f.stat().st_size for f in fonts if "latin-ext" not in f.name) <= 70 * KB


@pytest.mark.parametrize("letter", VIETNAMESE + VIETNAMESE.upper())
def test_no_vietnamese_letter_loads_the_font_of_other_latin_letters(
    letter: str,
) -> None:
    faces = re.findall(r"@font-face \{(.*?)\}", _tokens_text(), flags=re.DOTALL)
    extended = [face for face in faces if "latin-ext" in face]

    assert extended
    assert not any(_covers(face, ord(letter)) for face in extended)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize(("ink", "ground"), INKS_ON_GROUNDS)
def test_words_can_be_read_in_every_colour_set(
    theme: str, ink: str, ground: str
) -> None:
    assert _contrast(theme, ink, ground) >= READING_CONTRAST


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize(("edge", "ground"), EDGES_ON_GROUNDS)
def test_edges_can_be_seen_in_every_colour_set(
    theme: str, edge: str, ground: str
) -> None:
    assert _contrast(theme, edge, ground) >= EDGE_CONTRAST


def test_body_text_is_read_without_effort() -> None:
    assert _contrast("light", "ink", "paper") >= 7
    assert _contrast("light", "action", "paper") >= 7


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_writes_inline_style_or_script(path: Path) -> None:
    source = path.read_text()

    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_that_a_template_names_is_drawn(path: Path) -> None:
    source = path.read_text()

    named = re.findall(r'components/icon\.html" with name="([^"]+)"', source)

    assert set(named) <= set(_drawings())


@pytest.mark.parametrize("state", range(11))
def test_each_state_of_a_dossier_has_its_own_icon_and_colour(state: int) -> None:
    drawings = [drawing for name, drawing in _drawings().items() if "state" in name]
    colours = {n: v for n, v in _tokens("light").items() if n.startswith("state-")}

    assert f"state-{state}" in _drawings()
    assert f".state-{state} {{" in (OURS / "components.css").read_text()
    assert len(drawings) == len(set(drawings))
    pairs = {(colours[f"state-{n}"], colours[f"state-{n}-soft"]) for n in range(11)}
    assert len(pairs) == 11


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_static_file_that_a_template_names_exists(path: Path) -> None:
    named = re.findall(r"\{% static '((?:portal|vendor)/[^']+)' %\}", path.read_text())

    assert [name for name in named if not (STATIC / name).is_file()] == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_token_that_a_sheet_uses_is_defined(path: Path) -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)", path.read_text()))

    ours = {name for name in used if not name.startswith("bs-")}
    assert ours <= set(re.findall(r"--([a-z0-9-]+):", _tokens_text()))


def _checksum(path: Path) -> str:
    digest = hashlib.sha384(path.read_bytes()).digest()
    return "sha384-" + base64.b64encode(digest).decode()


def _weight(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


def _drawings() -> dict[str, str]:
    """The drawing of every icon by its name."""
    sprite = (OURS / "icons.svg").read_text()
    return dict(re.findall(r'<symbol id="([^"]+)"[^>]*>(.*)</symbol>', sprite))


def _tokens_text() -> str:
    return (OURS / "tokens.css").read_text()


def _tokens(theme: str) -> dict[str, str]:
    text = _tokens_text()
    if theme != "light":
        text += (OURS / f"{theme}.css").read_text()
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", text))


def _contrast(theme: str, first: str, second: str) -> float:
    """The contrast ratio of WCAG 2 between two tokens of a colour set."""
    tokens = _tokens(theme)
    low, high = sorted((_luminance(tokens[first]), _luminance(tokens[second])))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: float) -> float:
    dark = channel <= 0.04045
    return channel / 12.92 if dark else float(((channel + 0.055) / 1.055) ** 2.4)


def _covers(face: str, letter: int) -> bool:
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
    return any(int(a, 16) <= letter <= int(b or a, 16) for a, b in ranges)
