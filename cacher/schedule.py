"""Fixed-rate ticks that neither drift nor bunch."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import Final

from footlib.store.clock import MICROSECONDS, boot_time

_LONGEST_SLEEP: Final = 5.0
"""Seconds after which the boot clock is read again: it goes on while the machine sleeps, the loop's timers do not."""
_EARLY: Final = 0.001
"""The loop's timers have this resolution, in seconds; a tick this early is on time."""


def boot_seconds() -> float:
    """Seconds since boot, by a clock that nobody sets and that goes on while the machine sleeps."""
    return boot_time() / MICROSECONDS


class Schedule:
    """Ticks at ``origin + k * period``.

    A tick that cannot be kept is skipped, so one that is late delays none after it.

    Parameters
    ----------
    period
        Seconds between two ticks.
    origin
        Time of the tick 0 on the boot clock, seconds.
    now
        The clock, seconds.

    Attributes
    ----------
    skipped
        Ticks skipped since somebody set it to 0.
    """

    __slots__ = ("_now", "_tick", "origin", "period", "skipped")

    def __init__(self, period: float, origin: float, now: Callable[[], float] = boot_seconds) -> None:
        self.period: Final = period
        self.origin: Final = origin
        self.skipped = 0
        self._now = now
        self._tick = -1

    def due(self, pause: float = 0.0) -> float:
        """Choose the next tick, the first that lies at least `pause` seconds ahead, and return its time."""
        first = math.ceil((self._now() + pause - _EARLY - self.origin) / self.period)
        following = self._tick + 1
        if following > 0 and not pause:
            self.skipped += max(0, first - following)
        self._tick = max(first, following)
        return self.origin + self._tick * self.period

    async def wait(self, pause: float = 0.0) -> float:
        """Sleep until the next tick at least `pause` seconds ahead.

        Returns
        -------
        float
            Seconds by which the sleeper woke late.
        """
        due = self.due(pause)
        while True:
            late = self._now() - due
            if late >= -_EARLY:
                return max(0.0, late)
            await asyncio.sleep(min(-late, _LONGEST_SLEEP))


def phase(index: int, count: int, period: float) -> float:
    """Offset that spreads `count` schedules evenly over a period, seconds."""
    return period * (index % count) / count
