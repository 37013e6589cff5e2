"""Pieces stay small enough to be read at once."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent.parent
FUNCTION, MODULE, TEMPLATE = 40, 400, 120


def ours(*endings: str) -> list[Path]:
    """Every file of the project with one of the endings, vendored ones left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HERE,
        capture_output=True,
        check=True,
    )
    paths = (HERE / name for name in listed.stdout.decode().split("\0") if name)
    return [
        path
        for path in paths
        if path.suffix in endings and path.is_file() and "vendor" not in path.parts
    ]


MODULES = [p for p in ours(".py") if "migrations" not in p.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name_of(path: Path) -> str:
    return str(path.relative_to(HERE))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_and_its_functions_are_short(path: Path) -> None:
    long = [
        f"{function.name}: {length} lines"
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION
    ]

    assert not long
    assert len(path.read_text().splitlines()) <= MODULE


@pytest.mark.parametrize("path", ours(".html", ".txt"), ids=name_of)
def test_a_template_is_short(path: Path) -> None:
    if path.is_relative_to(HERE / "templates"):
        assert len(path.read_text().splitlines()) <= TEMPLATE


def test_nothing_is_called_after_no_purpose() -> None:
    purposeless = {"utils", "helpers", "common", "misc"}

    assert not [name_of(p) for p in MODULES if purposeless & {p.stem, *p.parent.parts}]
