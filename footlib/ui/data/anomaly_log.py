"""Asks the store for a person's anomalies."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from itertools import count
from typing import Final

from footlib.errors import StoreError
from footlib.store import Episode, Label, Store
from footlib.ui.data.artefact_counts import ArtefactCounts
from footlib.ui.data.background import Job
from footlib.ui.model.anomalies import Anomalies

NEWEST: Final = 200
"""Episodes that are asked for at a time."""
_AGAIN: Final = 20.0
"""Seconds after which the store is asked again although nothing new was flagged."""


class AnomalyLog:
    """Running counts and newest episodes of a person, fetched when something was flagged.

    Attributes
    ----------
    known
        The newest answer of the store; a new object with every answer.
    asked_at
        When the store was last asked, by the monotonic clock; 0 before.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.loading = Job()
        self.reset()

    def reset(self) -> None:
        """Forget everything: another person is looked at."""
        self.known = Anomalies()
        self._reach = math.inf
        self._busy = False
        self._flagged = -1
        self.asked_at = 0.0
        self._turn = object()
        self._judged: tuple[Label, ...] = ()
        self._artefacts = ArtefactCounts(self._store)

    def due(self, flagged: int, since: float = math.inf, judged: tuple[Label, ...] = ()) -> bool:
        """Whether the store has other flagged readings or artefacts than were counted, or older ones are wanted.

        Parameters
        ----------
        flagged, since, judged
            As of `load`.
        """
        known = flagged == self._flagged and since >= self._reach and judged == self._judged
        return not self._busy and (not known or time.monotonic() > self.asked_at + _AGAIN)

    async def load(self, person: int, flagged: int, since: float = math.inf, judged: tuple[Label, ...] = ()) -> None:
        """Fetch counts and episodes.

        Parameters
        ----------
        person, flagged
            Number of the person, and how many flagged readings the store last reported.
        since
            Time to which the episodes are to reach back, epoch seconds.
        judged
            Labels that confirm anomalies, or call them artefacts.

        Raises
        ------
        StoreError
            If it does not answer; the next `due` is at once.
        """
        self._busy, self._flagged, self.asked_at = True, flagged, time.monotonic()
        self._judged = judged
        turn = self._turn
        try:
            counts = await self._store.anomaly_counts(person)
            if counts.counted < counts.readings:
                async for share in self._store.count_foreign(person):
                    if turn is not self._turn:
                        return
                    self.known = replace(self.known, share=share)
                counts = await self._store.anomaly_counts(person)
            artefacts = await self._artefacts.count(person, judged, counts, lambda: turn is self._turn)
            newest, reach = await self._back_to(person, since)
            if turn is self._turn:
                self.known, self._reach = Anomalies(counts, artefacts, tuple(newest), loaded=True), reach
        except StoreError:
            if turn is self._turn:
                self._flagged = -1
            raise
        finally:
            if turn is self._turn:
                self._busy = False

    async def _back_to(self, person: int, since: float) -> tuple[list[Episode], float]:
        found: list[Episode] = []
        for page in count():
            episodes = await self._store.episodes(person, page, NEWEST)
            # An episode that came between two pages shifts the others by one place.
            found += [episode for episode in episodes if not found or episode.first < found[-1].first]
            if len(episodes) < NEWEST:
                return found, -math.inf
            if found[-1].start <= since:
                break
            newest = self.known.newest
            known = next((i for i, one in enumerate(newest) if one.first == found[-1].first), None)
            if known is not None and since >= self._reach:
                return [*found, *newest[known + 1 :]], self._reach
        return found, found[-1].start
