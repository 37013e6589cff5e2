"""Two lock files, one truth."""

import re
import tomllib
from pathlib import Path

HERE = Path(__file__).parent.parent.parent


def test_pip_would_install_what_uv_installs() -> None:
    locked = tomllib.loads((HERE / "uv.lock").read_text())["package"]
    pinned = re.findall(
        r"^([\w.-]+)==([^\s;]+)", (HERE / "requirements.lock").read_text(), re.MULTILINE
    )

    assert set(pinned) <= {(p["name"], p["version"]) for p in locked if "version" in p}
    wanted = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[\[=<> ]", line)[0] for line in wanted["dependencies"]}
    assert names <= {name for name, _version in pinned}


def test_every_direct_dependency_says_what_it_is_for() -> None:
    text = (HERE / "pyproject.toml").read_text()
    block = text.split("dependencies = [", 1)[1].split("\n]", 1)[0]

    assert all("#" in line for line in block.splitlines() if line.strip())


def test_no_lock_names_a_private_registry() -> None:
    for name in ("uv.lock", "requirements.lock"):
        hosts = set(re.findall(r"https://([^/\s\"]+)", (HERE / name).read_text()))
        assert hosts <= {"pypi.org", "files.pythonhosted.org"}
