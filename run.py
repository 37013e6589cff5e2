#!/usr/bin/env python3
"""One file to start with: python3 run.py demo | test | manage ... | bench ...

It needs nothing but a Python of 3.8 or newer: it finds a Python that the portal runs
on, installs what uv.lock says into .venv, and hands over to portal/local.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, List

STARTED = time.time()
HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed"
PRIVATE_UV = HERE / ".uv"
UV = "uv>=0.9,<0.14"
OLDEST, NEWEST = (3, 12), (3, 14)
WITHOUT_TOOLS = ("demo", "manage")
USAGE = """usage: python3 run.py demo [--port N] [--host NAME] [--data DIR] [--fresh]
       python3 run.py test [arguments of pytest]
       python3 run.py manage COMMAND ...      (Django's commands, engines up)
       python3 run.py bench NAME ...          (the measurements of tests/load)"""
NO_PYTHON = """The portal needs Python 3.12, 3.13 or 3.14, and none was found. Get one:
    sudo apt-get install python3.13 python3.13-venv     (Debian, Ubuntu)
    brew install python@3.13                            (macOS)
    pip install uv                                      (uv brings its own Python)
or name one: PORTAL_PYTHON=/path/to/python3.13 python3 run.py ..."""
ASK = "import ssl,sys,ensurepip;print('%d.%d'%sys.version_info[:2],sys.executable)"


def main() -> None:
    """Install if the lock file says so, then become the portal's own command."""
    commands = ("demo", "test", "manage", "bench")
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        sys.exit(USAGE)
    cwd = os.getcwd()
    os.chdir(str(HERE))
    with_tools = sys.argv[1] not in WITHOUT_TOOLS
    if not is_installed(with_tools=with_tools):
        with alone():
            if not is_installed(with_tools=with_tools):
                install(with_tools=with_tools)
    environment = dict(os.environ, PORTAL_STARTED=repr(STARTED), PORTAL_CWD=cwd)
    environment.pop("PYTHONPATH", None)
    environment.pop("VIRTUAL_ENV", None)
    command = [str(PYTHON), "-m", "portal.local"] + sys.argv[1:]
    os.execve(str(PYTHON), command, environment)


def is_installed(*, with_tools: bool) -> bool:
    """Say whether .venv holds what the lock file says, with the tools if wanted."""
    try:
        stamps = STAMP.read_text()
    except OSError:
        return False
    wanted = [stamp(with_tools=True), stamp(with_tools=with_tools)]
    return stamps in wanted and PYTHON.exists()


def stamp(*, with_tools: bool) -> str:
    """Return the mark of an installation; a moved folder needs a new one."""
    digest = hashlib.sha256((HERE / "uv.lock").read_bytes()).hexdigest()
    return "%s %s %s" % (digest, HERE, "tools" if with_tools else "portal")


class alone:  # noqa: N801
    """Let one start at a time install."""

    def __enter__(self) -> None:
        self.folder = os.open(str(HERE), os.O_RDONLY)
        fcntl.flock(self.folder, fcntl.LOCK_EX)

    def __exit__(self, *problem: object) -> None:
        os.close(self.folder)


def install(*, with_tools: bool) -> None:
    """Fill .venv by uv, or by pip where uv cannot be had."""
    say("Installing what uv.lock says; only the first start does this.")
    python, uv = find_python(), find_uv()
    if uv is None and python is not None:
        uv = private_uv(python)
    done = uv is not None and by_uv(uv, python, with_tools=with_tools)
    if not done:
        if python is None:
            sys.exit(NO_PYTHON)
        by_pip(python)
    # pip always installs the tools too: its lock file is one.
    STAMP.write_text(stamp(with_tools=with_tools or not done))


def find_python() -> str | None:
    """Return the first candidate that runs and is new enough, asked by running it."""
    for candidate in candidates():
        answer = said([candidate, "-c", ASK])
        if answer:
            version, executable = answer.split(" ", 1)
            if OLDEST <= tuple(map(int, version.split("."))) <= NEWEST:
                return executable
    return None


def candidates() -> Iterator[str]:
    """Yield the pythons that may be there, the most deliberate choice first."""
    if os.environ.get("PORTAL_PYTHON"):
        yield os.environ["PORTAL_PYTHON"]
    yield sys.executable
    for minor in (13, 14, 12):
        for name in sorted(Path.home().glob(".pyenv/versions/3.%d.*" % minor)):
            yield str(name / "bin" / "python3")
        on_path = shutil.which("python3.%d" % minor)
        if on_path:
            yield on_path
        for prefix in ("/opt/homebrew/bin", "/usr/local/bin", "/usr/bin"):
            yield "%s/python3.%d" % (prefix, minor)


def find_uv() -> str | None:
    """Return a uv that runs: the private one, or the one on PATH."""
    for uv in (str(PRIVATE_UV / "bin" / "uv"), shutil.which("uv")):
        if uv and said([uv, "--version"]):
            return uv
    return None


def private_uv(python: str) -> str | None:
    """Put a uv of our own into .uv; None if that does not succeed."""
    try:
        subprocess.run([python, "-m", "venv", "--clear", str(PRIVATE_UV)], check=True)
        pip = [str(PRIVATE_UV / "bin" / "python"), "-m", "pip", "install", "-q", UV]
        subprocess.run(pip + ["--disable-pip-version-check"], check=True)
    except (OSError, subprocess.CalledProcessError):
        say("uv cannot be had here; pip does it, more slowly.")
        return None
    return str(PRIVATE_UV / "bin" / "uv")


def by_uv(uv: str, python: str | None, *, with_tools: bool) -> bool:
    """Install with uv; without a python, uv brings its own."""
    # uv looks at the system's certificates only when told so (new name, old name).
    environment = dict(os.environ, UV_SYSTEM_CERTS="1", UV_NATIVE_TLS="1")
    for name in ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"):
        environment.pop(name, None)
    command = [uv, "sync", "--frozen", "--quiet"]
    command += ["--python", python, "--no-python-downloads"] if python else []
    command += [] if with_tools else ["--no-dev"]
    return subprocess.run(command, env=environment).returncode == 0


def by_pip(python: str) -> None:
    """Install with pip, which checks every hash."""
    subprocess.run([python, "-m", "venv", "--clear", str(VENV)], check=True)
    command = [str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes"]
    command += ["--no-deps", "--disable-pip-version-check", "-r", "requirements.lock"]
    if subprocess.run(command).returncode:
        sys.exit("Nothing could be installed; pip says why above.")


def said(command: List[str]) -> str:
    """Return what a command prints, or nothing if it does not run or fails."""
    try:
        run = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            cwd="/",
        )
    except OSError:
        return ""
    return run.stdout.decode(errors="replace").strip() if run.returncode == 0 else ""


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
