"""Processes on a leash: each is written down, and ends with the one that started it."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from portal.local.processes import start, stop, undisturbed

SECONDS = 60
PATIENT_CODE = "import signal; print('up', flush=True); signal.pause()"
STUBBORN_CODE = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child:
    print(child, flush=True)
while True:
    signal.pause()
"""
PATIENT = [sys.executable, "-c", PATIENT_CODE]
STUBBORN = [sys.executable, "-c", STUBBORN_CODE]

pytestmark = pytest.mark.local


class Asked(Exception):
    """Somebody asked us to stop."""


@pytest.fixture
def asks() -> Iterator[None]:
    """Answer SIGINT as the demo does: with an exception, wherever we are."""

    def asked(_number: int, _frame: object) -> None:
        raise Asked

    before = signal.signal(signal.SIGINT, asked)
    yield
    signal.signal(signal.SIGINT, before)


def first_line(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    with process.stdout as said:
        return said.readline()


@pytest.mark.usefixtures("asks")
def test_a_process_started_while_somebody_asks_us_to_stop_is_known() -> None:
    known = []

    def start_one() -> None:
        with undisturbed():
            # To this thread: another one of the tests' would let it through.
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)
            one = start(PATIENT, farewell=signal.SIGTERM, output=subprocess.PIPE)
            known.append(one)

    with pytest.raises(Asked):
        start_one()

    (process,) = known
    assert first_line(process) == b"up\n"
    # It hears the signal that we held back from ourselves while it was started.
    stop(process, signal.SIGHUP, seconds=SECONDS)
    assert process.returncode == -signal.SIGHUP


def test_one_that_does_not_end_is_ended_with_those_it_has_started() -> None:
    process = start(STUBBORN, farewell=signal.SIGKILL, output=subprocess.PIPE)
    its_own = os.pidfd_open(int(first_line(process)))

    stop(process, signal.SIGTERM, seconds=0.5)

    assert process.returncode == -signal.SIGKILL
    assert select.select([its_own], [], [], SECONDS)[0]
    os.close(its_own)
