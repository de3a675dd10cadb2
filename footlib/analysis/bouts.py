"""Stretches of walking, told apart from standing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.contact import Contact, Phases
from footlib.analysis.enough import CLOSE
from footlib.analysis.gait import Strides
from footlib.analysis.results import Refused

PAUSE: Final = 3.0
"""Seconds without a step that end a bout."""
CONTACTS: Final = 3
"""Times that each foot comes down in a bout: two strides of it."""
CONTACTS_OF_CUT: Final = 2
"""The same in a bout that begins before the readings, or goes on after them."""
_REACH: Final = 3.0
"""Steps of usual length from a bout's first or last one within which the readings' own end is still walking."""
NO_WALK: Final = Refused("no walk was seen, only standing or single steps")
_SAME: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Bouts:
    """The walking bouts of a recording, in the order of time.

    Attributes
    ----------
    start, stop
        First and last initial contact of each, or the end of the readings that cut it, shape (k,), seconds.
    walking
        Whether each reading lies in one, shape (n,).
    seconds
        Time that readings within stand for.
    """

    start: NDArray[np.float64]
    stop: NDArray[np.float64]
    walking: NDArray[np.bool_]
    seconds: float

    def __len__(self) -> int:
        return len(self.start)

    def strides(self, table: Strides) -> Strides | Refused:
        """Those of a stride table that lie whole within a bout; refused where there is none."""
        if not len(self):
            return NO_WALK
        begun = np.searchsorted(self.start - _SAME, table.contact, "right")
        ended = np.searchsorted(self.stop + _SAME, table.next_contact, "left")
        return table.take(begun == ended + 1)


def bouts(contact: Contact) -> Bouts | Refused:
    """Tell the walking bouts of a recording.

    A step is taken when a foot comes down after the other one did, at the most `PAUSE` before. Steps whose pause is
    no longer belong to one bout: three seconds are the break after which the pipeline of Mobilise-D ends one [1]_.
    A bout holds two strides of each foot, as experts of gait agreed [2]_: each comes down three times. What is
    shorter is no walk, but a bout that the begin or the end of the readings cuts needs two, since the rest of it may
    lie beyond. All else is time without steps. What lies in gaps counts neither way, so who walks into a gap and out
    of it walks on. A foot that comes down again and again alone takes no step.

    Parameters
    ----------
    contact
        From `footlib.analysis.detect`.

    Returns
    -------
    Bouts or Refused
        Refused without contact of either foot, and where readings are so far apart (0.4 s in the mean)
        that a foot may swing between two of them.

    References
    ----------
    .. [1] C. Kirk et al., "Mobilise-D insights to estimate real-world walking speed in multiple conditions with a
       wearable device", Scientific Reports 14 (2024), 1754; the 3 s stand in its implementation, mobgap.
    .. [2] F. Kluge et al., "Consensus based framework for digital mobility monitoring", PLoS ONE 16 (2021), e0256541.

    Examples
    --------
    >>> found = footlib.analysis.bouts(footlib.detect(footlib.load("walk.csv")))
    >>> len(found), round(found.seconds)
    (2, 54)
    """
    if isinstance(contact.both, Refused):
        return contact.both
    left, right = contact.both
    if refused := _too_far_apart(contact):
        return refused
    time = contact.recording.time
    elapsed = _elapsed(contact)
    foot, moment = _initial_contacts(left, right)
    at = np.interp(moment, time, elapsed)
    step = np.flatnonzero((foot[1:] != foot[:-1]) & (np.diff(at) <= PAUSE))
    if not len(step):
        return Bouts(np.empty(0), np.empty(0), np.zeros(len(time), np.bool_), 0.0)
    begin, end = at[step], at[step + 1]
    paused = begin[1:] - end[:-1] > PAUSE
    start, stop = begin[np.append(True, paused)], end[np.append(paused, True)]
    reach = _REACH * float(np.median(end - begin))
    # Before the first and after the last contact that was seen the person walks on, as far as one is not overdue.
    cut = (start <= reach) | (elapsed[-1] - stop <= reach)
    start = np.where(start <= reach, 0.0, start)
    stop = np.where(elapsed[-1] - stop <= reach, elapsed[-1], stop)
    whole = _fewest(at, foot, start, stop) >= np.where(cut, CONTACTS_OF_CUT, CONTACTS)
    start, stop = start[whole], stop[whole]
    within = _within(elapsed, start, stop)
    seconds = float(contact.weight[within].sum())
    return Bouts(np.interp(start, elapsed, time), np.interp(stop, elapsed, time), within, seconds)


def while_walking(contact: Contact, found: Bouts) -> Contact:
    """The readings within bouts alone; what lies between them is a gap.

    Parameters
    ----------
    contact, found
        From `footlib.analysis.detect`, and the bouts in it.

    Returns
    -------
    Contact
        The same one where all of it is walking; without a bout contact of both feet is refused. Its bouts are cut
        at their ends: times of steps are to be told from the whole, see `Bouts.strides`.
    """
    rows = found.walking
    if rows.all():
        return contact
    recording = contact.recording
    kept = replace(
        recording,
        time=recording.time[rows],
        counts=recording.counts[rows],
        anomaly=recording.anomaly[rows],
        trace_id=recording.trace_id[rows],
    )
    begins = np.zeros(len(kept), np.bool_)
    begins[:1] = True
    begins[kept.gaps + 1] = True

    def part(phases: Phases | Refused) -> Phases | Refused:
        if isinstance(phases, Refused) or not len(found):
            return phases if isinstance(phases, Refused) else NO_WALK
        return Phases(phases.foot, phases.on[rows], kept.time, phases.above[rows], phases.below[rows], begins)

    left, right = contact.above
    return Contact(
        kept,
        contact.thresholds,
        (left[rows], right[rows]),
        contact.load[rows],
        part(contact.left),
        part(contact.right),
        meanwhile="while walking",
    )


def _too_far_apart(contact: Contact) -> Refused | None:
    interval = max(contact.sampling.interval, 1 / contact.fresh)
    if interval <= CLOSE:
        return None
    return Refused(f"needs a reading every {CLOSE:g} s to tell walking from standing, got one every {interval:.1f} s")


def _elapsed(contact: Contact) -> NDArray[np.float64]:
    """Seconds of readings up to each one, shape (n,): time without gaps."""
    recording = contact.recording
    steps = np.diff(recording.time, prepend=recording.time[0])
    steps[recording.gaps + 1] = 0.0
    elapsed: NDArray[np.float64] = np.cumsum(steps)
    return elapsed


def _initial_contacts(left: Phases, right: Phases) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Of both feet in the order of time: whether it is the right one's, and when, shape (k,)."""
    seen = left.start[left.begun], right.start[right.begun]
    moment = np.concatenate(seen)
    order = np.argsort(moment, kind="stable")
    return np.repeat([False, True], [len(one) for one in seen])[order], moment[order]


def _fewest(
    at: NDArray[np.float64], foot: NDArray[np.bool_], start: NDArray[np.float64], stop: NDArray[np.float64]
) -> NDArray[np.int64]:
    """How often the foot came down that did so less often, in each bout, shape (k,)."""

    def of(one: NDArray[np.float64]) -> NDArray[np.int64]:
        return np.searchsorted(one, stop, "right") - np.searchsorted(one, start, "left")

    return np.minimum(of(at[~foot]), of(at[foot]))


def _within(at: NDArray[np.float64], start: NDArray[np.float64], stop: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each moment lies in one of the bouts, both ends included, shape as `at`."""
    inside: NDArray[np.bool_] = np.searchsorted(start, at, "right") > np.searchsorted(stop, at, "left")
    return inside
