"""How many readings a number needs, so that another stretch of the same walk would give it again.

A share of time is decided by where in the stride the readings fall. Half a second apart and
closer they see every stride: an event is at most an interval off, and what it moves the share
by shrinks with the number of events. Further apart they are samples of a walk whose phase goes on
by some rest of a stride; a stride varies by 2 to 3 %, so from some seconds on the samples are as
good as drawn, and a share p of n samples has the standard error sqrt(p (1 - p) / n): 2.1 points
for 60 % and 540 of them. Between the two the need grows with the square of the interval, from a
minute of one reading a second. A mean load varies more, and an index of symmetry is of a
difference: its standard error is about 160 / sqrt(n), 5 points for 1080 samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.results import Refused
from footlib.recording import Recording


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a number needs.

    Attributes
    ----------
    at_one_hertz
        Readings at one a second.
    most
        Readings where they are as good as drawn.
    seconds
        Time that they stand for.
    """

    at_one_hertz: int
    most: int
    seconds: float


SHARE: Final = Requirement(60, 540, 4.0)
"""Of a share of time. In four seconds the stride that the ends cut weighs 6 points at the most."""
DIFFERENCE: Final = Requirement(480, 1080, 8.0)
"""Of a mean load, and of an index that compares the feet."""
LEAST: Final = 30
"""Readings that any range needs: the 5th and the 95th percentile then lie beyond a second reading, so that none that
strays decides, and of a walk, a third of which is swing, all but one in ten thousand draws hold three of the swing."""
_DRAWN: Final = 3.0
"""Seconds from which on readings are as good as drawn, and up to which stretches between gaps are single samples."""
_RESOLVED: Final = 0.5
"""Seconds; readings closer than this see every stride."""
CLOSE: Final = 0.4
"""Seconds; a moment in a longer interval may lie in a contact that no reading saw."""
_EVEN: Final = 1.25
_UNEVENLY: Final = 2.5
"""So many more readings are needed where they come unevenly and do not see every stride: chance covers it less well."""
_CHANGES: Final = 10
"""Times that readings further apart must show the other foot alone: fewer, and they keep pace with the steps, as the
spokes of a wheel on film do. Every second, third and so on to the eighth of them as well, for two or three phases that
come again and again are no better than one."""
_MOST_PHASES: Final = 8
_SURE: Final = 0.8
"""Share of runs of equal readings that are as long as the others where a device repeats each."""
_FEWEST_RUNS: Final = 10
_MOSTLY_NEW: Final = 0.6
"""Share of readings that differ from the one before, from which on nothing is repeated as a rule."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How often and how evenly a walk was sampled.

    Attributes
    ----------
    n
        Readings that stand for some time; stretches, where the readings come in snatches.
    interval
        Mean seconds between them, gaps left out.
    seconds
        Time that they stand for.
    even
        Whether a moment mostly lies in an interval of the usual length.
    """

    n: int
    interval: float
    seconds: float
    even: bool


def sampling(recording: Recording, weight: NDArray[np.float64]) -> Sampling:
    """How often a walk was sampled by readings that stand for `weight` seconds each, shape (n,)."""
    n, stretches, seconds = int(np.count_nonzero(weight)), len(recording.gaps) + 1, float(weight.sum())
    if stretches > 1 and seconds < _DRAWN * stretches:
        return Sampling(min(n, stretches), _DRAWN, seconds, even=True)
    usual = seconds / max(1, n)
    steps = np.delete(np.diff(recording.time), recording.gaps)
    around = float(steps @ steps) / seconds if seconds else usual
    return Sampling(n, usual, seconds, even=around <= max(CLOSE, _EVEN * usual))


def too_few(seen: Sampling, need: Requirement = SHARE) -> Refused | None:
    """Whether there are too few samples: None, or why.

    Parameters
    ----------
    seen
        From `sampling`.
    need
        `SHARE` or `DIFFERENCE`.
    """
    needed = max(LEAST, int(need.at_one_hertz * seen.interval**2))
    needed = min(need.most, needed if seen.even else int(_UNEVENLY * needed))
    if seen.n < needed:
        apart = f" {seen.interval:.1f} s apart" if needed > LEAST else ""
        return Refused(f"needs {needed} readings{apart}, got {seen.n}")
    if seen.seconds < need.seconds:
        return Refused(f"needs {need.seconds:.0f} s of readings, got {seen.seconds:.1f} s")
    return None


def in_step(seen: Sampling, left: NDArray[np.bool_], right: NDArray[np.bool_]) -> Refused | None:
    """Whether readings too far apart to see every stride keep pace with the steps: None, or why it tells nothing.

    Parameters
    ----------
    seen
        From `sampling`.
    left, right
        Whether each foot is in contact at each reading, shape (n,).
    """
    if seen.interval <= _RESOLVED:
        return None
    changes = min(_changes(left, right, every) for every in range(1, min(_MOST_PHASES, max(1, seen.n // LEAST)) + 1))
    if changes >= _CHANGES:
        return None
    return Refused(
        f"needs {_CHANGES} changes from foot to foot, got {changes}; readings {seen.interval:.1f} s apart keep pace "
        "with the steps"
    )


def _changes(left: NDArray[np.bool_], right: NDArray[np.bool_], every: int) -> int:
    number = 0
    for first in range(every):
        one, other = left[first::every], right[first::every]
        alone = one[one != other]
        number += int(np.count_nonzero(alone[1:] != alone[:-1]))
    return number


def fresh(recording: Recording) -> float:
    """Readings a second that bring something new: a device may show each several times.

    Then nearly all runs of equal readings are of the same length. Somebody who stands still, or a
    walk in which nothing changes for a while, makes runs of all lengths.
    """
    counts = recording.counts
    changes = np.flatnonzero((counts[1:] != counts[:-1]).any(axis=1))
    if not _FEWEST_RUNS < len(changes) < _MOSTLY_NEW * len(counts):
        return recording.rate
    runs = np.diff(changes)
    usual = int(np.median(runs))
    regular = usual > 1 and np.count_nonzero(np.abs(runs - usual) <= 1) >= _SURE * len(runs)
    return recording.rate / usual if regular else recording.rate
