"""Searches everything stored of a person for where else a stretch of the walk occurs."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from footlib.analysis import Refused
from footlib.errors import FootlibError, RefusedError, StoreError
from footlib.recording import Recording
from footlib.store import Store
from footlib.ui.data.searcher import Searcher
from footlib.ui.model.search import Search
from footlib.ui.model.time_span import Span

MOST: Final = 8
"""Places that are listed at most."""
_PREPARING: Final = "Preparing the search; the first time takes some seconds…"


class SimilarSearch:
    """The chosen stretch, and a process that searches for similar ones.

    Parameters
    ----------
    store
        Where a person's other readings are.

    Attributes
    ----------
    known
        What was chosen and found; a new object with every change.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._searcher = Searcher()
        self.known = Search()

    def choose(self, stretch: Span | None) -> None:
        """Take a stretch, or None; what was found for another one is dropped."""
        self.known = Search(stretch, doing=self.known.doing)

    def choose_within(self, shown: Recording, start: float, stop: float) -> None:
        """Take the part of a stretch that lies within a recording."""
        if len(shown):
            inside = max(start, float(shown.time[0])), min(stop, float(shown.time[-1]))
            # A stretch beside all readings is taken as it is: the search says why it finds nothing.
            if inside[0] < inside[1]:
                start, stop = inside
        self.choose((start, stop))

    async def find(self, person: int, shown: Recording) -> None:
        """Search everything stored of a person; if the store has none of it, what is shown."""
        chosen = self.known.chosen
        if chosen is None or self.known.doing:
            return
        self.known = Search(chosen, doing="Searching…" if self._searcher.ready else _PREPARING)
        found = Search(chosen)
        try:
            found = await self._found(person, shown, chosen)
        except FootlibError as error:
            found = Search(chosen, searched=chosen, reason=str(error))
        finally:
            # By now another stretch may be chosen.
            self.known = found if self.known.chosen is chosen else replace(self.known, doing="")

    async def _found(self, person: int, shown: Recording, chosen: Span) -> Search:
        stored = await self._stored(person)
        whole = len(stored.between(*chosen)) >= len(shown.between(*chosen))
        searched = _holding(stored if whole else shown, chosen)
        span = float(searched.time[0]), float(searched.time[-1])
        found = await self._searcher.find(searched, *chosen, top=MOST)
        if isinstance(found, Refused):
            return Search(chosen, None, span, whole, reason=found.reason)
        return Search(chosen, tuple(found), span, whole)

    async def _stored(self, person: int) -> Recording:
        try:
            return Recording.join([part async for part in self._store.chunks(person)])
        except StoreError:
            return Recording.empty()

    def end(self) -> None:
        """End the search process; the next search starts another."""
        self._searcher.end()

    async def close(self) -> None:
        """End the search process and wait until it is gone."""
        await self._searcher.close()


def _holding(recording: Recording, stretch: tuple[float, float]) -> Recording:
    if not len(recording.between(*stretch)):
        raise RefusedError("there are no readings in the stretch, or none any more; choose another")
    return recording
