"""Readings that a viewer keeps of one person."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from footlib.recording import Recording
from footlib.sensors import NAMES

_FIRST_CAPACITY: Final = 1024


class _Columns(NamedTuple):
    time: NDArray[np.float64]
    counts: NDArray[np.int16]
    anomaly: NDArray[np.bool_]
    trace_id: NDArray[np.int64]


def _columns(capacity: int) -> _Columns:
    return _Columns(
        np.empty(capacity, np.float64),
        np.empty((capacity, len(NAMES)), np.int16),
        np.empty((capacity, len(NAMES)), np.bool_),
        np.empty(capacity, np.int64),
    )


class History:
    """The newest readings, appended in place so that a tick does not copy ten minutes.

    Parameters
    ----------
    seconds
        How much is kept, counted back from the newest reading.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.row = 0
        """Number of the first kept reading since the start; anchors what is drawn thinned."""
        self._start = self._stop = 0
        self._columns = _columns(_FIRST_CAPACITY)
        self._recording: Recording | None = None

    def _make_room(self, capacity: int) -> None:
        # Views handed out earlier keep the old columns, so nothing changes under their holders.
        new, n = _columns(capacity), len(self)
        kept = slice(self._start, self._stop)
        new.time[:n], new.counts[:n] = self._columns.time[kept], self._columns.counts[kept]
        new.anomaly[:n], new.trace_id[:n] = self._columns.anomaly[kept], self._columns.trace_id[kept]
        self._columns, self._start, self._stop = new, 0, n

    def __len__(self) -> int:
        return self._stop - self._start

    @property
    def newest(self) -> float | None:
        """Time of the newest reading."""
        return float(self._columns.time[self._stop - 1]) if len(self) else None

    @property
    def recording(self) -> Recording:
        """All kept readings, as views that later readings do not change."""
        if self._recording is None:
            kept, of = slice(self._start, self._stop), self._columns
            self._recording = Recording(of.time[kept], of.counts[kept], of.anomaly[kept], of.trace_id[kept])
        return self._recording

    def clear(self) -> None:
        """Forget everything."""
        self.row += len(self)
        self._start = self._stop = 0
        self._recording = None
        self._make_room(_FIRST_CAPACITY)

    def extend(self, new: Recording) -> None:
        """Append newer readings; if their time lies before the newest one, the history starts anew with them."""
        if not len(new):
            return
        self._recording = None
        if self.newest is not None and new.time[0] < self.newest:
            self.clear()
        if self._stop + len(new) > len(self._columns.time):
            self._make_room(max(2 * (len(self) + len(new)), _FIRST_CAPACITY))
        place = slice(self._stop, self._stop + len(new))
        columns = self._columns
        columns.time[place], columns.counts[place] = new.time, new.counts
        columns.anomaly[place], columns.trace_id[place] = new.anomaly, new.trace_id
        self._stop += len(new)
        self._forget_old()

    def _forget_old(self) -> None:
        time = self._columns.time[self._start : self._stop]
        dropped = int(np.searchsorted(time, time[-1] - self.seconds, "left"))
        self._start += dropped
        self.row += dropped

    def replace(self, recording: Recording) -> None:
        """Replace the past by a longer one; readings that are newer than it stay."""
        newer = self.recording
        if len(recording):
            newer = newer[int(np.searchsorted(newer.time, recording.time[-1], "right")) :]
        self.clear()
        self.extend(recording)
        self.extend(newer)
