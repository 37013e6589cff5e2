"""run.py from outside: it starts, it can be killed, it leaves nothing running."""

import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.local.engines import data_folder
from portal.local.places import mark_of, short_folder
from portal.local.ports import free_port

HERE = Path(__file__).parent.parent.parent
READY = re.compile(r"Ready: (http://\S+)")
SECONDS = 60

pytestmark = pytest.mark.local


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder with spaces and Vietnamese letters, as on many desktops."""
    folder = tmp_path / "thử một cửa" / "dữ liệu"
    yield folder
    if folder.exists():
        shutil.rmtree(data_folder(folder).parent, ignore_errors=True)
        shutil.rmtree(short_folder(mark_of(folder)))


def environment() -> dict[str, str]:
    """What a fresh terminal would have: nothing of the tests' own engines."""
    kept = {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH"}
    return {name: os.environ[name] for name in kept & set(os.environ)} | {
        "PORTAL_HISTORY": "0"
    }


def command(data: Path, *more: str) -> list[str]:
    port = str(free_port())
    start = [sys.executable, "run.py", "demo", "--port", port, "--data", str(data)]
    return [*start, *more]


@contextmanager
def demo(data: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Run a demo; give its process, its address and what it said."""
    process = subprocess.Popen(
        command(data, *more),
        cwd=HERE,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    try:
        said = ""
        for line in process.stdout:
            said += line
            if found := READY.search(line):
                yield process, found[1], said
                return
        pytest.fail(f"It never was ready:\n{said}")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def descendants(pid: int) -> list[int]:
    """The processes that the process has started, and theirs."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text().split()]
    return [*children, *(found for child in children for found in descendants(child))]


EIGHT = 8
"""PostgreSQL, Valkey, web and its workers, worker, beat, two simulated providers."""


def all_of_it(process: subprocess.Popen[str]) -> list[int]:
    """Return what a demo runs, once all of it does: the worker starts last."""
    until = time.monotonic() + SECONDS
    while len(found := descendants(process.pid)) < EIGHT:
        assert time.monotonic() < until, found
    return found


def watched(pids: list[int]) -> list[int]:
    return [os.pidfd_open(pid) for pid in pids]


def all_end(handles: list[int]) -> bool:
    """Wait until all of them have ended; say whether they did."""
    try:
        return all(select.select([handle], [], [], SECONDS)[0] for handle in handles)
    finally:
        for handle in handles:
            os.close(handle)


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as page:
        return str(page.read().decode())


def test_a_killed_demo_leaves_nothing_running_and_its_data_are_found_again(
    data: Path,
) -> None:
    with demo(data) as (process, address, said):
        page = read(address)
        keys = json.loads((data / "secrets.json").read_text())
        second = subprocess.run(
            command(data), cwd=HERE, env=environment(), capture_output=True, text=True
        )
        running = watched(all_of_it(process))
        process.kill()

        assert all_end(running)

    assert "congdan@mau.test" in said
    assert "First page after" in said
    assert "Một Cửa" in page
    assert len(running) >= EIGHT
    assert second.returncode == 1
    assert "already running" in second.stderr

    with demo(data) as (process, address, said):
        assert read(address)
        running = watched(descendants(process.pid))
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 0
        assert all_end(running)

    assert "congdan@mau.test" in said
    assert not (data / "running.json").exists()
    assert json.loads((data / "secrets.json").read_text()) == keys

    with demo(data, "--fresh") as (process, _address, _said):
        assert json.loads((data / "secrets.json").read_text()) != keys
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS)


def test_a_port_in_use_is_named_with_the_way_out(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        second = subprocess.run(
            [*command(data), "--port", str(port)],
            cwd=HERE,
            env=environment(),
            capture_output=True,
            text=True,
        )

    assert second.returncode == 1
    assert f"--port {port + 1}" in second.stderr


def test_a_command_of_django_has_its_engines(data: Path) -> None:
    done = subprocess.run(
        [sys.executable, "run.py", "manage", "migrate", "--check"],
        cwd=HERE,
        env=environment() | {"DATA_DIR": str(data)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1  # nothing is migrated there yet, but it was asked
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [[], ["fly"], ["--help"]])
def test_without_a_command_it_says_which_there_are(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "run.py", *arguments], cwd=HERE, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert all(name in done.stderr for name in ("demo", "test", "manage", "bench"))
