"""Child processes on a leash: none of them outlives the one that started it."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
NOBODY = "nobody"
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The signals by which somebody asks us to stop."""


class LocalProblem(Exception):
    """What keeps the portal from starting here, with what to do about it."""


def servant() -> dict[str, Any]:
    """Return how to run what refuses to run as root: as nobody; else as ourselves."""
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": _group_of_nobody(), "extra_groups": []}


def _group_of_nobody() -> int:
    import pwd

    return pwd.getpwnam(NOBODY).pw_gid


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back the wish to stop until the block is through.

    A process is started and written down within it: one that nobody has written down
    would not be ended with the others.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def start(
    command: Sequence[str | Path],
    *,
    farewell: signal.Signals,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    **how: Any,
) -> subprocess.Popen[bytes]:
    """Start a process that gets `farewell` when this one dies, however it dies.

    It has a session of its own, so that Ctrl-C in the terminal reaches only us and
    we end the others in their order.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        env=None if environment is None else dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=_leash(farewell),
        **how,
    )


def _leash(farewell: signal.Signals) -> Callable[[], None]:
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    parent = os.getpid()

    def tie() -> None:  # pragma: no cover - runs in the child, between fork and exec
        # It may be started while we hold these back, and our own answer is not its.
        for number in STOPPING:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        if libc:
            libc.prctl(PR_SET_PDEATHSIG, farewell)
        if os.getppid() != parent:  # it died before we were tied to it
            os._exit(1)

    return tie


def stop(
    process: subprocess.Popen[bytes], farewell: signal.Signals, *, seconds: float
) -> None:
    """Ask the process to end; end it and its own when it has not within `seconds`."""
    if process.poll() is not None:
        return
    process.send_signal(farewell)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(
    is_ready: Callable[[], bool],
    process: subprocess.Popen[bytes],
    *,
    seconds: float,
    log: Path,
) -> None:
    """Wait for readiness; raises LocalProblem with the end of the log."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            lines = log.read_text(errors="replace").splitlines()[-20:]
            raise LocalProblem("\n".join([f"{log.stem} does not start:", *lines]))
        time.sleep(0.02)
