"""`run.py test`: pytest, with a browser for the journeys."""

import os
import sys

from portal.local import browser


def run(arguments: list[str]) -> int:
    """Become pytest; without arguments the whole suite on every core."""
    path, reason = browser.find_or_get()
    os.environ["PORTAL_BROWSER"] = str(path or "")
    os.environ["PORTAL_BROWSER_MISSING"] = reason
    command = [sys.executable, "-m", "pytest", *(arguments or ["-q", "-n", "auto"])]
    os.execv(sys.executable, command)
