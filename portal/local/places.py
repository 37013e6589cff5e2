"""Folders that other users of the machine can neither read nor have prepared for us."""

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.local.processes import LocalProblem

PREFIX = "mot-cua"


def mark_of(path: Path) -> str:
    """Return eight characters that stand for the path."""
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:8]


def is_open_to_others(path: Path) -> bool:
    """Say whether another user may pass through every folder above the path."""
    return all(
        parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents
    )


def own_folder(path: Path, *, mode: int = 0o700) -> Path:
    """Make the folder, or take it over if it is ours; raises LocalProblem if not.

    Names in a shared temporary folder can be guessed, so the owner is looked at.
    """
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in _ours():
            raise LocalProblem(f"{path} belongs to somebody else. Remove it.") from None
    path.chmod(mode)
    return path


def _ours() -> set[int]:
    me = os.geteuid()
    return {me} if me else {0, _nobody()}


def _nobody() -> int:
    import pwd

    return pwd.getpwnam("nobody").pw_uid


def short_folder(name: str) -> Path:
    """Return a folder whose path is short enough for a Unix socket (107 bytes)."""
    return own_folder(Path(tempfile.gettempdir()) / f"{PREFIX}-{name}")


def lasting_folder(name: str, *, mode: int = 0o700) -> Path:
    """Return a folder in the temporary directory that outlives a restart."""
    return own_folder(Path("/var/tmp") / f"{PREFIX}-{name}", mode=mode)


@contextmanager
def held(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock file; raises BlockingIOError when another one does."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


def throw_away_folder() -> Path:
    """Return a new folder for one run; sweeps those whose owner was killed."""
    base = Path(tempfile.gettempdir())
    for old in base.glob(f"{PREFIX}-test-*"):
        if old.lstat().st_uid == os.geteuid() and not _is_in_use(old):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}-test-"))


def _is_in_use(folder: Path) -> bool:
    try:
        with held(folder / "lock", wait=False):
            return False
    except OSError:
        return True
