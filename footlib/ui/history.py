"""Readings that a viewer keeps of one person."""

from __future__ import annotations

from typing import Final

import numpy as np

from footlib.recording import Recording

_FIRST_CAPACITY: Final = 1024


class History:
    """The newest readings, appended in place so that a tick does not copy ten minutes.

    Parameters
    ----------
    seconds
        How far back from the newest reading readings are kept.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.row = 0
        """Number of the first kept reading since the start; anchors what is drawn thinned."""
        self._start = self._stop = 0
        self._reserve(_FIRST_CAPACITY)

    def _reserve(self, capacity: int) -> None:
        kept = slice(self._start, self._stop)
        old = self._columns if hasattr(self, "_columns") else None
        self._columns = (
            np.empty(capacity, np.float64),
            np.empty((capacity, 6), np.int16),
            np.empty((capacity, 6), np.bool_),
            np.empty(capacity, np.int64),
        )
        n = self._stop - self._start
        for new, previous in zip(self._columns, old or (), strict=old is not None):
            new[:n] = previous[kept]
        self._start, self._stop = 0, n

    def __len__(self) -> int:
        return self._stop - self._start

    @property
    def newest(self) -> float | None:
        """Time of the newest reading."""
        return float(self._columns[0][self._stop - 1]) if len(self) else None

    @property
    def recording(self) -> Recording:
        """All kept readings, as views that later readings do not change."""
        return Recording(*(column[self._start : self._stop] for column in self._columns))

    def clear(self) -> None:
        """Forget everything."""
        self.row += len(self)
        self._start = self._stop = 0
        # Views handed out earlier must not change under their holders.
        self._reserve(_FIRST_CAPACITY)

    def extend(self, new: Recording) -> None:
        """Append newer readings; a time that falls back starts the history anew."""
        if not len(new):
            return
        if self.newest is not None and new.time[0] < self.newest:
            self.clear()
        if self._stop + len(new) > len(self._columns[0]):
            self._reserve(max(2 * (len(self) + len(new)), _FIRST_CAPACITY))
        place = slice(self._stop, self._stop + len(new))
        for column, values in zip(self._columns, (new.time, new.counts, new.anomaly, new.trace_id), strict=True):
            column[place] = values
        self._stop += len(new)
        self._forget_old()

    def _forget_old(self) -> None:
        time = self._columns[0][self._start : self._stop]
        dropped = int(np.searchsorted(time, time[-1] - self.seconds, "left"))
        self._start += dropped
        self.row += dropped

    def replace(self, recording: Recording) -> None:
        """Put a longer past in front of the readings that are newer than it."""
        newer = self.recording
        if len(recording):
            newer = newer[int(np.searchsorted(newer.time, recording.time[-1], "right")) :]
        self.clear()
        self.extend(recording)
        self.extend(newer)
