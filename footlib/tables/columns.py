"""What the two kinds of table share: the way from columns to readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlib.calibration import COUNTS, Calibration
from footlib.column_names import FLAGS
from footlib.errors import SourceError
from footlib.label import Label, cells_of, from_cells, overlapping
from footlib.reading import Person
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.sensors import FULL_SCALE, NAMES
from footlib.tables import clock
from footlib.tables.clock import TimeSource

if TYPE_CHECKING:
    import pyarrow as pa

PERSON_COLUMNS: Final = Person.__struct_fields__
"""Columns at the end that only an export with the person has."""


@dataclass(slots=True)
class Written:
    """What a table has beside the columns of every one.

    Attributes
    ----------
    person
        Whether the person's data.
    labels
        What there is a column of, if there is any.
    calibration
        What the counts stand for; a column says it where that is not themselves.
    """

    person: bool = False
    labels: tuple[Label, ...] = ()
    calibration: Calibration = COUNTS
    _first: float = np.inf
    _last: float = np.inf

    def cells(self, chunk: Recording) -> NDArray[np.object_]:
        """The kinds of labels of readings that follow those of the call before, shape (n,)."""
        cells = cells_of(self.labels, chunk.time, self._last)
        if len(chunk):
            self._first, self._last = min(self._first, float(chunk.time[0])), float(chunk.time[-1])
        return cells

    @property
    def used(self) -> tuple[Label, ...]:
        """The labels of what `cells` was called with; who signed them goes with the person's data only."""
        found = overlapping(self.labels, self._first, self._last)
        return found if self.person else tuple(msgspec.structs.replace(label, by="") for label in found)


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of a table of any make, as long as each other.

    Attributes
    ----------
    time
        Seconds, NaN where blank, shape (n,).
    counts
        NaN where blank, shape (n, 6).
    anomaly
        Shape (n, 6).
    trace_id
        Shape (n,).
    source
        Where they come from.
    sure
        Whether the unit of the times is beyond doubt.
    labels
        Kinds of labels, as `footlib.label.cells_of` makes them, shape (n,); None without a column of them.
    ours
        Whether that column is one of Footwatch's own.
    calibration
        What the counts stand for.
    """

    time: NDArray[np.float64]
    counts: NDArray[np.float64]
    anomaly: NDArray[np.bool_]
    trace_id: NDArray[np.int64]
    source: TimeSource
    sure: bool
    labels: NDArray[np.object_] | None = None
    ours: bool = False
    calibration: Calibration = COUNTS

    def recording(self, person: Person | None = None) -> Recording:
        """The readings; one with a blank is left out and counted, blank rows at the end are none.

        Raises
        ------
        SourceError
            Names the place of what is no reading.
        """
        blank = np.isnan(np.column_stack((self.time, self.counts)))
        rows = np.flatnonzero(~blank.any(axis=1))
        if not len(rows) and len(blank):
            column = ("time", *NAMES)[int(np.argmax(blank.sum(axis=0)))]
            raise SourceError(
                f"{self.source.line(0)}: from here on no reading is without a blank; what lacks most is {column}"
            )
        time, counts = self.time[rows], self.counts[rows]
        wrong = ~((counts >= 0) & (counts <= FULL_SCALE) & (counts == np.rint(counts)))
        if wrong.any():
            row, channel = (int(first) for first in np.argwhere(wrong)[0])
            raise SourceError(
                f"{self.source.line(int(rows[row]))}: {NAMES[channel]} is {counts[row, channel]:g}, "
                f"allowed are whole counts from 0 to {FULL_SCALE}"
            )
        clock.check_times(time, counts, self.source.of(rows), sure=self.sure)
        last = int(np.max(np.flatnonzero(~blank.all(axis=1)), initial=-1))
        return Recording.from_columns(
            time,
            counts,
            anomaly=self.anomaly[rows],
            trace_id=self.trace_id[rows],
            person=person,
            skipped=last + 1 - len(rows),
            labels=() if self.labels is None else from_cells(self.labels[rows], time, ours=self.ours),
            calibration=self.calibration,
        )


def flags(of: Mapping[str, NDArray[np.bool_]], n: int) -> NDArray[np.bool_]:
    """A flag for each sensor: its own, else that of the reading, else none; shape (n, 6)."""
    if set(FLAGS) <= set(of):
        return np.column_stack([of[name] for name in FLAGS])
    return np.repeat(of.get("anomaly", np.zeros(n, np.bool_))[:, None], len(NAMES), axis=1)


def trace_column(chunk: Recording) -> pa.Array:
    """The device's clock, null where it is unknown."""
    import pyarrow as pa

    return pa.array(np.ascontiguousarray(chunk.trace_id), mask=chunk.trace_id == UNKNOWN_TRACE)
