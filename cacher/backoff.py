"""Growing, jittered waits between tries of something that fails."""

from __future__ import annotations

import random


class Backoff:
    """Waits that grow with every failure in a row: none after the first, then full jitter.

    Parameters
    ----------
    first
        Longest second wait, seconds; it doubles from there.
    most
        Longest wait of all, seconds.
    """

    __slots__ = ("_first", "_longest", "_most", "failures")

    def __init__(self, first: float, most: float) -> None:
        self.failures = 0
        self._first = self._longest = min(first, most)
        self._most = most

    def failed(self) -> float:
        """Note a failure and return the seconds to wait before the next try."""
        self.failures += 1
        if self.failures == 1:
            return 0.0
        wait = random.uniform(0.0, self._longest)  # noqa: S311 - chance, no secret
        self._longest = min(2 * self._longest, self._most)
        return wait

    def succeeded(self) -> None:
        """Start anew."""
        self.failures = 0
        self._longest = self._first
