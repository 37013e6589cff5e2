"""What run.py hands over to: `python -m portal.local demo | test | manage | bench`."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from portal.local import demo, managing, testing
from portal.local.demo import Enough
from portal.local.processes import LocalProblem
from portal.local.supervisor import HERE


def main(arguments: list[str]) -> int:
    """Run the command; return its exit code."""
    command, *rest = arguments
    try:
        return COMMANDS[command](rest)
    except Enough:
        return 130
    except LocalProblem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("run.py demo", description="A portal to try out.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at")
    parser.add_argument("--port", type=int, default=8000, help="port to listen at")
    parser.add_argument("--data", default="", help="folder of its data (.data/demo)")
    parser.add_argument("--fresh", action="store_true", help="forget earlier data")
    options = parser.parse_args(arguments)
    options.data = _data(options.data)
    return options


def _data(named: str) -> Path:
    """Return the data folder: as named from where run.py was called, or our own."""
    if not named:
        return Path(os.environ.get("DATA_DIR", HERE / ".data" / "demo")).resolve()
    return (Path(os.environ.get("PORTAL_CWD", ".")) / named).resolve()


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": lambda rest: demo.run(_options(rest)),
    "test": testing.run,
    "manage": lambda rest: managing.manage(_data(""), rest),
    "bench": managing.bench,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
