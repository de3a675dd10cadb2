"""The clock that stamps readings and measures their age."""

from __future__ import annotations

import time
from typing import Final

MICROSECONDS: Final = 1_000_000


def boot_time() -> int:
    """Microseconds since boot, by a clock that nobody sets and that goes on while the machine sleeps."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime_ns(clock) // 1000


def wall_time() -> int:
    """Microseconds since the epoch as the machine's wall clock says."""
    return time.time_ns() // 1000


class Clock:
    """The wall clock at the start, advanced by the boot clock.

    A wall clock that is set while the service runs neither stops a history nor sweeps it away.

    Parameters
    ----------
    start
        Wall time to start from, in microseconds since the epoch; now by default.
    """

    def __init__(self, start: int | None = None) -> None:
        self._offset = (wall_time() if start is None else start) - boot_time()
        self._ahead: dict[int, int] = {}
        self._last: dict[int, int] = {}

    def now(self, person: int | None = None) -> int:
        """Epoch microseconds; a person whose history lies ahead has a clock of that much ahead."""
        ahead = 0 if person is None else self._ahead.get(person, 0)
        return boot_time() + self._offset + ahead

    def resume(self, person: int, last: int) -> int:
        """Go on after the last stored time of a person.

        Returns
        -------
        int
            By how many microseconds the stored time lies ahead of the person's clock, which is moved on by as much;
            0 if it does not, as at every further call.
        """
        ahead = max(0, last + 1 - self.now(person))
        if ahead:
            self._ahead[person] = self._ahead.get(person, 0) + ahead
        self._last[person] = max(last, self._last.get(person, 0))
        return ahead

    def stamp(self, person: int) -> int:
        """The time of a reading received now, epoch microseconds, later than every earlier one of the person."""
        stamped = max(self.now(person), self._last.get(person, 0) + 1)
        self._last[person] = stamped
        return stamped


def as_text(microseconds: int) -> str:
    """Epoch seconds in decimal with six places, as stored."""
    return f"{microseconds // MICROSECONDS}.{microseconds % MICROSECONDS:06d}"


def as_microseconds(text: str | bytes) -> int:
    """Microseconds of a stored time; 0 if it is none."""
    try:
        return round(float(text) * MICROSECONDS)
    except (ValueError, OverflowError):
        return 0
