"""Where else a stretch of somebody's walk occurs: what was chosen, what was found."""

from __future__ import annotations

from typing import Final

from footlib.analysis import Refused
from footlib.analysis.patterns import Match
from footlib.errors import FootlibError, RefusedError, StoreError
from footlib.recording import Recording
from footlib.store import Store
from footlib.ui.data.searcher import Searcher
from footlib.ui.model.annotations import Mark

MOST: Final = 8
"""Places that are listed at most."""
_PREPARING: Final = "Preparing the search; the first time takes some seconds…"


class Similar:
    """The stretch that was chosen and the places that resemble it.

    Parameters
    ----------
    store
        Where a person's other readings are.

    Attributes
    ----------
    chosen
        Start and stop of the stretch, epoch seconds; None without one.
    matches
        Where else it occurs, best first; None before a search.
    searched
        Start and stop of what was searched.
    whole
        Whether that was everything stored, not just what was on the screen.
    doing
        What goes on just now, for the screen.
    reason
        Why there is no answer.
    version
        Grows with every change.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._searcher = Searcher()
        self.version = 0
        self.doing = ""
        self.choose(None)

    def choose(self, stretch: tuple[float, float] | None) -> None:
        """Take a stretch, or none; what was found for another is forgotten."""
        self.chosen = stretch
        self.matches: list[Match] | None = None
        self.searched = 0.0, 0.0
        self.whole = False
        self.reason = ""
        self.version += 1

    def choose_within(self, shown: Recording, start: float, stop: float) -> None:
        """Take what of a stretch lies between the first and the last reading that are shown."""
        if len(shown):
            inside = max(start, float(shown.time[0])), min(stop, float(shown.time[-1]))
            # A stretch beside all readings is taken as it is: the search says why it finds nothing.
            if inside[0] < inside[1]:
                start, stop = inside
        self.choose((start, stop))

    async def find(self, person: int, shown: Recording) -> None:
        """Look for the stretch in everything stored of a person; where it is not to be had, in what is shown."""
        chosen = self.chosen
        if chosen is None or self.doing:
            return
        self.choose(chosen)
        self.doing = "Searching…" if self._searcher.ready else _PREPARING
        matches, reason, whole, searched = None, "", False, shown
        try:
            stored = await self._stored(person)
            whole = len(stored.between(*chosen)) >= len(shown.between(*chosen))
            searched = _holding(stored if whole else shown, chosen)
            found = await self._searcher.find(searched, *chosen, top=MOST)
            matches, reason = (None, found.reason) if isinstance(found, Refused) else (found, "")
        except FootlibError as error:
            reason = str(error)
        finally:
            self.doing = ""
            self.version += 1
        if self.chosen is chosen:
            self.matches, self.reason, self.whole = matches, reason, whole
            self.searched = (float(searched.time[0]), float(searched.time[-1])) if len(searched) else chosen

    async def _stored(self, person: int) -> Recording:
        try:
            return Recording.join([part async for part in self._store.chunks(person)])
        except StoreError:
            return Recording.empty()

    def marks(self) -> list[Mark]:
        """The stretch and the places, best first."""
        chosen = [] if self.chosen is None else [Mark(*self.chosen, "chosen", 0.3)]
        return chosen + [Mark(m.start, m.stop, str(rank)) for rank, m in enumerate(self.matches or (), 1)]

    def end(self) -> None:
        """End the process that searches; the next search starts another."""
        self._searcher.end()

    async def close(self) -> None:
        """The same, and wait until it is gone."""
        await self._searcher.close()


def _holding(recording: Recording, stretch: tuple[float, float]) -> Recording:
    if not len(recording.between(*stretch)):
        raise RefusedError("there are no readings in the stretch, or none any more; choose another")
    return recording
