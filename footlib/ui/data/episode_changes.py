"""What differs in each anomaly episode on the page, reckoned once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

from footlib.analysis import Refused
from footlib.analysis.episode_change import EpisodeChange, episode_change
from footlib.store import Episode, Store
from footlib.ui.data.background import Job

_MOST: Final = 200
"""Episodes whose changes are kept: a few pages."""
_LONGEST: Final = 6000
"""Flagged readings of an episode at the most, ten minutes at 10 Hz: the page goes on while they are read."""
_SETTLED: Final = 6.0
"""Seconds after which an episode has ended, and the readings after it have come."""


class EpisodeChanges:
    """Reckons the changes of episodes that are looked at, one after the other.

    Parameters
    ----------
    store
        Holds the readings around each.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.working = Job()
        self.reset()

    def reset(self) -> None:
        """Forget everything: another person is looked at."""
        self.known: dict[tuple[int, int], EpisodeChange] = {}
        self._busy = False

    def of(self, episode: Episode) -> EpisodeChange | None:
        """The change of an episode; None while it is not known."""
        return self.known.get((episode.first, episode.n))

    def lacks(self, episodes: Iterable[Episode], now: float) -> list[Episode]:
        """Those that have ended and whose change is not known, unless some are being reckoned.

        Parameters
        ----------
        episodes
            Those that are shown.
        now
            By the clock of reception, epoch seconds.
        """
        if self._busy:
            return []
        return [one for one in episodes if one.stop < now - _SETTLED and self.of(one) is None]

    async def load(self, person: int, episodes: Iterable[Episode]) -> None:
        """Reckon the changes of a person's episodes.

        Raises
        ------
        StoreError
            If the store does not answer.
        """
        self._busy, known = True, self.known
        try:
            for episode in episodes:
                change = await self._change(person, episode)
                if known is not self.known:
                    return
                known[episode.first, episode.n] = change
                while len(known) > _MOST:
                    del known[next(iter(known))]
        finally:
            if known is self.known:
                self._busy = False

    async def _change(self, person: int, episode: Episode) -> EpisodeChange:
        if episode.n > _LONGEST:
            refused = Refused(f"it has {episode.n} readings, of at most {_LONGEST} it is reckoned")
            return EpisodeChange(refused, refused, refused)
        recording = await self._store.episode_window(person, episode)
        return await asyncio.to_thread(episode_change, recording, episode.start, episode.stop)
