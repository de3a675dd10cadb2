"""What a viewer knows of a person's anomalies."""

from __future__ import annotations

import time
from typing import Final

from footlib.errors import StoreError
from footlib.store import AnomalyCounts, Episode, Store

NEWEST: Final = 200
"""Newest episodes that the time line and the shading look at."""
_AGAIN: Final = 20.0
"""Seconds after which the store is asked again although nothing new was told."""


class AnomalyLog:
    """Running counts and the newest episodes, asked for when something was flagged.

    Attributes
    ----------
    counts
        Over everything ever flagged.
    recent
        The newest episodes, newest first.
    share
        How much of a foreign writer's past has been counted, 0 to 1.
    version
        Grows with every answer of the store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.version = 0
        self.reset()

    def reset(self) -> None:
        """Forget everything: another person is looked at."""
        self.counts = AnomalyCounts()
        self.recent: list[Episode] = []
        self.share = 1.0
        self._busy = False
        self._flagged = -1
        self._again = 0.0
        self._turn = object()
        self.version += 1

    def due(self, flagged: int) -> bool:
        """Whether the store knows more than this, by its number of flagged readings."""
        return not self._busy and (flagged != self._flagged or time.monotonic() > self._again)

    async def load(self, person: int, flagged: int) -> None:
        """Ask the store.

        Raises
        ------
        StoreError
            If it does not answer; the next `due` is at once.
        """
        self._busy, self._flagged, self._again = True, flagged, time.monotonic() + _AGAIN
        turn = self._turn
        try:
            counts = await self._store.anomaly_counts(person)
            if counts.counted < counts.readings:
                async for share in self._store.count_foreign(person):
                    if turn is not self._turn:
                        return
                    self.share = share
                    self.version += 1
                counts = await self._store.anomaly_counts(person)
            recent = await self._store.episodes(person, 0, NEWEST)
            if turn is self._turn:
                self.counts, self.recent, self.share = counts, recent, 1.0
                self.version += 1
        except StoreError:
            if turn is self._turn:
                self._flagged = -1
            raise
        finally:
            if turn is self._turn:
                self._busy = False

    def between(self, start: float, stop: float) -> tuple[Episode, ...]:
        """Episodes that overlap a span, newest first, out of the newest."""
        return tuple(e for e in self.recent if e.end >= start and e.start <= stop)
