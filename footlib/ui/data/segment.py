"""The readings that can be looked at: those that arrive, or a past that is held meanwhile."""

from __future__ import annotations

import math

from footlib.recording import Recording
from footlib.store import Episode, Store
from footlib.ui.data.person_data import PersonData
from footlib.ui.data.queries import continued, stored, widened
from footlib.ui.model.time_span import TRAILING, Span


class Segment:
    """The readings of a person that can be shown, live or of the past.

    Parameters
    ----------
    store
        Where the past is.
    data
        What is known of the person.

    Attributes
    ----------
    data
        What is known of the person.
    """

    def __init__(self, store: Store, data: PersonData) -> None:
        self._store = store
        self.data = data
        self._held: Recording | None = None
        self._row = 0
        self._since = math.inf
        self._turn = object()

    @property
    def recording(self) -> Recording:
        """The readings that can be shown, oldest first."""
        return self.data.history.recording if self._held is None else self._held

    @property
    def first_row(self) -> int:
        """Number of the first of them since the start of the history; anchors what is thinned to every n-th reading."""
        return self.data.history.row if self._held is None else self._row

    @property
    def held(self) -> bool:
        """Whether a past is held."""
        return self._held is not None

    def follow(self, data: PersonData) -> None:
        """Show the live readings of another person."""
        self.data = data
        self.release()

    def hold(self) -> None:
        """Hold the present readings, unless a past is held already."""
        if self._held is None:
            recording, row = self.recording, self.first_row
            self._hold(recording, row, float(recording.time[0]) if len(recording) else math.inf)

    def release(self) -> None:
        """Show live readings again."""
        self._hold(None, 0, math.inf)

    def take(self, past: Recording, since: float) -> None:
        """Hold a past, which has everything that is stored from `since` on, epoch seconds, as far as it reaches."""
        self._hold(past, 0, since)

    def _hold(self, past: Recording | None, row: int, since: float) -> None:
        self._held, self._row, self._since, self._turn = past, row, since, object()

    async def widen(self, shown: Span | None, episode: Episode | None) -> bool:
        """Fetch as much more of the held past as what is shown and its thresholds need.

        Parameters
        ----------
        shown
            Start and stop of what is shown, epoch seconds; None for everything that is stored.
        episode
            The episode that the past lies around, whose context is kept when the history is swept.

        Returns
        -------
        bool
            Whether there was more.

        Raises
        ------
        StoreError
            If the store does not answer.
        """
        held, turn = self._held, self._turn
        if held is None or not len(held):
            return False
        start = self.data.status.oldest or 0.0 if shown is None else shown[0] - TRAILING
        if start >= self._since and shown is not None:
            return False
        wider = await widened(self._store, self.data.number, held, start, episode)
        if shown is None:
            later = await stored(self._store, self.data.number, float(wider.time[-1]), None)
            wider = continued(wider, later, math.inf)
        longer = wider.time[0] < held.time[0] or wider.time[-1] > held.time[-1]
        # Meanwhile another past may be held, or this one have caught up.
        if self._held is None or turn is not self._turn:
            return False
        self._since = min(start, self._since)
        if not longer:
            return False
        self._held, self._row = continued(wider, self._held, math.inf), 0
        return True

    def catch_up(self, stop: float) -> bool:
        """Add to the held past what arrived since, up to a time; return whether anything did."""
        if self._held is None or math.isinf(stop):
            return False
        before = self._held
        self._held = continued(before, self.data.history.recording, stop)
        return self._held is not before
