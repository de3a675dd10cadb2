"""Replay of recordings, as they were measured."""

from __future__ import annotations

import dataclasses
import logging
import math
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlib.epoch import SAME_TIME
from footlib.errors import SettingsError
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.standin.options import StandinOptions
from footlib.standin.personas import DeviceClock

_log: Final = logging.getLogger(__name__)
_UNEVEN: Final = 0.5
"""Intervals by which a reading may be early or late in a recording that is played at its rate."""


class Sample(msgspec.Struct, frozen=True):
    """One instantaneous measurement.

    Attributes
    ----------
    counts
        The six counts in the order of the sensor ids.
    anomaly
        Their flags.
    trace_id
        The device's clock, ``[H]HMMSSDDMMYYYY``.
    """

    counts: tuple[int, ...]
    anomaly: tuple[bool, ...]
    trace_id: int


class Replay:
    """Plays a recording over and over, each sample when it was measured, counts untouched.

    A recording whose readings are evenly apart shows the sample at floor(elapsed x rate). Any
    other follows its times: readings that share one, as those of a clock of whole seconds,
    are spread up to the next, and in a gap the sample before it stays.

    Parameters
    ----------
    recording
        At least one reading; its rate is taken to six decimals.
    clock
        Stands in where the recording has no device clock; it jumps back as the recording starts again.

    Raises
    ------
    SettingsError
        If the recording is empty.
    """

    def __init__(self, recording: Recording, clock: DeviceClock) -> None:
        if not len(recording):
            raise SettingsError("--replay names a recording without a single reading; allowed is one reading and more")
        rate = recording.rate
        self.rate = round(rate, 6) if math.isfinite(rate) else 0.0
        self._recording = recording
        self._clock = dataclasses.replace(clock, loop=math.inf)
        self._at = spread_times(recording)
        self._length = recording.duration + recording.interval if self.rate else 0.0
        even = np.abs(self._at * self.rate - np.arange(len(recording))) < _UNEVEN
        self._even = bool(even.all())

    def row(self, elapsed: float) -> int:
        """Number of the row that is served `elapsed` seconds after the start."""
        if self._even or not self._length:
            return math.floor(elapsed * self.rate) % len(self._recording)
        return int(np.searchsorted(self._at, elapsed % self._length, "right")) - 1

    def sample(self, elapsed: float) -> Sample:
        """The sample at `elapsed` seconds after the start, from 0 on."""
        row = self.row(elapsed)
        trace_id = int(self._recording.trace_id[row])
        if trace_id == UNKNOWN_TRACE:
            trace_id = self._clock.at(float(self._at[row]))
        counts, anomaly = self._recording.counts[row], self._recording.anomaly[row]
        return Sample(tuple(counts.tolist()), tuple(anomaly.tolist()), trace_id)


def spread_times(recording: Recording) -> NDArray[np.float64]:
    """Seconds since the first reading, shape (n,); readings that share a time are spread up to the next.

    Where the next comes after a gap, they are spread over a usual interval.
    """
    since = recording.time - recording.time[:1]
    steps = np.diff(since)
    if not recording.interval > 0 or steps.min() >= SAME_TIME:
        return since
    first = np.flatnonzero(np.append(True, steps >= SAME_TIME))
    number = np.diff(first, append=len(since))
    room = np.minimum(np.diff(since[first], append=np.inf), recording.interval)
    place = np.arange(len(since)) - np.repeat(first, number)
    return np.repeat(since[first], number) + place * np.repeat(room / number, number)


def load_recording(path: Path, options: StandinOptions) -> Recording:
    """Load a recording to replay; readings left out for blanks are logged.

    Raises
    ------
    SourceError
        If the file cannot be read.
    """
    from footlib.sources import describe_skipped, has_times, load

    # With several files the rate is that of those without times.
    rate = None if len(options.replay) > 1 and has_times(path) else options.rate
    recording = load(path, rate=rate, unit=options.time_unit)
    if recording.skipped:
        _log.warning("%s", describe_skipped(path, recording))
    return recording
