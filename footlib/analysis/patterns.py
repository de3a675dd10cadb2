"""Where else a stretch of a recording occurs; what repeats; what stands alone.

Distances are between z-normalised stretches (MASS, Mueen et al. 2017; matrix profile, Yeh et
al. 2016), so they compare shape, not height, averaged over the six channels. They are told as
the mean correlation of the channels, 1 for the same shape. ``stumpy`` computes them; it is an
extra, imported when first used, and compiles itself for some seconds the first time on a machine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.results import Refused
from footlib.recording import Recording
from footlib.sensors import LEFT, RIGHT

MIN_READINGS: Final = 8
"""A shorter stretch resembles everything."""
FLAT: Final = 10
"""Counts; where no sensor moves by more, the shape is noise."""


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch that resembles the one asked for.

    Attributes
    ----------
    start, stop
        Seconds, on the recording's clock.
    similarity
        Mean correlation of the six channels, -1 to 1.
    left, right
        The same of a foot's three channels.
    """

    start: float
    stop: float
    similarity: float
    left: float
    right: float


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
        Most matches to return; they overlap neither each other nor the stretch.
    least
        Smallest similarity of a match, -1 to 1.

    Returns
    -------
    list of Match or Refused
        Refused where the stretch is too short, flat or has a gap, and without ``stumpy``.

    Examples
    --------
    >>> recording = footlib.load("walk.csv")
    >>> best, *others = footlib.find_similar(recording, since=10.0, until=12.3)
    >>> f"{best.start:.2f} to {best.stop:.2f} s, similarity {best.similarity:.2f}"
    '26.35 to 28.65 s, similarity 1.00'
    """
    stretch = recording.between(since, until)
    if len(stretch) < MIN_READINGS:
        return Refused(f"the stretch holds {len(stretch)} readings, needs {MIN_READINGS}; pick a longer one")
    if np.ptp(stretch.counts, axis=0).max() <= FLAT:
        return Refused(f"no sensor moves by more than {FLAT} counts in the stretch; pick one with a step in it")
    first = int(np.searchsorted(recording.time, since))
    if np.any((recording.gaps >= first) & (recording.gaps < first + len(stretch) - 1)):
        return Refused("the stretch has a gap in its readings; pick one without")
    mass = _of_stumpy("mass")
    if isinstance(mass, Refused):
        return mass
    grid = _grid(recording)
    size = round((stretch.time[-1] - stretch.time[0]) * grid.rate) + 1
    begin = int(np.nanargmin(np.abs(grid.time - stretch.time[0])))
    query = grid.channels[:, begin : begin + size]
    # The last reading before a gap, or at all, may lie between two places of the grid.
    query = query[:, : int(np.argmax(np.isnan(np.append(query[0], np.nan))))]
    size = query.shape[1]
    each = _similarities(mass, query, grid.channels)
    similarity = each.mean(axis=0)
    _strike(similarity, begin, size - 1)
    matches: list[Match] = []
    while len(matches) < top and (best := float(similarity.max())) >= max(least, -1.0):
        row = int(np.argmax(similarity))
        feet = float(each[LEFT, row].mean()), float(each[RIGHT, row].mean())
        matches.append(Match(float(grid.time[row]), float(grid.time[row + size - 1]), best, *feet))
        _strike(similarity, row, size - 1)
    return matches


def motifs(recording: Recording, length: float, *, top: int = 3) -> list[Motif] | Refused:
    """The pairs of stretches that resemble each other most, best first (matrix profile, Yeh et al. 2016).

    Takes the square of the number of readings, so resample a long recording first.

    Parameters
    ----------
    recording
        Three times as long as a stretch, at least.
    length
        Of a stretch, seconds.
    top
        Most pairs to return; they do not overlap.

    Returns
    -------
    list of Motif or Refused
        Refused where stretch or recording are too short, and without ``stumpy``.
    """
    return _extremes(recording, length, top, strangest=False)


def discords(recording: Recording, length: float, *, top: int = 3) -> list[Motif] | Refused:
    """The stretches that resemble no other, the strangest first (matrix profile, Yeh et al. 2016).

    Parameters
    ----------
    recording, length, top
        As of `motifs`.

    Returns
    -------
    list of Motif or Refused
        Each stretch with its nearest; refused as `motifs`.
    """
    return _extremes(recording, length, top, strangest=True)


def _extremes(recording: Recording, length: float, top: int, *, strangest: bool) -> list[Motif] | Refused:
    rate = recording.rate
    size = round(length * rate) if rate > 0 and length > 0 else 0
    if size < MIN_READINGS:
        return Refused(f"{length:g} s hold {size} readings, a stretch needs {MIN_READINGS}")
    if len(recording) < 3 * size:
        return Refused(f"the recording holds {len(recording)} readings, needs three times the stretch's {size}")
    mass, mstump = _of_stumpy("mass"), _of_stumpy("mstump")
    if isinstance(mass, Refused):
        return mass
    grid = _grid(recording)
    with _one_thread():
        distances, neighbours = mstump(grid.channels, size)
    # The last row is over all six channels.
    distance, neighbour = distances[-1].astype(np.float64), neighbours[-1].astype(np.int64)
    score = np.where(np.isfinite(distance), distance if strangest else -distance, -np.inf)
    found: list[Motif] = []
    while len(found) < top and np.isfinite(score.max()):
        row = int(np.argmax(score))
        other = int(neighbour[row])
        pair = [grid.channels[:, start : start + size] for start in (row, other)]
        similarity = float(_similarities(mass, *pair).mean())
        found.append(Motif(float(grid.time[row]), float(grid.time[other]), (size - 1) / grid.rate, similarity))
        _strike(score, row, size)
        if not strangest:
            _strike(score, other, size)
    return found


def _similarities(mass: Any, query: NDArray[np.float64], channels: NDArray[np.float64]) -> NDArray[np.float64]:
    # By channel and place. A squared distance is 2 size (1 - correlation); where one of the two is flat, it is size.
    with _one_thread():
        squares = [np.square(mass(q, c).astype(np.float64)) for q, c in zip(query, channels, strict=True)]
    similarities: NDArray[np.float64] = 1.0 - np.array(squares) / (2 * query.shape[1])
    return similarities


@contextmanager
def _one_thread() -> Iterator[None]:
    # stumpy shares out each place anew, and on a busy machine its threads wait for each other: 300 ms in place of 4.
    import numba

    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        yield
    finally:
        numba.set_num_threads(threads)


def _grid(recording: Recording) -> _Grid:
    rate = recording.rate
    regular = recording.resample(rate)
    breaks = np.flatnonzero(np.diff(regular.time) > 1.5 / rate) + 1
    channels = np.insert(regular.counts.T.astype(np.float64), breaks, np.nan, axis=1)
    return _Grid(channels, np.insert(regular.time, breaks, np.nan), rate)


def _strike(scores: NDArray[np.float64], row: int, apart: int) -> None:
    scores[max(0, row - apart) : row + apart + 1] = -np.inf


def _of_stumpy(name: str) -> Any:
    # find_spec would take a broken installation for a whole one.
    try:
        import stumpy
    except ImportError:
        return Refused(f"patterns need the package stumpy; install it with: {sys.executable} -m pip install stumpy")
    function = getattr(stumpy, name)
    _keep_compiled(function.__module__)
    return function


@cache
def _keep_compiled(module: str) -> None:
    # Kept on the disk, beside the package or in the user's cache; else every process compiles anew.
    from numba.core.dispatcher import Dispatcher

    for function in vars(sys.modules[module]).values():
        if isinstance(function, Dispatcher):
            with suppress(RuntimeError):  # neither place can be written to
                function.enable_caching()
