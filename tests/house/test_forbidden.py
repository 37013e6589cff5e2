"""What the code of a state's portal never does, whoever writes it next."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.test_sizes import HERE, name_of, ours

LOCAL = HERE / "portal" / "local"  # runs before Django, on one machine, for nobody else
OURS = ("accounts", "portal", "services")
MODULES = [
    path
    for path in ours(".py")
    if path.relative_to(HERE).parts[0] in OURS and LOCAL not in path.parents
]
TEMPLATES = [path for path in ours(".html") if path.is_relative_to(HERE / "templates")]
FORBIDDEN = {
    # commands (rule 4), evaluation (7), XML (11), pickles (12)
    *("subprocess", "pty", "code", "pickle", "marshal", "shelve", "xml", "lxml"),
    # fetching from an address that somebody gave (9)
    *("requests", "httpx", "aiohttp", "urllib.request", "http.client", "ftplib"),
    # text as a template (7) or as markup (1)
    *(
        "django.template.Template",
        "django.template.engines",
        "crispy_forms.layout.HTML",
    ),
    *("django.utils.safestring.mark_safe", "jinja2"),
    # SQL put together (3)
    "django.db.models.expressions.RawSQL",
}
CALLS = {"eval", "exec", "compile", "__import__"}
METHODS = {"system", "popen", "raw", "extra", "executemany"}
CSRF_EXEMPT = {
    HERE / "portal" / "views" / "calibrator.py",  # of the demo alone
    HERE / "services" / "api" / "views.py",  # signed by a machine, no cookie read
}


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def is_below(name: str, root: str) -> bool:
    return f"{name}.".startswith(f"{root}.")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_uses_nothing_that_is_forbidden(path: Path) -> None:
    tree = ast.parse(path.read_text())

    used = {n for n in imported(tree) if any(is_below(n, f) for f in FORBIDDEN)}
    called = {
        node.func.id
        for node in calls(tree)
        if isinstance(node.func, ast.Name) and node.func.id in CALLS
    }
    methods = {
        node.func.attr
        for node in calls(tree)
        if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS
    }

    assert (used, called, methods) == (set(), set(), set())


PUT_TOGETHER = {"services/statistics/summing.py"}
"""Its statements are made of names of `rolling` and of queries that Django compiled."""


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_sql_statement_is_written_out(path: Path) -> None:
    """A value reaches the database as a parameter, never inside the statement."""
    statements = [
        node.args[0]
        for node in calls(ast.parse(path.read_text()))
        if isinstance(node.func, ast.Attribute) and node.func.attr == "execute"
    ]

    if name_of(path) in PUT_TOGETHER:
        return
    assert [ast.unparse(s) for s in statements if not is_written_out(s)] == []


def is_written_out(statement: ast.expr) -> bool:
    if isinstance(statement, ast.Name):
        return statement.id.isupper()
    return isinstance(statement, ast.Constant)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_escapes_everything(path: Path) -> None:
    assert not re.search(r"\|\s*safe|autoescape\s+off", path.read_text())


def test_no_page_for_people_is_exempt_from_the_csrf_check() -> None:
    exempt = [p for p in MODULES if "csrf_exempt" in p.read_text()]

    assert set(exempt) == CSRF_EXEMPT


@pytest.mark.parametrize("script", ours(".js"), ids=lambda path: path.name)
def test_no_script_keeps_anything_in_the_browser(script: Path) -> None:
    kept = re.findall(
        r"localStorage|sessionStorage|indexedDB|document\.cookie", script.read_text()
    )

    assert kept == []
