"""Readings of a trial."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footlib.recording import Recording
from tests.bench.tools import walks


def walked(n: int) -> Recording:
    """A walk of so many readings, as it comes out of the store."""
    readings = walks.readings(6000)[:n]
    return Recording.from_columns(
        (walks.START + np.arange(n) * walks.STEP) / 1e6,
        np.array([reading.counts for reading in readings]),
        anomaly=np.array([reading.anomaly for reading in readings]),
        trace_id=np.array([reading.trace_id for reading in readings]),
    )


def jittered(recording: Recording) -> Recording:
    """The same with times as a network makes them: off the grid by 3 ms, told in microseconds."""
    off = np.random.default_rng(1).normal(0.0, 0.003, len(recording))
    return replace(recording, time=np.sort(np.round(recording.time + off, 6)))
