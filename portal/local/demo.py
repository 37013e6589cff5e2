"""`run.py demo`: a portal to try out, kept between starts, gone without a trace."""

import argparse
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from portal.local.engines import data_folder
from portal.local.places import held
from portal.local.processes import STOPPING, LocalProblem, servant, stop, undisturbed
from portal.local.supervisor import Portal

DOSSIERS = "20000"
KEPT = "lock"
CHANGING = ("DATABASE_URL", "REDIS_URL", "VNPAY_", "VNPOST_")
"""What another process must be told of the one that runs: ports change."""


class Enough(Exception):
    """Somebody asked us to stop."""


asked = threading.Event()
"""Set from the moment somebody asked us to stop."""


class AlreadyRuns(LocalProblem):
    """The data folder is in use."""


def run(options: argparse.Namespace) -> int:
    """Start the demo and stay until somebody ends it."""
    data: Path = options.data
    data.mkdir(mode=0o711 if servant() else 0o700, parents=True, exist_ok=True)
    with only_one(data), stopping():
        if options.fresh:
            forget(data)
        portal = Portal(data, host=options.host, port=options.port)
        try:
            portal.start()
            announce(portal)
            portal.start_background()
            return stay(portal)
        except Enough:
            print("\nStopping …", flush=True)
            return 0
        finally:
            for number in STOPPING:
                signal.signal(number, signal.SIG_IGN)
            (data / "running.json").unlink(missing_ok=True)
            portal.stop()


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder; raises AlreadyRuns when another demo does."""
    try:
        with held(data / KEPT, wait=False):
            yield
    except BlockingIOError:
        raise AlreadyRuns(f"A demo is already running on {data}.") from None


@contextmanager
def stopping() -> Iterator[None]:
    """Turn the signals that mean "stop" into Enough."""

    def enough(_number: int, _frame: FrameType | None) -> None:
        # Raised while Python forks, an exception is only reported: hence the event.
        asked.set()
        raise Enough

    for number in STOPPING:
        signal.signal(number, enough)
    yield


def forget(data: Path) -> None:
    """Throw away what earlier starts have left."""
    shutil.rmtree(data_folder(data), ignore_errors=True)
    for left in data.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
        elif left.name != KEPT:
            left.unlink()


def announce(portal: Portal) -> None:
    """Say where it is, who can sign in, and how long that took."""
    running = portal.data / "running.json"
    running.touch(mode=0o600)
    told = {n: v for n, v in portal.environment.items() if n.startswith(CHANGING)}
    running.write_text(json.dumps(told))
    accounts = portal.data / "accounts.txt"
    if accounts.exists():
        print(accounts.read_text().rstrip())
    started = float(os.environ.get("PORTAL_STARTED", time.time()))
    print(f"\nFirst page after {time.time() - started:.1f} s.")
    print(f"Mails lie in {portal.data / 'mail'}, logs in {portal.data}.")
    print(f"Ready: {portal.address}   (Ctrl-C ends it)", flush=True)


def stay(portal: Portal) -> int:
    """Fill in the history, then wait until a part of the portal ends."""
    history = None
    number = portal.environment.get("PORTAL_HISTORY", DOSSIERS)
    try:
        if number != "0" and not (portal.data / "history").exists():
            with (portal.data / "simulate.log").open("wb") as log, undisturbed():
                wanted = ("simulate_demo", "--dossiers", number)
                history = portal.command(*wanted, output=log, nice=10)
        while not (name := portal.ended()):
            if history and history.poll() is not None:
                tell_history(portal, history.returncode)
                history = None
            if asked.wait(0.2):
                raise Enough
    finally:
        if history:
            stop(history, signal.SIGTERM, seconds=5)
    print(f"{name} has ended; see {portal.data / name}.log", flush=True)
    return 1


def tell_history(portal: Portal, code: int) -> None:
    """Say that the simulated history is there, or why not."""
    if code:
        print(f"No simulated history: see {portal.data / 'simulate.log'}", flush=True)
        return
    (portal.data / "history").touch()
    print("The simulated history of the last 24 months is there.", flush=True)
