"""The engines of one machine: a PostgreSQL and a Valkey behind sockets of our own.

Neither listens on the network: whoever may enter the folder with the sockets may use
them, and that is the user who started them.
"""

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from portal.local import binaries
from portal.local.places import is_open_to_others, lasting_folder, mark_of
from portal.local.processes import (
    LocalProblem,
    servant,
    start,
    stop,
    undisturbed,
    wait_until,
)

ROLE = DATABASE = "portal"
LOSSY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
START_SECONDS = 60


@dataclass
class Postgres:
    """A cluster in `data`; `is_lasting` says whether it must survive a power cut."""

    data: Path
    sockets: Path
    log: Path
    is_lasting: bool = True
    binaries: Path = field(default_factory=binaries.postgresql)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for DATABASE_URL."""
        return self._url(DATABASE)

    def start(self) -> None:
        """Make the cluster if there is none, start it, wait until it answers."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._refuse_other_version()
        self._stop_stale()
        options = ["listen_addresses=", "unix_socket_permissions=0700"]
        options += ["max_connections=100", "shared_buffers=128MB", "timezone=UTC"]
        options += [] if self.is_lasting else LOSSY
        command: list[str | Path] = [self.binaries / "postgres", "-D", self.data]
        command += ["-k", self.sockets]
        for option in options:
            command += ["-c", option]
        with self.log.open("ab") as output, undisturbed():
            self.process = start(
                command, farewell=signal.SIGINT, output=output, cwd="/", **servant()
            )
        wait_until(self._is_ready, self.process, seconds=START_SECONDS, log=self.log)
        self._create_database()

    def stop(self) -> None:
        """End it in order; what was committed is kept."""
        if self.process:
            stop(self.process, signal.SIGINT, seconds=20)

    def _url(self, database: str) -> str:
        return (
            f"postgresql://{ROLE}@/{database}?host={quote(str(self.sockets), safe='')}"
        )

    def _initialise(self) -> None:
        who = servant()
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if who:
            shutil.chown(self.data, who["user"], who["group"])
        command: list[str | Path] = [self.binaries / "initdb", "-D", self.data]
        command += ["-U", ROLE, "--auth=trust", "-E", "UTF8", "--no-sync"]
        if _major(self.binaries) >= 17:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += (
            ["--locale=C"] if _major(self.binaries) >= 17 else ["--locale=C.UTF-8"]
        )
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", **who)
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise LocalProblem(
                f"initdb does not succeed:\n{done.stderr or done.stdout}"
            )

    def _refuse_other_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if int(made_by) != _major(self.binaries):
            raise LocalProblem(
                f"The data in {self.data} were written by PostgreSQL {made_by}, here "
                f"is {_major(self.binaries)}. Start over with --fresh, or install that."
            )

    def _stop_stale(self) -> None:
        """Stop a server whose supervisor was killed where no leash exists (macOS)."""
        if (self.data / "postmaster.pid").exists():
            pg_ctl = self.binaries / "pg_ctl"
            stop_it: list[str | Path] = [pg_ctl, "-D", self.data, "-m", "fast", "stop"]
            subprocess.run(stop_it, capture_output=True, cwd="/", **servant())

    def _is_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        # A server that was killed leaves its file behind, and that says "ready" too.
        mine = self.process is not None and lines[:1] == [str(self.process.pid)]
        return mine and len(lines) > 7 and lines[7].strip() == "ready"

    def _create_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(known, [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")


@dataclass
class Valkey:
    """Cache and queue; it keeps nothing, because the database can tell it again."""

    sockets: Path
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for REDIS_URL."""
        return f"unix://{self.sockets}/valkey.sock?db=0"

    def start(self) -> None:
        """Start it and wait until its socket is there."""
        socket = self.sockets / "valkey.sock"
        socket.unlink(missing_ok=True)
        command: list[str | Path] = [binaries.valkey(), "--port", "0", "--save", ""]
        command += ["--unixsocket", socket, "--unixsocketperm", "700"]
        command += ["--appendonly", "no", "--dir", self.sockets]
        with self.log.open("ab") as output, undisturbed():
            self.process = start(command, farewell=signal.SIGTERM, output=output)
        wait_until(socket.exists, self.process, seconds=START_SECONDS, log=self.log)

    def stop(self) -> None:
        """End it."""
        if self.process:
            stop(self.process, signal.SIGTERM, seconds=5)


class Engines:
    """Those of the two that the environment does not name already."""

    def __init__(self, folder: Path, sockets: Path, *, is_lasting: bool) -> None:
        self.sockets = sockets
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        if "DATABASE_URL" not in os.environ:
            for_postgres = sockets / "pg"
            for_postgres.mkdir(mode=0o700, exist_ok=True)
            who = servant()
            if who:
                sockets.chmod(0o711)
                shutil.chown(for_postgres, who["user"], who["group"])
            self.postgres = Postgres(
                data=data_folder(folder),
                sockets=for_postgres,
                log=folder / "postgresql.log",
                is_lasting=is_lasting,
            )
        if "REDIS_URL" not in os.environ:
            self.valkey = Valkey(sockets=sockets, log=folder / "valkey.log")

    def start(self) -> dict[str, str]:
        """Start them; return what belongs into the environment of the others."""
        found = {}
        if self.postgres:
            self.postgres.start()
            found["DATABASE_URL"] = self.postgres.url
        if self.valkey:
            self.valkey.start()
            found["REDIS_URL"] = self.valkey.url
        return found

    def stop(self) -> None:
        """Stop them, the database last."""
        if self.valkey:
            self.valkey.stop()
        if self.postgres:
            self.postgres.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)


def data_folder(folder: Path) -> Path:
    """Return where the cluster lies: in the folder, or where `nobody` can get at it."""
    inside = folder / "postgresql"
    if not servant() or is_open_to_others(inside):
        return inside
    return lasting_folder(f"data-{mark_of(folder)}", mode=0o711) / "postgresql"


def _major(folder: Path) -> int:
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    return int(said.stdout.split()[2].split(".")[0])
