"""Where else a stretch of a recording occurs; what repeats; what stands alone.

Distances are between z-normalised stretches (MASS, Mueen et al. 2017; matrix profile, Yeh et
al. 2016), so they compare shape, not height, averaged over the six channels. They are told as
the mean correlation of the channels, 1 for the same shape. ``stumpy`` computes them; it is an
extra, imported when first used, and compiles itself for some seconds then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.results import Refused
from footlib.recording import Recording

MIN_READINGS: Final = 8
"""A shorter stretch resembles everything."""


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch that resembles the one asked for.

    Attributes
    ----------
    start, stop
        Seconds, on the recording's clock.
    similarity
        Mean correlation of the six channels, -1 to 1.
    """

    start: float
    stop: float
    similarity: float


@dataclass(frozen=True, slots=True)
class Motif:
    """Two stretches that resemble each other; for a discord, a stretch and its nearest.

    Attributes
    ----------
    start, other
        Where the two begin, seconds.
    length
        Of each, seconds.
    similarity
        Mean correlation of the six channels, -1 to 1.
    """

    start: float
    other: float
    length: float
    similarity: float


@dataclass(frozen=True, slots=True)
class _Grid:
    # Channels (6, n) and times (n,) on a regular grid; one column of NaN stands for each gap.
    channels: NDArray[np.float64]
    time: NDArray[np.float64]
    rate: float


def find_similar(
    recording: Recording, since: float, until: float, *, top: int = 10, least: float = 0.5
) -> list[Match] | Refused:
    """Where else a stretch occurs, best first; the stretch itself is left out.

    Parameters
    ----------
    recording
        Where to look; its rate decides how many readings a stretch holds.
    since, until
        The stretch, seconds on the recording's clock.
    top
        Most matches to return; they overlap by no more than half.
    least
        Smallest similarity of a match.
    """
    stretch = recording.between(since, until)
    if len(stretch) < MIN_READINGS:
        return Refused(f"the stretch holds {len(stretch)} readings, needs {MIN_READINGS}")
    first = int(np.searchsorted(recording.time, since))
    if np.any((recording.gaps >= first) & (recording.gaps < first + len(stretch) - 1)):
        return Refused("the stretch has a gap in its readings; pick one without")
    if refused := _without_stumpy():
        return refused
    grid = _grid(recording)
    size = round((stretch.time[-1] - stretch.time[0]) * grid.rate) + 1
    begin = int(np.nanargmin(np.abs(grid.time - stretch.time[0])))
    query = grid.channels[:, begin : begin + size]
    if query.shape[1] < max(size, MIN_READINGS) or np.isnan(query).any():
        return Refused("the stretch ends too near to a gap or to the end; pick an earlier one")
    similarity = _similarity(query, grid.channels)
    similarity[max(0, begin - size // 2) : begin + size // 2 + 1] = -np.inf
    matches: list[Match] = []
    while len(matches) < top and (best := float(similarity.max())) >= max(least, -1.0):
        row = int(np.argmax(similarity))
        matches.append(Match(float(grid.time[row]), float(grid.time[row + size - 1]), best))
        _strike(similarity, row, size // 2)
    return matches


def motifs(recording: Recording, length: float, *, top: int = 3) -> list[Motif] | Refused:
    """The pairs of stretches of `length` seconds that resemble each other most, best first."""
    return _extremes(recording, length, top, strangest=False)


def discords(recording: Recording, length: float, *, top: int = 3) -> list[Motif] | Refused:
    """The stretches of `length` seconds that resemble no other, the strangest first."""
    return _extremes(recording, length, top, strangest=True)


def _extremes(recording: Recording, length: float, top: int, *, strangest: bool) -> list[Motif] | Refused:
    rate = recording.rate
    size = round(length * rate) if rate > 0 and length > 0 else 0
    if size < MIN_READINGS:
        return Refused(f"{length:g} s hold {size} readings, a stretch needs {MIN_READINGS}")
    if len(recording) < 3 * size:
        return Refused(f"the recording holds {len(recording)} readings, needs three times the stretch's {size}")
    if refused := _without_stumpy():
        return refused
    import stumpy

    grid = _grid(recording)
    distances, neighbours = stumpy.mstump(grid.channels, size)
    # The last row is over all six channels.
    distance, neighbour = distances[-1].astype(np.float64), neighbours[-1].astype(np.int64)
    score = np.where(np.isfinite(distance), distance if strangest else -distance, -np.inf)
    found: list[Motif] = []
    while len(found) < top and np.isfinite(score.max()):
        row = int(np.argmax(score))
        other = int(neighbour[row])
        pair = [grid.channels[:, start : start + size] for start in (row, other)]
        similarity = float(_similarity(*pair)[0])
        found.append(Motif(float(grid.time[row]), float(grid.time[other]), (size - 1) / grid.rate, similarity))
        _strike(score, row, size)
        if not strangest:
            _strike(score, other, size)
    return found


def _similarity(query: NDArray[np.float64], channels: NDArray[np.float64]) -> NDArray[np.float64]:
    # A squared distance is 2 size (1 - correlation); where one of two stretches is flat, it is size.
    import numba
    import stumpy

    # On a busy machine the threads of so short a task wait for each other: 300 ms in place of 4.
    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        squares = [np.square(stumpy.mass(q, c).astype(np.float64)) for q, c in zip(query, channels, strict=True)]
    finally:
        numba.set_num_threads(threads)
    similarity: NDArray[np.float64] = 1.0 - np.mean(squares, axis=0) / (2 * query.shape[1])
    return similarity


def _grid(recording: Recording) -> _Grid:
    rate = recording.rate
    regular = recording.resample(rate)
    breaks = np.flatnonzero(np.diff(regular.time) > 1.5 / rate) + 1
    channels = np.insert(regular.counts.T.astype(np.float64), breaks, np.nan, axis=1)
    return _Grid(channels, np.insert(regular.time, breaks, np.nan), rate)


def _strike(scores: NDArray[np.float64], row: int, apart: int) -> None:
    scores[max(0, row - apart) : row + apart + 1] = -np.inf


def _without_stumpy() -> Refused | None:
    # find_spec would take a broken installation for a whole one.
    try:
        import stumpy  # noqa: F401
    except ImportError:
        return Refused("patterns need the package stumpy; install it with: pip install 'footwatch[patterns]'")
    return None
