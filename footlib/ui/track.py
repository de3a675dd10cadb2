"""What a viewer knows of one person."""

from __future__ import annotations

import math
from typing import Final

from footlib.reading import Person
from footlib.store import Cursor, Status, Update
from footlib.ui.history import History
from footlib.ui.state import Supply

TRAILING: Final = 60.0
"""Seconds up to the end of what is shown that thresholds are taken from."""
KEPT: Final = TRAILING + 15.0
"""Seconds that are kept without any wish."""


class Track:
    """Readings, status and age of one person's data.

    Attributes
    ----------
    history
        The kept readings.
    status, person, flagged
        As the store last told.
    cursor
        How far was read.
    filled
        Seconds of the past that were asked for and came.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.history = History(KEPT)
        self.status = Status()
        self.person: Person | None = None
        self.flagged = 0
        self.cursor: Cursor | None = None
        self.filled = 0.0
        self.asked = False
        self._changed = self._taken = 0.0
        self._before = -math.inf
        self._interval = math.nan

    def take(self, update: Update, monotonic: float) -> int:
        """Take what is new; returns how many readings that is."""
        n = len(update.recording)
        if n:
            self._changed, self._before = monotonic, self._taken if self.asked else -math.inf
            self.history.extend(update.recording)
        self._taken = monotonic
        self.status, self.cursor, self.flagged = update.status, update.cursor, update.flagged
        self.person = update.person or self.person
        self.asked = True
        return n

    @property
    def newest(self) -> float | None:
        """Time of the newest reading."""
        newest = self.history.newest
        return self.status.newest if newest is None else newest

    def age(self, now: float, monotonic: float) -> float | None:
        """Seconds since the newest reading; since it was seen, if its time lies ahead of `now`.

        It came after the answer before it: where that says less, the wall clock was set.
        """
        newest = self.newest
        if newest is None:
            return None
        return min(now - newest, monotonic - self._before) if newest <= now else monotonic - self._changed

    def measure(self) -> None:
        """Take the usual interval anew."""
        self._interval = self.history.recording.window(30.0).interval

    @property
    def interval(self) -> float:
        """Usual seconds between readings: the observed ones, or else the cacher's setting."""
        told = self.status.request_delay or math.nan
        return told if math.isnan(self._interval) else self._interval

    def supply(self, now: float, monotonic: float, away_since: float | None, reason: str) -> Supply:
        """How readings come in."""
        why = reason if away_since is not None else self.status.last_error if self.status.failures else ""
        return Supply(self.age(now, monotonic), self.newest, self.interval, away_since, why, self.asked)
