"""The documents say what the code does; where they can be compared, they are."""

import re
from pathlib import Path

import pytest

from services.dossiers.policies import APPLICANT_ACTS, OFFICE_POWERS
from services.dossiers.states import MOVES, Act, State
from tests.house.test_sizes import HERE, name_of

DOCS = HERE / "docs"
PAGES = [*HERE.glob("*.md"), *DOCS.rglob("*.md")]
ARCHITECTURE = (DOCS / "architecture.md").read_text()


def section(page: str, heading: str) -> str:
    """Return the part of a page under the heading."""
    parts = re.split(r"^## ", page, flags=re.MULTILINE)
    return next(part for part in parts if part.partition("\n")[0].endswith(heading))


LIFE = section(ARCHITECTURE, "The life of a dossier")


def row_of(act: Act) -> str:
    """Return the row that an act has in docs/architecture.md."""
    move = MOVES[act]
    sources = " ".join(str(int(state)) for state in sorted(move.sources))
    target = "stays" if move.target is None else str(int(move.target))
    return f"| `{act}` | {act.label} | {sources} | {target} | {who_does(act)} |"


def who_does(act: Act) -> str:
    if act in APPLICANT_ACTS:
        return "applicant"
    known = OFFICE_POWERS.get(act)
    return f"`{known.name}`" if known else "power of the step"


def test_the_table_of_moves_is_that_of_the_code() -> None:
    assert re.findall(r"^\| `.*", LIFE, re.MULTILINE) == [row_of(act) for act in Act]


def test_the_states_are_those_of_the_code() -> None:
    bullet = LIFE.partition("- **The route**")[0].split("add one.")[1]

    written = [state.strip() for state in bullet.replace("\n", " ").split("·")]

    assert written == [f"{int(state)} {state.label}" for state in State]


def test_every_app_has_its_place_in_the_house() -> None:
    apps = {path.parent.name for path in HERE.glob("services/*/__init__.py")}

    house = section(ARCHITECTURE, "The house")

    assert [app for app in sorted(apps) if f"`services/{app}/`" not in house] == []


@pytest.mark.parametrize("document", PAGES, ids=name_of)
def test_a_page_links_to_what_is_there(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text())

    gone = [
        link
        for link in links
        if not link.startswith("http") and not (document.parent / link).exists()
    ]
    assert gone == []


@pytest.mark.parametrize("document", PAGES, ids=name_of)
def test_a_page_names_files_that_are_there(document: Path) -> None:
    named = re.findall(
        r"`((?:accounts|portal|services|tests|templates|deploy|docs)/[\w./-]+)`",
        document.read_text(),
    )

    assert [path for path in named if not (HERE / path.rstrip("/")).exists()] == []


FUNCTIONS = {
    f"{path.relative_to(HERE)}::{name}"
    for path in (HERE / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
}
SHORT = {name.split("/", 1)[1].removeprefix("services/") for name in FUNCTIONS}


@pytest.mark.parametrize("document", PAGES, ids=name_of)
def test_a_page_names_tests_that_are_there(document: Path) -> None:
    named = re.findall(r"`(?:tests/)?([\w/]+\.py::test_\w+)`", document.read_text())

    assert [name for name in named if name not in SHORT] == []


def test_all_security_rules_are_answered_for() -> None:
    page = (DOCS / "security.md").read_text()
    rules, _heading, gaps = page.partition("## Open")
    states = dict(re.findall(r"^\| (\d+) \|.*\| ([\w ]+) \|$", rules, re.MULTILINE))

    assert list(map(int, states)) == list(range(1, 63))
    assert set(states.values()) <= {"held", "partly", "open", "not yet"}
    assert re.findall(r"^\| (\d+) \|", gaps, re.MULTILINE) == [
        rule for rule, state in states.items() if state in {"partly", "open"}
    ]
