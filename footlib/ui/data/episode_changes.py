"""What differs in each anomaly episode on the page, reckoned once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

from footlib.analysis.episode_change import EpisodeChange, episode_change
from footlib.store import Episode, Store
from footlib.ui.data.background import Job

_MOST: Final = 200
"""Episodes whose changes are kept: a few pages."""


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

    def lacks(self, episodes: Iterable[Episode]) -> list[Episode]:
        """Those whose change is not known, unless some are being reckoned."""
        return [] if self._busy else [episode for episode in episodes if self.of(episode) is None]

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
                recording = await self._store.episode_window(person, episode)
                change = await asyncio.to_thread(episode_change, recording, episode.start, episode.stop)
                if known is not self.known:
                    return
                known[episode.first, episode.n] = change
                while len(known) > _MOST:
                    del known[next(iter(known))]
        finally:
            if known is self.known:
                self._busy = False
