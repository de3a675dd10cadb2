"""When each foot is on the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.results import Refused, Result
from footlib.analysis.spans import time_weights
from footlib.analysis.thresholds import FootThresholds, Thresholds, adapt
from footlib.recording import Recording
from footlib.sensors import Foot

REFRACTORY: Final = 0.1
"""Seconds; a shorter contact or a shorter lift-off is a bounce of the signal."""
_CLOCK_STEP: Final = 1e-6
STEEPNESS: Final = 0.75
"""Quantile of a recording's slopes at contact that is taken for the true one where readings are too far apart."""


@dataclass(frozen=True, slots=True)
class Phases:
    """Contacts of one foot.

    Attributes
    ----------
    foot
        Which foot.
    on
        Whether each reading is in contact, shape (n,).
    start, stop
        Initial contact and toe-off of each contact, shape (k,), seconds.
    begun, ended
        Whether start and stop were seen, or the readings began or broke off there, shape (k,).
    stretch
        Number of the stretch without a gap in which it lies, shape (k,).
    """

    foot: Foot
    on: NDArray[np.bool_]
    start: NDArray[np.float64]
    stop: NDArray[np.float64]
    begun: NDArray[np.bool_]
    ended: NDArray[np.bool_]
    stretch: NDArray[np.int64]

    @property
    def steps(self) -> int:
        """Initial contacts that were seen."""
        return int(np.count_nonzero(self.begun))


@dataclass(frozen=True, slots=True)
class Contact:
    """Load and contact of both feet, from which the other measures are made.

    Attributes
    ----------
    recording, thresholds
        What they were made from.
    weight
        Seconds that each reading stands for, shape (n,), see `time_weights`.
    load
        Counts above the baselines, left and right, shape (n, 2).
    left, right
        The contacts, or why there are none.
    """

    recording: Recording
    thresholds: Thresholds
    weight: NDArray[np.float64]
    load: NDArray[np.float64]
    left: Phases | Refused
    right: Phases | Refused

    @property
    def feet(self) -> tuple[Phases | Refused, Phases | Refused]:
        """Left and right."""
        return self.left, self.right


def detect(recording: Recording, thresholds: Thresholds | None = None) -> Contact:
    """Find the contacts of both feet.

    A contact begins when a foot's load rises over its upper threshold and ends when it falls
    under the lower one; what is shorter than `REFRACTORY` is passed over, lift-offs before
    contacts. Event times are interpolated between readings, see `_onset`.

    Parameters
    ----------
    recording
        Readings at any rate.
    thresholds
        From `adapt`; by default adapted to the recording itself.
    """
    limits = adapt(recording) if thresholds is None else thresholds
    firsts = np.concatenate(([0], recording.gaps + 1)) if len(recording) else np.empty(0, np.int64)
    loads = [foot.load(recording) for foot in limits.feet]
    left, right = (
        foot.refused or _phases(recording.time, load, foot, firsts)
        for foot, load in zip(limits.feet, loads, strict=True)
    )
    return Contact(recording, limits, time_weights(recording), np.column_stack(loads), left, right)


def contact_share(contact: Contact, foot: Foot) -> Result:
    """Share of time in which a foot is on the ground, percent; unbiased at any rate."""
    phases = contact.left if foot is Foot.LEFT else contact.right
    return phases if isinstance(phases, Refused) else _share(phases.on, contact.weight)


def double_support(contact: Contact) -> Result:
    """Share of time in which both feet are on the ground, percent; unbiased at any rate."""
    left, right = contact.feet
    if isinstance(left, Refused):
        return left
    if isinstance(right, Refused):
        return right
    return _share(left.on & right.on, contact.weight)


def _share(on: NDArray[np.bool_], weight: NDArray[np.float64]) -> Result:
    whole = float(weight.sum())
    return 100.0 * float(weight @ on) / whole if whole > 0 else Refused("needs two readings and more")


def _phases(
    time: NDArray[np.float64], load: NDArray[np.float64], limits: FootThresholds, firsts: NDArray[np.int64]
) -> Phases:
    above = load - limits.at(limits.on, time)
    below = load - limits.at(limits.off, time)
    on = _hysteresis(above, below, firsts)
    for state in (False, True):
        on = _drop_short(on, time, firsts, state=state)
    begins = np.zeros(len(on), np.bool_)
    begins[firsts] = True
    rises = np.flatnonzero(on & (begins | ~np.roll(on, 1)))
    ends = np.roll(begins, -1)
    falls = np.flatnonzero(on & (ends | ~np.roll(on, -1)))
    begun, ended = ~begins[rises], ~ends[falls]
    start, stop = time[rises].copy(), time[falls].copy()
    start[begun] = _onset(time, above, rises[begun])
    stop[ended] = -_onset(-time[::-1], below[::-1], len(time) - 1 - falls[ended])
    stretch = np.searchsorted(firsts, rises, "right") - 1
    return Phases(limits.foot, on, start, stop, begun, ended, stretch)


def _hysteresis(above: NDArray[np.float64], below: NDArray[np.float64], firsts: NDArray[np.int64]) -> NDArray[np.bool_]:
    decided = (above > 0) | (below < 0)
    # Nothing came before the first reading of a stretch: the nearer threshold decides.
    decided[firsts] = True
    state = above > 0
    state[firsts] = above[firsts] + below[firsts] > 0
    last = np.maximum.accumulate(np.where(decided, np.arange(len(above)), 0))
    held: NDArray[np.bool_] = state[last]
    return held


def _drop_short(
    on: NDArray[np.bool_], time: NDArray[np.float64], firsts: NDArray[np.int64], *, state: bool
) -> NDArray[np.bool_]:
    changes = np.zeros(len(on), np.bool_)
    changes[1:] = on[1:] != on[:-1]
    edges = changes.copy()
    edges[firsts] = True
    starts = np.flatnonzero(edges)
    if len(starts) < 3:
        return on
    inner = ~np.isin(starts[1:-1], firsts) & ~np.isin(starts[2:], firsts)
    short = inner & (on[starts[1:-1]] == state) & (time[starts[2:]] - time[starts[1:-1]] < REFRACTORY - _CLOCK_STEP)
    if not short.any():
        return on
    flip = np.repeat(np.concatenate(([False], short, [False])), np.diff(starts, append=len(on)))
    kept: NDArray[np.bool_] = on ^ flip
    return kept


def _onset(time: NDArray[np.float64], excess: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Times at which `excess` rises through zero, just before the readings `rows`.

    A straight line from the reading before is too early at 10 to 50 Hz: the foot is still in
    the air for a part of that interval, and stance comes out up to five points too long. The
    line is drawn backwards from the first reading in contact instead, as steep as the load
    rises there, into the next reading or, at its steepest, in the recording's other contacts.
    """
    if not len(rows):
        return np.empty(0)
    following = np.minimum(rows + 1, len(time) - 1)
    steepest = np.maximum(_slope(time, excess, rows - 1, rows), _slope(time, excess, rows, following))
    steepest = np.maximum(steepest, np.quantile(steepest, STEEPNESS))
    before = np.divide(np.maximum(excess[rows], 0.0), steepest, out=np.zeros(len(rows)), where=steepest > 0)
    onset: NDArray[np.float64] = np.maximum(time[rows] - before, time[rows - 1])
    return onset


def _slope(
    time: NDArray[np.float64], values: NDArray[np.float64], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.float64]:
    step = time[second] - time[first]
    return np.divide(values[second] - values[first], step, out=np.zeros(len(step)), where=step > 0)
