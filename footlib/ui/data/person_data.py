"""What a viewer knows of one person."""

from __future__ import annotations

import math
from typing import Final
from weakref import WeakKeyDictionary

from footlib.reading import Person
from footlib.store import Cursor, Status, Update
from footlib.ui.data.background import Job
from footlib.ui.data.history import History
from footlib.ui.model.data_status import Freshness, StatusKind
from footlib.ui.model.time_span import TRAILING

KEPT: Final = TRAILING + 15.0
"""Seconds that are always kept."""
_CLOCKS_APART: Final = 2.0
"""Seconds from which on two clocks differ; a reading may take as long to come."""


class PersonData:
    """Readings, status and age of one person's data.

    Attributes
    ----------
    history
        The kept readings.
    status, person, flagged, trials, recorded
        As the store last reported: how polling goes, who it is, how many readings were
        flagged, how often a trial has changed, from when to when one is recorded.
    cursor
        How far the store was read.
    filled
        Seconds before the newest reading for which everything stored has been asked for.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.history = History(KEPT)
        self.status = Status()
        self.person: Person | None = None
        self.flagged = self.trials = 0
        self.recorded: tuple[float, float] | None = None
        self.cursor: Cursor | None = None
        self.filled = 0.0
        self.filling = Job()
        self.asked = False
        self._changed = self._taken = 0.0
        self._before = self._received = -math.inf
        self._interval = math.nan
        self._keepers: WeakKeyDictionary[object, float] = WeakKeyDictionary()

    def keep(self, who: object, seconds: float) -> None:
        """Keep `seconds` before the newest reading as long as `who` lives; ``inf`` keeps all that is stored."""
        self._keepers[who] = seconds
        self._measure_out()

    def release(self, who: object) -> None:
        """Undo `keep`."""
        self._keepers.pop(who, None)
        self._measure_out()

    def _measure_out(self) -> None:
        wanted, oldest, newest = max((KEPT, *self._keepers.values())), self.status.oldest, self.status.newest
        self.filled = min(self.filled, wanted)
        # What the store has swept goes here too: somebody who opens the same link sees the same numbers.
        stored = wanted if oldest is None or newest is None else newest - oldest
        self.history.seconds = min(wanted, max(KEPT, stored))

    def take(self, update: Update, monotonic: float) -> None:
        """Take an update that came at a time of the monotonic clock, seconds."""
        n = len(update.recording)
        self.status, self.cursor = update.status, update.cursor
        self.flagged, self.trials, self.recorded = update.flagged, update.trials, update.recorded
        if n:
            self._changed, self._before = monotonic, self._taken if self.asked else -math.inf
            self._measure_out()
            self.history.extend(update.recording)
        self._taken = monotonic
        if n and self.asked and self.newest is not None:
            self._received = max(self._received, self.newest - monotonic)
        self.person = update.person or self.person
        self.asked = True

    @property
    def newest(self) -> float | None:
        """Time of the newest reading."""
        newest = self.history.newest
        return self.status.newest if newest is None else newest

    @property
    def last(self) -> float | None:
        """Time of the newest reading, also of one that was swept since."""
        return self.status.last_success if self.newest is None else self.newest

    def age(self, now: float, monotonic: float) -> float | None:
        """Seconds since the newest reading, or since it was seen if its time lies ahead of `now`; None without one.

        It cannot be older than the answer before the one that brought it: if it seems so, the wall clock was set.
        """
        newest = self.last
        if newest is None:
            return None
        return min(now - newest, monotonic - self._before) if newest <= now else monotonic - self._changed

    def reception(self, now: float, monotonic: float) -> float:
        """The present by the clock of reception, epoch seconds: the machine's, unless the readings are of another.

        That which took the shortest time to come tells; so what waits through an outage does not.
        """
        told = self._received + monotonic
        present = told if math.isfinite(told) and abs(now - told) > _CLOCKS_APART else now
        return max(present, self.newest or 0.0)

    def recorded_for(self, now: float, monotonic: float) -> float | None:
        """Seconds for which a trial has been recorded; None while none runs."""
        present = self.reception(now, monotonic)
        if self.recorded is None or present >= self.recorded[1]:
            return None
        return max(0.0, present - self.recorded[0])

    def measure(self) -> None:
        """Measure the usual interval again."""
        self._interval = self.history.recording.window(30.0).interval

    @property
    def interval(self) -> float:
        """Usual seconds between readings: the observed ones, or else the cacher's setting."""
        configured = self.status.request_delay or math.nan
        return configured if math.isnan(self._interval) else self._interval

    def freshness(
        self, now: float, monotonic: float, away_since: float | None, outage: StatusKind, reason: str
    ) -> Freshness:
        """How fresh the readings are."""
        status = self.status
        why = reason if away_since is not None else status.last_error if status.failures else ""
        age = self.age(now, monotonic)
        return Freshness(age, self.last, self.interval, away_since, why, self.asked, status.imported, outage)
