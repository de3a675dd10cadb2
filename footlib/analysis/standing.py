"""How the load sways from foot to foot of somebody who stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.bouts import PAUSE, Bouts
from footlib.analysis.contact import Contact, Phases
from footlib.analysis.pressure import balance
from footlib.analysis.results import Refused

LEAST: Final = 5.0
"""Seconds of standing at one place that its sway needs."""
SETTLING: Final = 1.0
"""Seconds after a foot has come down and before one is lifted in which the weight is still, or already, on its way."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the load does while no steps are taken.

    Attributes
    ----------
    seconds
        Time without steps in which a foot at least is on the ground.
    longest
        Seconds of the longest stretch in which no foot is lifted, without `SETTLING`.
    measured
        Seconds of it that the other numbers are of: such stretches of `LEAST` seconds and more.
    share_left
        Mean of the left foot's share of the load, percent; NaN where nothing was measured, as the others.
    sd
        Standard deviation of that share about the mean of its stretch, percentage points.
    extent
        The most by which the share differs within a stretch, percentage points.
    """

    seconds: float
    longest: float
    measured: float
    share_left: float
    sd: float
    extent: float

    @property
    def refused(self) -> Refused | None:
        """Why nothing was measured; None if it was."""
        if self.measured:
            return None
        return Refused(f"needs {LEAST:.0f} s of standing still, got {self.longest:.1f} s")


def standing(contact: Contact, found: Bouts) -> Standing:
    """Tell the sway of the load share in stretches of standing.

    With ``s = 100 L / (L + R)``, the loads over the baseline, and the seconds ``w`` that each reading stands for,
    the SD is ``sqrt(sum w (s - m)^2 / sum w)``, where m is the mean of the reading's own stretch: standing otherwise
    the next time is no sway. The extent is the largest ``max(s) - min(s)`` of a stretch. Both are the usual measures of
    a signal of posture (Prieto et al. 1996, IEEE Trans Biomed Eng 43:956-966, for the centre of pressure); the share
    of the load on one of two plates is that of Anker et al. 2008, Gait Posture 27:471-477. Both grow with the time
    that somebody stands, so compare equal times (Carpenter et al. 2001, Gait Posture 13:35-40).

    Who sits with the feet on the floor cannot be told from who stands.

    Parameters
    ----------
    contact
        From `footlib.analysis.detect`, with contact of both feet.
    found
        From `footlib.analysis.bouts` of it.
    """
    share, weight = balance(contact), contact.weight
    feet = [phases.on for phases in contact.feet if isinstance(phases, Phases)]
    seconds = float(weight[~found.walking & np.any(feet, axis=0)].sum())
    measured, sums, squares, extent, longest = 0.0, 0.0, 0.0, 0.0, 0.0
    for rows in _stretches(contact, found):
        s, w = share[rows], weight[rows]
        lasts = float(w.sum())
        longest = max(longest, lasts)
        if lasts < LEAST:
            continue
        mean = float(w @ s) / lasts
        measured, sums, squares = measured + lasts, sums + float(w @ s), squares + float(w @ (s - mean) ** 2)
        extent = max(extent, float(np.ptp(s)))
    if not measured:
        return Standing(seconds, longest, 0.0, *(float("nan"),) * 3)
    return Standing(seconds, longest, measured, sums / measured, float(np.sqrt(squares / measured)), extent)


def _stretches(contact: Contact, found: Bouts) -> list[NDArray[np.int64]]:
    """Rows of each stretch of standing in which no foot is lifted, without what belongs to the steps on either side."""
    time = contact.recording.time
    feet = [phases for phases in contact.feet if isinstance(phases, Phases)]
    moved = np.concatenate([moments for one in feet for moments in (one.start[one.begun], one.stop[one.ended])])
    breaks = contact.recording.gaps[np.diff(time)[contact.recording.gaps] > PAUSE]
    edges = np.unique(np.concatenate(([-np.inf, np.inf], moved, time[breaks + 1])))
    settling = np.where(np.isin(edges, moved), SETTLING, 0.0)
    since = np.searchsorted(time, (edges + settling)[:-1], "left")
    until = np.searchsorted(time, (edges - settling)[1:], "left")
    loaded = ~found.walking & np.any([phases.on for phases in feet], axis=0)
    # Of a walk nothing is left.
    long = until > since
    rows = (np.arange(first, last) for first, last in zip(since[long].tolist(), until[long].tolist(), strict=True))
    return [one[loaded[one]] for one in rows]
