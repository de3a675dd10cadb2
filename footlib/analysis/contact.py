"""When each foot is on the ground."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.enough import SHARE, Requirement, Sampling, fresh, in_step, sampling, too_few
from footlib.analysis.onset import onset
from footlib.analysis.results import Refused, Result, step_timing
from footlib.analysis.spans import time_weights
from footlib.analysis.thresholds import FootThresholds, Thresholds, adapt, total
from footlib.recording import Recording
from footlib.sensors import Foot

REFRACTORY: Final = 0.1
"""Seconds; a shorter contact or a shorter lift-off is a bounce of the signal."""
_CLOCK_STEP: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Phases:
    """Contacts of one foot; their events are reckoned once they are asked for.

    Attributes
    ----------
    foot
        Which foot.
    on
        Whether each reading is in contact, shape (n,).
    time
        Times of the readings in seconds, shape (n,).
    above, below
        Load over the threshold for the begin and for the end of a contact, shape (n,), counts.
    begins
        Whether a reading is the first one after a gap or of all, shape (n,).
    """

    foot: Foot
    on: NDArray[np.bool_]
    time: NDArray[np.float64]
    above: NDArray[np.float64]
    below: NDArray[np.float64]
    begins: NDArray[np.bool_]

    @property
    def steps(self) -> int:
        """Initial contacts that were seen."""
        return int(np.count_nonzero(self.begun))

    @cached_property
    def start(self) -> NDArray[np.float64]:
        """Initial contact of each contact, shape (k,), seconds."""
        start = self.time[self._rises].copy()
        start[self.begun] = onset(self.time, self.above, self._rises[self.begun])
        return start

    @cached_property
    def stop(self) -> NDArray[np.float64]:
        """Toe-off of each contact, shape (k,), seconds."""
        stop = self.time[self._falls].copy()
        backwards = len(self.time) - 1 - self._falls[self.ended]
        stop[self.ended] = -onset(-self.time[::-1], self.below[::-1], backwards)
        return stop

    @cached_property
    def begun(self) -> NDArray[np.bool_]:
        """Whether the start was seen; the readings begin there otherwise, shape (k,)."""
        return ~self.begins[self._rises]

    @cached_property
    def ended(self) -> NDArray[np.bool_]:
        """Whether the end was seen; the readings break off there otherwise, shape (k,)."""
        return ~self._breaks_off[self._falls]

    @cached_property
    def stretch(self) -> NDArray[np.int64]:
        """Number of the stretch without a gap in which each contact lies, shape (k,)."""
        return np.cumsum(self.begins)[self._rises] - 1

    @cached_property
    def _rises(self) -> NDArray[np.int64]:
        before = np.concatenate(([False], self.on[:-1]))
        return np.flatnonzero(self.on & (self.begins | ~before))

    @cached_property
    def _falls(self) -> NDArray[np.int64]:
        after = np.concatenate((self.on[1:], [False]))
        return np.flatnonzero(self.on & (self._breaks_off | ~after))

    @cached_property
    def _breaks_off(self) -> NDArray[np.bool_]:
        return np.concatenate((self.begins[1:], [True]))


@dataclass(frozen=True, eq=False)
class Contact:
    """Load and contact of both feet, from which the other measures are made.

    Attributes
    ----------
    recording, thresholds
        What they were made from.
    above
        Counts of the left and the right foot's sensors above their baselines, two of shape (n, 3).
    load
        Their sums, left and right, shape (n, 2).
    left, right
        The contacts, or why there are none.
    meanwhile
        What was done in all of it, for the end of a reason, as ``while walking``; empty if that is not known.
    """

    recording: Recording
    thresholds: Thresholds
    above: tuple[NDArray[np.float64], NDArray[np.float64]]
    load: NDArray[np.float64]
    left: Phases | Refused
    right: Phases | Refused
    meanwhile: str = ""

    @cached_property
    def weight(self) -> NDArray[np.float64]:
        """Seconds that each reading stands for, shape (n,), see `time_weights`."""
        return time_weights(self.recording)

    @cached_property
    def sampling(self) -> Sampling:
        """What the readings saw of the walk."""
        return sampling(self.recording, self.weight)

    @cached_property
    def untimed(self) -> Refused | None:
        """Why the readings do not carry the times of steps; None if they do."""
        return step_timing(self.recording.rate) or step_timing(self.fresh, "Hz of new readings")

    @cached_property
    def fresh(self) -> float:
        """Readings a second that bring something new."""
        return fresh(self.recording)

    def lacks(self, need: Requirement = SHARE) -> Refused | None:
        """Why the readings do not carry a mean over time; None if they do. Parameters as of `too_few`."""
        refused = too_few(self.sampling, need) or self._in_step
        return Refused(f"{refused.reason} {self.meanwhile}") if refused and self.meanwhile else refused

    @cached_property
    def _in_step(self) -> Refused | None:
        if isinstance(self.both, Refused):
            return None
        left, right = self.both
        return in_step(self.sampling, left.on, right.on)

    @property
    def feet(self) -> tuple[Phases | Refused, Phases | Refused]:
        """Left and right."""
        return self.left, self.right

    @property
    def both(self) -> tuple[Phases, Phases] | Refused:
        """Left and right; refused where one of them is."""
        if isinstance(self.left, Refused):
            return self.left
        return self.right if isinstance(self.right, Refused) else (self.left, self.right)


def detect(recording: Recording, thresholds: Thresholds | None = None) -> Contact:
    """Find the contacts of both feet.

    A contact begins when a foot's load rises over its upper threshold and ends when it falls
    under the lower one; what is shorter than `REFRACTORY` is passed over, lift-offs before
    contacts. Event times are interpolated between readings, see `footlib.analysis.onset`.

    Parameters
    ----------
    recording
        Readings at any rate.
    thresholds
        From `adapt`; by default adapted to the recording itself.

    Returns
    -------
    Contact
        Of a foot without a step, and of one with too few readings, `left` or `right` is refused.

    Examples
    --------
    >>> contact = footlib.detect(footlib.load("walk.csv"))
    >>> contact.left.steps, contact.right.steps
    (48, 47)
    >>> contact.left.start[:3].round(2)
    array([0.  , 0.48, 1.61])
    """
    limits = adapt(recording) if thresholds is None else thresholds
    begins = np.zeros(len(recording), np.bool_)
    begins[:1] = True
    begins[recording.gaps + 1] = True
    above = limits.left.above(recording), limits.right.above(recording)
    loads = [total(counts) for counts in above]
    left, right = (
        foot.refused or _phases(recording.time, load, foot, begins)
        for foot, load in zip(limits.feet, loads, strict=True)
    )
    return Contact(recording, limits, above, np.column_stack(loads), left, right)


def contact_share(contact: Contact, foot: Foot) -> Result:
    """Share of time in which a foot is on the ground, percent; at any rate, of as many readings as that needs.

    Parameters
    ----------
    contact
        From `detect`.
    foot
        Which foot.

    Returns
    -------
    float or Refused
        Percent of the time that the readings stand for, gaps left out.
    """
    phases = contact.left if foot is Foot.LEFT else contact.right
    return phases if isinstance(phases, Refused) else contact.lacks() or _share(phases.on, contact.weight)


def double_support(contact: Contact) -> Result:
    """Share of time in which both feet are on the ground, percent; at any rate, of as many readings as that needs.

    Parameters
    ----------
    contact
        From `detect`.

    Returns
    -------
    float or Refused
        Percent of the time that the readings stand for, gaps left out.
    """
    if isinstance(contact.both, Refused):
        return contact.both
    left, right = contact.both
    return contact.lacks() or _share(left.on & right.on, contact.weight)


def _share(on: NDArray[np.bool_], weight: NDArray[np.float64]) -> float:
    return 100.0 * float(weight @ on) / float(weight.sum())


def _phases(
    time: NDArray[np.float64], load: NDArray[np.float64], limits: FootThresholds, begins: NDArray[np.bool_]
) -> Phases:
    above = load - limits.at(limits.on, time)
    below = load - limits.at(limits.off, time)
    on = _drop_short(_hysteresis(above, below, begins), time, begins)
    return Phases(limits.foot, on, time, above, below, begins)


def _hysteresis(above: NDArray[np.float64], below: NDArray[np.float64], begins: NDArray[np.bool_]) -> NDArray[np.bool_]:
    # Nothing came before the first reading of a stretch: the nearer threshold decides.
    decided = (above > 0) | (below < 0) | begins
    state = np.where(begins, above + below, above) > 0
    last = np.maximum.accumulate(np.where(decided, np.arange(len(above)), 0))
    held: NDArray[np.bool_] = state[last]
    return held


def _drop_short(
    on: NDArray[np.bool_], time: NDArray[np.float64], begins: NDArray[np.bool_], *, state: bool = False
) -> NDArray[np.bool_]:
    """Pass over runs of a state that are shorter than `REFRACTORY`; after lift-offs, over contacts."""
    edges = begins.copy()
    edges[1:] |= on[1:] != on[:-1]
    starts = np.flatnonzero(edges)
    if len(starts) < 3:
        return on
    begin, end = starts[1:-1], starts[2:]
    short = (time[end] - time[begin] < REFRACTORY - _CLOCK_STEP) & ~(begins[begin] | begins[end])
    if not short.any():
        return on
    flipped = short & (on[begin] == state)
    if flipped.any():
        on = on ^ np.repeat(np.concatenate(([False], flipped, [False])), np.diff(starts, append=len(on)))
    return on if state else _drop_short(on, time, begins, state=True)
