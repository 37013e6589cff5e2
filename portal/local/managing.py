"""`run.py manage` and `run.py bench`: commands with the engines up."""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from portal.local.demo import AlreadyRuns, forget, only_one, stopping
from portal.local.places import throw_away_folder
from portal.local.ports import free_port
from portal.local.processes import LocalProblem, servant
from portal.local.supervisor import HERE, Portal

LOAD = HERE / "tests" / "load"
UNDER_FIRE = frozenset({"crash"})
"""Measurements that kill parts of the portal, which are then started again."""
BETWEEN_LOOKS = 0.1


def manage(data: Path, arguments: list[str]) -> int:
    """Run Django's command on the demo's data, whether the demo runs or not."""
    data.mkdir(mode=0o711 if servant() else 0o700, parents=True, exist_ok=True)
    portal = Portal(data, host="127.0.0.1", port=8000)
    command = [sys.executable, str(HERE / "manage.py"), *arguments]
    try:
        with only_one(data):
            try:
                portal.start_engines()
                return subprocess.run(command, env=portal.environment).returncode
            finally:
                portal.engines.stop()
    except AlreadyRuns:
        os.environ.update(json.loads((data / "running.json").read_text()))
        portal.engines.postgres = portal.engines.valkey = None
        portal.start_engines()
        return subprocess.run(command, env=portal.environment).returncode


def bench(arguments: list[str]) -> int:
    """Run tests/load/NAME.py against a portal of its own, and remove that again.

    The measurement finds the address in SITE_URL, the process ids of the web server
    in WEB_PID, and DATABASE_URL and the rest in its environment.
    """
    known = sorted(p.stem for p in LOAD.glob("[a-z]*.py"))
    if not arguments or arguments[0] not in known:
        raise LocalProblem(f"usage: run.py bench NAME ...; known: {', '.join(known)}")
    name, *rest = arguments
    data = throw_away_folder()
    with only_one(data), stopping():
        portal = Portal(data, host="127.0.0.1", port=free_port())
        try:
            portal.start()
            portal.start_background()
            environment = portal.environment | {
                "WEB_PID": str(portal.children["web"].pid)
            }
            command = [sys.executable, "-m", f"tests.load.{name}", *rest]
            if name in UNDER_FIRE:
                return _under_fire(portal, command, environment)
            return subprocess.run(command, env=environment).returncode
        finally:
            portal.stop()
            forget(data)
            shutil.rmtree(data, ignore_errors=True)


def _under_fire(portal: Portal, command: list[str], environment: dict[str, str]) -> int:
    """Run the measurement and start again whatever it kills.

    It finds the process ids by name in the file PIDS; each leads a group of its own.
    """
    pids = portal.data / "pids.json"
    _write_pids(portal, pids)
    run = subprocess.Popen(command, env=environment | {"PIDS": str(pids)})
    try:
        while run.poll() is None:
            if portal.ended():
                # A database whose last processes still end is started at the next look.
                with suppress(LocalProblem):
                    portal.revive()
                _write_pids(portal, pids)
            time.sleep(BETWEEN_LOOKS)
    finally:
        run.kill()
    return run.wait()


def _write_pids(portal: Portal, pids: Path) -> None:
    """Replace the file at once: nobody reads half of it."""
    fresh = pids.with_suffix(".new")
    fresh.write_text(json.dumps(portal.pids()))
    fresh.replace(pids)
