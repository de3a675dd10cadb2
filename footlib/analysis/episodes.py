"""Runs of flagged readings."""

from __future__ import annotations

from typing import Final

import numpy as np

from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.store.episodes import GAP_SEC, Episode

EPISODE_GAP: Final = GAP_SEC
"""Seconds; flagged readings not further apart belong to one episode."""


def episodes(recording: Recording, *, gap: float = EPISODE_GAP) -> list[Episode]:
    """Gather flagged readings into episodes, oldest first.

    Parameters
    ----------
    recording
        Any readings; those not flagged count only as time that passes.
    gap
        Longest time in seconds between two flagged readings of one episode.

    Examples
    --------
    >>> for episode in footlib.episodes(footlib.load("walk.csv")):
    ...     print(f"{episode.start:.2f} to {episode.stop:.2f} s: {episode.n} readings, peak {episode.peak}")
    39.80 to 44.90 s: 103 readings, peak 825
    """
    rows = np.flatnonzero(recording.flagged)
    if not len(rows):
        return []
    runs = np.split(rows, np.flatnonzero(np.diff(recording.time[rows]) > gap) + 1)
    found = []
    for run in runs:
        flags = recording.anomaly[run]
        found.append(
            Episode(
                start=float(recording.time[run[0]]),
                stop=float(recording.time[run[-1]]),
                first=int(np.searchsorted(rows, run[0])),
                n=len(run),
                sensors=tuple(name for name, hit in zip(NAMES, np.logical_or.reduce(flags), strict=True) if hit),
                peak=int(recording.counts[run][flags].max()),
                trace_id=int(recording.trace_id[run[0]]),
            )
        )
    return found
