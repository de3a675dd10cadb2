"""Many readings as columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from footlib.calibration import COUNTS, Calibration
from footlib.column_names import FLAGS, UNITS
from footlib.device_clock import device_clock
from footlib.epoch import SAME_TIME, TIME_LIMIT
from footlib.errors import RecordingError
from footlib.frame_columns import columns_of
from footlib.grids import regular
from footlib.label import Label, cells_of, overlapping
from footlib.percentiles import percentile
from footlib.reading import UNKNOWN_TRACE as UNKNOWN_TRACE  # noqa: PLC0414 - named here, too
from footlib.reading import Person
from footlib.sensors import FULL_SCALE, LEFT, NAMES, RIGHT, Foot

if TYPE_CHECKING:
    import pandas as pd

GAP_FACTOR: Final = 3.0
"""An interval longer than this many median intervals is a gap."""


@dataclass(frozen=True, eq=False)
class Recording:
    """Readings of one person, oldest first, as read-only columns.

    Parameters
    ----------
    time
        Wall clock of reception in seconds since the epoch, or since the start, shape (n,), float64, not falling.
    counts
        Raw counts 0..1023 in the order L0 L1 L2 R0 R1 R2, shape (n, 6), int16.
    anomaly
        Flag of each sensor, shape (n, 6), bool.
    trace_id
        The device's clock as received (``[H]HMMSSDDMMYYYY``), shape (n,), int64;
        `UNKNOWN_TRACE` where there is none. Neither unique nor ordered: never a key.
    person
        Personal data, where they are known and wanted.
    skipped
        Rows that were blank or could not be read and are not among the columns.
    labels
        What somebody saw meanwhile, where that is known and wanted.
    calibration
        What the counts stand for.

    Raises
    ------
    RecordingError
        If the shapes differ, or time falls or is no number of seconds.

    Examples
    --------
    >>> recording = footlib.Recording.from_columns(
    ...     time=[0.0, 0.1, 0.2],
    ...     counts=[[12, 9, 14, 800, 310, 95], [11, 9, 15, 820, 290, 40], [12, 8, 14, 835, 260, 17]],
    ... )
    >>> len(recording), round(recording.rate, 3), recording.duration
    (3, 10.0, 0.2)
    >>> recording.counts[:, 3:].sum(axis=1)
    array([1205, 1150, 1112])
    >>> recording.between(0.1, 0.2).to_pandas()["R0"].tolist()
    [820, 835]
    """

    time: NDArray[np.float64]
    counts: NDArray[np.int16]
    anomaly: NDArray[np.bool_]
    trace_id: NDArray[np.int64]
    person: Person | None = None
    skipped: int = 0
    labels: tuple[Label, ...] = ()
    calibration: Calibration = COUNTS

    def __post_init__(self) -> None:
        n = len(self.time)
        for name, column, expected in (
            ("time", self.time, (n,)),
            ("counts", self.counts, (n, len(NAMES))),
            ("anomaly", self.anomaly, (n, len(NAMES))),
            ("trace_id", self.trace_id, (n,)),
        ):
            if column.shape != expected:
                raise RecordingError(f"column {name} has shape {column.shape}, expected {expected}")
        rises = self.time[1:] >= self.time[:-1]
        if not rises.all():
            row = int(np.argmin(rises)) + 1
            raise RecordingError(f"time falls at row {row}: {self.time[row]} after {self.time[row - 1]}; sort it first")
        if n and not (self.time[0] > -TIME_LIMIT and self.time[-1] < TIME_LIMIT):
            span = f"time runs from {self.time[0]} to {self.time[-1]}"
            raise RecordingError(f"{span}, allowed are finite numbers of seconds under {TIME_LIMIT:g}")
        for column in (self.time, self.counts, self.anomaly, self.trace_id):
            column.flags.writeable = False

    @classmethod
    def from_columns(
        cls,
        time: NDArray[np.floating] | list[float],
        counts: NDArray[np.integer | np.floating] | list[list[int]],
        *,
        anomaly: NDArray[np.bool_] | None = None,
        trace_id: NDArray[np.int64] | None = None,
        person: Person | None = None,
        skipped: int = 0,
        labels: Iterable[Label] = (),
        calibration: Calibration = COUNTS,
    ) -> Self:
        """Build a recording from whatever numpy can turn into the columns; absent ones are filled.

        The columns are copied, so the caller's arrays stay writable; counts may be whole numbers as floats.
        """
        stamps = np.array(time, dtype=np.float64)
        n = len(stamps)
        values = np.asarray(counts).reshape(n, len(NAMES))
        if values.dtype.kind == "f" and (broken := np.argwhere(values != np.rint(values))).size:
            row, channel = broken[0]
            raise RecordingError(f"{NAMES[channel]} is {values[row, channel]} in row {row}, allowed are whole counts")
        if n and not (values.min() >= 0 and values.max() <= FULL_SCALE):
            raise RecordingError(f"counts run from {values.min()} to {values.max()}, allowed is 0..{FULL_SCALE}")
        return cls(
            stamps,
            values.astype(np.int16),
            np.zeros((n, len(NAMES)), np.bool_) if anomaly is None else np.array(anomaly, dtype=np.bool_),
            np.full(n, UNKNOWN_TRACE, np.int64) if trace_id is None else np.array(trace_id, dtype=np.int64),
            person,
            skipped,
            tuple(labels),
            calibration,
        )

    @classmethod
    def empty(cls) -> Self:
        """A recording without readings."""
        return cls.from_columns([], [])

    @classmethod
    def join(cls, parts: list[Recording]) -> Recording:
        """Put recordings in one; `RecordingError` unless they follow each other, in one unit. The last person stays."""
        if len(parts) < 2:
            return parts[0] if parts else cls.empty()
        if len({p.calibration for p in parts}) > 1:
            raise RecordingError("the parts differ in what a count stands for; only those of one unit can be joined")
        return Recording(
            np.concatenate([p.time for p in parts]),
            np.concatenate([p.counts for p in parts]),
            np.concatenate([p.anomaly for p in parts]),
            np.concatenate([p.trace_id for p in parts]),
            parts[-1].person,
            sum(p.skipped for p in parts),
            tuple(dict.fromkeys(label for p in parts for label in p.labels)),
            parts[0].calibration,
        )

    @classmethod
    def from_pandas(cls, frame: pd.DataFrame) -> Self:
        """The reverse of `to_pandas`; ``trace_id``, ``label`` and flags may be absent.

        Without a flag for each sensor all six are flagged where ``anomaly`` is set. `RecordingError` if a channel is
        missing, the index holds no times or a value is no count.
        """
        return cls.from_columns(**columns_of(frame))

    def __len__(self) -> int:
        return len(self.time)

    def __getitem__(self, rows: slice) -> Recording:
        """Rows as a view, with the labels that they have; no column is copied."""
        columns = time, *_ = self.time[rows], self.counts[rows], self.anomaly[rows], self.trace_id[rows]
        labels = overlapping(self.labels, time[0], time[-1]) if self.labels and len(time) else ()
        return Recording(*columns, self.person, self.skipped, labels, self.calibration)

    def between(self, since: float | None = None, until: float | None = None) -> Recording:
        """Readings with ``since <= time <= until`` in seconds, None for no limit, as a view."""
        start = 0 if since is None else int(np.searchsorted(self.time, since, "left"))
        stop = len(self) if until is None else int(np.searchsorted(self.time, until, "right"))
        return self[start:stop]

    def window(self, seconds: float) -> Recording:
        """The last `seconds` before the newest reading, as a view."""
        return self.between(self.time[-1] - seconds) if len(self) else self

    def thin(self, every: int) -> Recording:
        """Every `every`-th reading, from 1 on, counted from the newest, as a view; `RecordingError` for less."""
        if every < 1:
            raise RecordingError(f"every {every} readings makes no sense, allowed is 1 and more")
        return self[(len(self) - 1) % every :: every]

    def resample(self, rate: float) -> Recording:
        """Readings on a regular grid, `rate` a second, that begins with the first reading.

        Counts are linear between two readings and rounded; flags and trace are those of the
        latest reading. No grid point lies within a gap, so nothing is invented there and no
        value is missing: the grid simply has the gap too. Thinning does not filter first.

        Raises
        ------
        RecordingError
            If `rate` is not a number above zero.
        """
        if not (rate > 0 and np.isfinite(rate)):
            raise RecordingError(f"a rate of {rate} Hz makes no grid, allowed is a number above 0")
        if len(self) < 2:
            return self
        # Epoch seconds resolve a quarter of a microsecond: a grid point so near a reading is that reading.
        near = 1e-3 / rate
        grid = regular(self.time, self.gaps, rate, near)
        latest = np.searchsorted(self.time, grid + near, "right") - 1
        counts = np.column_stack([np.interp(grid, self.time, channel) for channel in self.counts.T])
        return replace(
            self,
            time=grid,
            counts=np.rint(counts).astype(np.int16),
            anomaly=self.anomaly[latest],
            trace_id=self.trace_id[latest],
        )

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """Readings with any sensor flagged, shape (n,)."""
        any_flag: NDArray[np.bool_] = np.logical_or.reduce(self.anomaly, axis=1)
        return any_flag

    def foot(self, foot: Foot) -> NDArray[np.int16]:
        """Counts of one foot's front, middle and back sensor, shape (n, 3)."""
        return self.counts[:, LEFT if foot is Foot.LEFT else RIGHT]

    @property
    def values(self) -> NDArray[np.float64]:
        """What the counts stand for, in the unit of `calibration`, shape (n, 6)."""
        return (self.counts.astype(np.float64) - self.calibration.zero) * self.calibration.per_count

    @property
    def duration(self) -> float:
        """Seconds from the first to the last reading."""
        return float(self.time[-1] - self.time[0]) if len(self) > 1 else 0.0

    @cached_property
    def interval(self) -> float:
        """Median of the intervals between readings in seconds; NaN if there is none.

        Readings that share a time stamp, as a clock of whole seconds gives them (the store puts
        a microsecond between), count as one: what happened between them is not known.
        """
        steps = np.diff(self.time)
        if len(steps) and steps.min() < SAME_TIME:
            steps = steps[steps >= SAME_TIME]
        return float(percentile(steps, 50)) if len(steps) else float("nan")

    @property
    def rate(self) -> float:
        """Readings a second: 1 / median interval, so that gaps do not lower it; NaN if unknown."""
        return 1.0 / self.interval

    @cached_property
    def gaps(self) -> NDArray[np.int64]:
        """Rows after which an interval longer than `GAP_FACTOR` median intervals follows, shape (g,)."""
        rows = np.flatnonzero(np.diff(self.time) > GAP_FACTOR * self.interval)
        rows.flags.writeable = False
        return rows

    @property
    def device_clock(self) -> NDArray[np.datetime64]:
        """The device's own clock, shape (n,), ``datetime64[s]``; NaT where unknown or impossible.

        It has one-second resolution, may jump back and may run at another speed than `time`.
        """
        return device_clock(self.trace_id)

    def to_pandas(self) -> pd.DataFrame:
        """One row a reading: index ``time`` (UTC, microseconds), counts, ``anomaly`` of any sensor, trace, flags.

        Last comes ``label``, the kinds of its labels. What the columns hold stands in ``attrs["units"]``, and what
        counts stand for in ``attrs["calibration"]``.
        """
        import pandas as pd

        frame = pd.DataFrame(np.asarray(self.counts), columns=list(NAMES))
        micros = np.round(self.time * 1e6).astype(np.int64)
        frame.index = pd.DatetimeIndex(pd.to_datetime(micros, unit="us", utc=True), name="time")
        frame["anomaly"] = self.flagged
        frame["trace_id"] = self.trace_id
        frame[list(FLAGS)] = self.anomaly
        frame["label"] = cells_of(self.labels, self.time)
        frame.attrs["units"] = dict(UNITS)
        frame.attrs["calibration"] = self.calibration.text
        return frame
