"""Telling the merchant: from the books, again and again, until it has understood."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from portal.local.providers.books import Books, Notice
from portal.local.providers.serving import Mood

IDLE_SECONDS = 0.05


class Teller:
    """Sends the notices that the books hold; they survive a crash there.

    `send` returns whether the merchant has understood. A notice is tried at most
    `tries` times, `pause` seconds apart.
    """

    def __init__(
        self,
        books: Books,
        send: Callable[[Notice], bool],
        *,
        mood: Mood,
        pause: float,
        tries: int,
    ) -> None:
        self.books, self.send, self.mood = books, send, mood
        self.pause, self.tries = pause, tries

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            if not self.mood.hold and not self.mood.down:
                for notice in self.books.notices_due(time.time(), self.tries):
                    self._tell(notice)
            time.sleep(IDLE_SECONDS)

    def _tell(self, notice: Notice) -> None:
        understood = False
        with suppress(OSError, ValueError):
            for _time in range(1 + int(self.mood.repeat)):
                understood = self.send(notice)
        self.books.tried(
            notice, at=time.time(), again_in=self.pause, understood=understood
        )
