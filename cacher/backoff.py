"""Growing, jittered waits between tries of something that fails."""

from __future__ import annotations

from tenacity import AsyncRetrying, RetryCallState, wait_random_exponential


class Backoff:
    """Waits that grow with every failure in a row: none after the first, then full jitter.

    Parameters
    ----------
    first
        Longest second wait, seconds; it doubles from there.
    most
        Longest wait of all, seconds.
    """

    __slots__ = ("_state", "_wait", "failures")

    def __init__(self, first: float, most: float) -> None:
        self.failures = 0
        self._wait = wait_random_exponential(multiplier=first, max=most)
        self._state = RetryCallState(AsyncRetrying(), None, (), {})

    def failed(self) -> float:
        """Note a failure and return the seconds to wait before the next try."""
        self.failures += 1
        if self.failures == 1:
            return 0.0
        self._state.attempt_number = self.failures - 1
        return self._wait(self._state)

    def succeeded(self) -> None:
        """Start anew."""
        self.failures = 0
