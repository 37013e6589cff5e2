"""The simulated VNPAY of the journeys: one process, told where the notices go."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL
from socket import create_connection

from portal.local.outside import MERCHANT, environment_of, port_in
from portal.local.processes import start, stop, wait_until

HERE = Path(__file__).parent.parent.parent
SECRET = "a secret of the journeys"
SECONDS = 20


class Bank:
    """Where it is, and what the portal must be told of it."""

    def __init__(self) -> None:
        told = environment_of(SECRET, {"VNPOST_": "", "VIETQR_": ""})
        self.told = {
            name: told[name]
            for name in (
                *("VNPAY_TMN_CODE", "VNPAY_SECRET"),
                *("VNPAY_PAY_URL", "VNPAY_API_URL"),
            )
        }
        self.port = port_in(told["VNPAY_PAY_URL"])
        self.origin = f"http://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            create_connection(("127.0.0.1", int(self.port)), timeout=1).close()
        except OSError:
            return False
        return True


@contextmanager
def bank_for(site: str, folder: Path) -> Iterator[Bank]:
    """Run the process while this lasts."""
    bank = Bank()
    command = [sys.executable, "-m", "portal.local.providers.vnpay"]
    command += ["--port", bank.port, "--merchant", MERCHANT, "--secret", SECRET]
    command += ["--data", str(folder / "vnpay.db"), "--retry-seconds", "0.2"]
    command += ["--ipn", f"{site}/may/vnpay/ipn"]
    log = folder / "vnpay.log"
    with log.open("ab") as output:
        process = start(command, farewell=SIGKILL, output=output, cwd=HERE)
    try:
        wait_until(bank.answers, process, seconds=SECONDS, log=log)
        yield bank
    finally:
        stop(process, SIGKILL, seconds=SECONDS)
