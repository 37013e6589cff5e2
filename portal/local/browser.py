"""A Chromium for the journeys: the system's, Debian's package, or Playwright's own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = (
    "chromium-headless-shell",  # no window, and two thirds of the work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge-stable",
)
ON_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
DOWNLOADS = (
    Path.home() / ".cache" / "ms-playwright",
    Path.home() / "Library" / "Caches" / "ms-playwright",
)
SECONDS = 240


def find_or_get() -> tuple[Path | None, str]:
    """Return a browser, or none with the reason; gets one where that is allowed."""
    reasons = []
    for get in (_nothing, _by_apt, _by_playwright):
        if get is not _nothing:
            print("No browser yet; getting one …", file=sys.stderr, flush=True)
        reason = get()
        if reason:
            reasons.append(reason)
        for program in _programs():
            if _runs(program):
                return program, ""
    return None, "no Chromium or Chrome: " + "; ".join(reasons)


def _programs() -> Iterator[Path]:
    named = os.environ.get("PORTAL_BROWSER")
    if named:
        yield Path(named)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    yield from map(Path, ON_MAC)
    for folder in DOWNLOADS:
        yield from folder.glob("chromium*/chrome-*/*hrom*")


def _runs(program: Path) -> bool:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _nothing() -> str:
    return ""


def _by_apt() -> str:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return "apt-get is not for this user"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = ["apt-get", "-q", "update"]
    install = ["apt-get", "-qy", "install", "--no-install-recommends"]
    reason = _tried("apt-get", [update, [*install, NAMES[0]]], environment)
    # Ubuntu and older Debians have no such package.
    return reason and _tried("apt-get", [[*install, "chromium"]], environment)


def _by_playwright() -> str:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return _tried("playwright", [command], dict(os.environ))


def _tried(name: str, commands: list[list[str]], environment: dict[str, str]) -> str:
    for command in commands:
        try:
            done = subprocess.run(
                command,
                env=environment,
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            return f"{name}: {problem}"
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            return f"{name}: {said[-1] if said else done.returncode}"
    return ""
