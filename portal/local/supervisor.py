"""The portal on one machine: engines, then the web, then the work behind it.

One process starts the others in their order, ends with them when one of them ends,
and ends them in the reverse order. How the order was found: docs/adr/0001.
"""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError

from portal.local import outside
from portal.local.engines import Engines
from portal.local.environment import of_demo
from portal.local.places import mark_of, short_folder
from portal.local.processes import LocalProblem, start, stop, undisturbed

HERE = Path(__file__).resolve().parent.parent.parent
WORKERS, THREADS = 2, 4
FIRST_PAGE_SECONDS = 90
IMPATIENT = {"worker"}
"""Who would wait for a queue that ended with us: it is not asked but ended."""
SOURCES = ("accounts", "portal", "services", "templates", "locale", "uv.lock")


class Portal:
    """What runs for one data folder; `start` and `stop` are its life."""

    def __init__(self, data: Path, *, host: str, port: int) -> None:
        self.data = data
        self.host, self.port = host, port
        self.engines = Engines(data, short_folder(mark_of(data)), is_lasting=True)
        self.environment: dict[str, str] = {}
        self.outside: dict[str, list[str]] = {}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, tuple[list[str], Mapping[str, str]]] = {}

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        host = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::"} else self.host
        return f"http://{host}:{self.port}/"

    def start(self) -> None:
        """Bring everything up to the first page; raises LocalProblem."""
        self._refuse_taken_port()
        self.start_engines()
        self.prepare()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
        command += ["--host", self.host, "--port", str(self.port)]
        command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
        command += ["--no-ws", "--log-level", "warning", "portal.wsgi:application"]
        self.run("web", command, {"DATABASE_POOL": "true"})
        self._wait_for_first_page()

    def start_engines(self) -> None:
        """Bring up PostgreSQL and Valkey, and know the environment for the others."""
        hosts = ["*"] if self.host in {"0.0.0.0", "::"} else ["localhost", "127.0.0.1"]
        if self.host not in hosts and hosts != ["*"]:
            hosts.append(self.host)
        site = self.address.rstrip("/")
        demo = of_demo(self.data, site=site, hosts=hosts)
        self.outside = outside.commands(demo, data=self.data, site=site)
        # A developer's own environment wins.
        self.environment = {**demo, **os.environ, **self.engines.start()}

    def prepare(self) -> None:
        """Migrate, compile, collect and seed, if anything has changed since."""
        stamp, now = self.data / "prepared", fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        log = self.data / "prepare.log"
        with log.open("wb") as output:
            process = self.command("prepare", output=output)
            try:
                failed = process.wait()
            finally:
                stop(process, signal.SIGTERM, seconds=5)
            if failed:
                raise LocalProblem(f"Preparing did not succeed:\n{log.read_text()}")
        stamp.write_text(now)

    def start_background(self) -> None:
        """Start worker, clock and simulated providers, once the pages are there."""
        celery = [sys.executable, "-m", "celery", "-A", "portal"]
        quiet = ["--without-mingle", "--without-gossip", "--loglevel", "WARNING"]
        self.run("worker", [*celery, "worker", "--concurrency", "2", *quiet])
        self.run("beat", [*celery, "beat", "--pidfile", "", "--loglevel", "WARNING"])
        for name, command in self.outside.items():
            self.run(name, command)

    def run(
        self, name: str, command: list[str], more: Mapping[str, str] | None = None
    ) -> None:
        """Start a child that must stay; what it says goes to `<name>.log`."""
        self.started[name] = command, more or {}
        farewell = signal.SIGKILL if name in IMPATIENT else signal.SIGTERM
        with (self.data / f"{name}.log").open("ab") as output, undisturbed():
            self.children[name] = start(
                command,
                farewell=farewell,
                environment={**self.environment, **(more or {})},
                output=output,
                cwd=HERE,
            )

    def command(
        self, *arguments: str, output: object = None, nice: int = 0
    ) -> subprocess.Popen[bytes]:
        """Start one of Django's commands in the portal's environment."""
        command = ["nice", "-n", str(nice)] if nice else []
        command += [sys.executable, str(HERE / "manage.py"), *arguments]
        return start(
            command,
            farewell=signal.SIGTERM,
            environment=self.environment,
            output=output,  # type: ignore[arg-type]
            cwd=HERE,
        )

    def ended(self) -> str:
        """Return the name of a child that has ended, or nothing."""
        for name, process in self._everyone().items():
            if process.poll() is not None:
                return name
        return ""

    def revive(self) -> None:
        """Start again all that has ended, the engines first; raises LocalProblem."""
        for engine in (self.engines.postgres, self.engines.valkey):
            if engine and engine.process and engine.process.poll() is not None:
                engine.start()
        for name, process in list(self.children.items()):
            if process.poll() is not None:
                self.run(name, *self.started[name])

    def pids(self) -> dict[str, int]:
        """Return the process ids by name."""
        return {name: process.pid for name, process in self._everyone().items()}

    def _everyone(self) -> dict[str, subprocess.Popen[bytes]]:
        engines = {"postgresql": self.engines.postgres, "valkey": self.engines.valkey}
        found = dict(self.children)
        for name, engine in engines.items():
            if engine and engine.process:
                found[name] = engine.process
        return found

    def stop(self) -> None:
        """End everything, pages first and the database last."""
        for process in self.children.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.children.values():
            stop(process, signal.SIGTERM, seconds=15)
        self.engines.stop()

    def _refuse_taken_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as problem:
                raise LocalProblem(
                    f"Port {self.port} cannot be had ({problem.strerror}). Choose "
                    f"another: python3 run.py demo --port {self.port + 1}"
                ) from problem

    def _wait_for_first_page(self) -> None:
        deadline = time.monotonic() + FIRST_PAGE_SECONDS
        while not self._answers():
            if self.ended() or time.monotonic() > deadline:
                said = (self.data / "web.log").read_text(errors="replace")
                raise LocalProblem(f"No page comes; web.log says:\n{said[-3000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address, timeout=30) as page:
                return bool(page.status == 200)
        except HTTPError as problem:
            raise LocalProblem(
                f"The home page answers {problem.code}; see {self.data / 'web.log'}."
            ) from problem
        except (URLError, OSError):
            return False


def fingerprint() -> str:
    """Return what the prepared state depends on: names, sizes and times of sources."""
    seen = hashlib.sha256(os.fsencode(HERE))
    for source in SOURCES:
        place = HERE / source
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        for file in files:
            if file.suffix not in {".pyc", ".mo"} and file.is_file():
                with suppress(FileNotFoundError):  # an editor's temporary file
                    found = file.stat()
                    line = f"{file}\0{found.st_size}\0{found.st_mtime_ns}\n"
                    seen.update(os.fsencode(line))
    return seen.hexdigest()
