"""How much of the running counts labels call artefacts."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce

from footlib.label import ARTEFACT, Label
from footlib.store import AnomalyCounts, Episode, Store
from footlib.ui.model.trials import is_artefact


class ArtefactCounts:
    """Counts the episodes that labels call artefacts, each once; what came before the newest episode does not change.

    Parameters
    ----------
    store
        Holds the episodes.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._judged: tuple[Label, ...] = ()
        self._forget()

    def _forget(self) -> None:
        self._found: list[Episode] = []
        self._counted: dict[tuple[int, int], AnomalyCounts] = {}
        self._episodes, self._looked = 0, -math.inf

    async def count(
        self, person: int, judged: tuple[Label, ...], all_counts: AnomalyCounts, wanted: Callable[[], bool]
    ) -> AnomalyCounts:
        """The share of the counts that labels call artefacts.

        Parameters
        ----------
        person, all_counts
            Whose, and the counts.
        judged
            Labels that confirm anomalies, or call them artefacts.
        wanted
            Whether somebody still waits; without, the rest is not read.

        Raises
        ------
        StoreError
            If the store does not answer.
        """
        # Fewer episodes than before: something was forgotten, and the others have other places.
        if judged != self._judged or all_counts.episodes < self._episodes:
            self._forget()
        self._judged, self._episodes = judged, all_counts.episodes
        spans = [
            (max(label.start, self._looked), label.stop)
            for label in judged
            if label.kind == ARTEFACT and label.stop >= self._looked
        ]
        later = [episode for episode in await self._store.episodes_in(person, spans) if episode.start >= self._looked]
        self._found = [episode for episode in self._found if episode.start < self._looked]
        self._found += [episode for episode in later if is_artefact(judged, episode)]
        self._looked = -math.inf if all_counts.last is None else all_counts.last.start
        known = self._counted
        self._counted = {key: known[key] for key in map(_key, self._found) if key in known}
        new = [episode for episode in self._found if _key(episode) not in self._counted]
        async for episode, counts in self._store.counts_of(person, new):
            self._counted[_key(episode)] = counts
            if not wanted():
                break
        return reduce(AnomalyCounts.plus, self._counted.values(), AnomalyCounts())


def _key(episode: Episode) -> tuple[int, int]:
    """An episode grows as long as it goes on."""
    return episode.first, episode.n
