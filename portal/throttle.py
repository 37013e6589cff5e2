"""Counting tries in the cache, so that secrets cannot be guessed.

Counts live in the shared cache: every web process sees the same.
"""

from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` within `seconds`, per name and per whatever is counted."""

    name: str
    tries: int
    seconds: int

    def is_used_up(self, subject: str) -> bool:
        """Count one more try and say whether it is one too many."""
        key = f"throttle:{self.name}:{subject}"
        cache.add(key, 0, self.seconds)
        try:
            return cache.incr(key) > self.tries
        except ValueError:  # it ran out between the two calls
            return False
