"""Stride by stride: the times of steps, where the rate carries them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.contact import Contact, Phases
from footlib.analysis.results import Refused, Result
from footlib.sensors import Foot

if TYPE_CHECKING:
    import pandas as pd

MIN_STRIDES: Final = 3
"""A median over fewer strides says nothing."""

_Column: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Strides:
    """The stride table: one row from an initial contact to the next of the same foot.

    Attributes
    ----------
    right
        Whether it is the right foot's, shape (k,).
    contact, toe_off, next_contact
        Times in seconds, shape (k,).
    both
        Seconds within the stride in which both feet are on the ground, shape (k,).
    step_time
        Seconds from the other foot's initial contact to this one, shape (k,); NaN where the
        other foot made none since this foot's last.
    """

    right: NDArray[np.bool_]
    contact: _Column
    toe_off: _Column
    next_contact: _Column
    both: _Column
    step_time: _Column

    def __len__(self) -> int:
        return len(self.contact)

    def of(self, foot: Foot) -> Strides:
        """One foot's strides."""
        return self.take(self.right == (foot is Foot.RIGHT))

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Strides:
        """Some of the strides, by a mask of shape (k,) or by number."""
        return Strides(
            self.right[rows],
            self.contact[rows],
            self.toe_off[rows],
            self.next_contact[rows],
            self.both[rows],
            self.step_time[rows],
        )

    @property
    def stride_time(self) -> _Column:
        """Same-foot contact to contact, seconds."""
        return self.next_contact - self.contact

    @property
    def stance(self) -> _Column:
        """Contact time / stride time, percent."""
        return 100.0 * (self.toe_off - self.contact) / self.stride_time

    @property
    def swing(self) -> _Column:
        """100 - stance, percent."""
        return 100.0 - self.stance

    @property
    def double_support(self) -> _Column:
        """Share of the stride in which both feet are on the ground, percent."""
        return 100.0 * self.both / self.stride_time

    def to_pandas(self) -> pd.DataFrame:
        """One row a stride: seconds, times as in the recording; stance, swing, double support in percent."""
        import pandas as pd

        return pd.DataFrame(
            {
                "foot": np.where(self.right, str(Foot.RIGHT), str(Foot.LEFT)),
                "contact": self.contact,
                "toe_off": self.toe_off,
                "next_contact": self.next_contact,
                "stride_time": self.stride_time,
                "step_time": self.step_time,
                "stance": self.stance,
                "swing": self.swing,
                "double_support": self.double_support,
            }
        )


def strides(contact: Contact) -> Strides | Refused:
    """Make the stride table, in order of the initial contacts.

    A stride counts when both its contacts and the toe-off between them were seen and no gap
    in the readings lies within.

    Parameters
    ----------
    contact
        From `footlib.analysis.detect`.

    Returns
    -------
    Strides or Refused
        Refused under 9.5 Hz, where a device repeats its readings, and without contact of either foot.
    """
    if contact.untimed:
        return contact.untimed
    if isinstance(contact.both, Refused):
        return contact.both
    left, right = contact.both
    tables = _foot(left, right, right=False), _foot(right, left, right=True)
    table = Strides(
        np.concatenate([t.right for t in tables]),
        np.concatenate([t.contact for t in tables]),
        np.concatenate([t.toe_off for t in tables]),
        np.concatenate([t.next_contact for t in tables]),
        np.concatenate([t.both for t in tables]),
        np.concatenate([t.step_time for t in tables]),
    )
    return table.take(np.argsort(table.contact, kind="stable"))


def steps(contact: Contact, foot: Foot) -> Result:
    """Initial contacts of a foot that were seen.

    Parameters
    ----------
    contact
        From `footlib.analysis.detect`.
    foot
        Which foot.

    Returns
    -------
    float or Refused
        A whole number; refused under 9.5 Hz.
    """
    if contact.untimed:
        return contact.untimed
    phases = contact.left if foot is Foot.LEFT else contact.right
    return phases if isinstance(phases, Refused) else float(phases.steps)


def cadence(table: Strides | Refused) -> Result:
    """Steps a minute: 120 / median stride time of both feet in seconds.

    Parameters
    ----------
    table
        From `strides`; a refusal is handed on.

    Returns
    -------
    float or Refused
        Steps/min; refused with fewer than `MIN_STRIDES` strides.
    """
    middle = _median(table, lambda t: t.stride_time)
    return middle if isinstance(middle, Refused) else 120.0 / middle


def stance(table: Strides | Refused, foot: Foot) -> Result:
    """Median of contact time / stride time of a foot, percent.

    Parameters
    ----------
    table, foot
        From `strides`, a refusal is handed on; which foot.

    Returns
    -------
    float or Refused
        Percent of the stride; refused with fewer than `MIN_STRIDES` strides of the foot.
    """
    return _median(table if isinstance(table, Refused) else table.of(foot), lambda t: t.stance)


def swing(table: Strides | Refused, foot: Foot) -> Result:
    """Median of the share of the stride in which a foot is in the air, percent.

    Parameters
    ----------
    table, foot
        From `strides`, a refusal is handed on; which foot.

    Returns
    -------
    float or Refused
        Percent of the stride; refused with fewer than `MIN_STRIDES` strides of the foot.
    """
    return _median(table if isinstance(table, Refused) else table.of(foot), lambda t: t.swing)


def step_time(table: Strides | Refused, foot: Foot) -> Result:
    """Median time from the other foot's initial contact to this foot's, seconds.

    Parameters
    ----------
    table, foot
        From `strides`, a refusal is handed on; the foot that ends the step.

    Returns
    -------
    float or Refused
        Seconds; refused with fewer than `MIN_STRIDES` steps of the foot.
    """
    return _median(table if isinstance(table, Refused) else table.of(foot), lambda t: t.step_time)


def stride_variability(table: Strides | Refused) -> Result:
    """Coefficient of variation of the stride time (both feet), percent.

    Robust form: 1.4826 x median absolute deviation / median, so that a turn or a stop
    between two strides does not swamp the rest (Rousseeuw & Croux 1993, J Am Stat Assoc
    88:1273-1283).

    Parameters
    ----------
    table
        From `strides`; a refusal is handed on.

    Returns
    -------
    float or Refused
        Percent; refused with fewer than `MIN_STRIDES` strides.
    """
    middle = _median(table, lambda t: t.stride_time)
    if isinstance(middle, Refused) or isinstance(table, Refused):
        return middle
    spread = 1.4826 * float(np.median(np.abs(table.stride_time - middle)))
    return 100.0 * spread / middle


def _median(table: Strides | Refused, column: Callable[[Strides], _Column]) -> Result:
    if isinstance(table, Refused):
        return table
    values = column(table)
    values = values[~np.isnan(values)]
    if len(values) < MIN_STRIDES:
        return Refused(f"needs {MIN_STRIDES} strides, got {len(values)}")
    return float(np.median(values))


def _foot(own: Phases, other: Phases, *, right: bool) -> Strides:
    first, second = slice(0, -1), slice(1, None)
    whole = own.begun[first] & own.ended[first] & own.begun[second] & (own.stretch[first] == own.stretch[second])
    rows = np.flatnonzero(whole)
    contact, toe_off = own.start[rows], own.stop[rows]
    return Strides(
        np.full(len(rows), right),
        contact,
        toe_off,
        own.start[rows + 1],
        _time_in(other, toe_off) - _time_in(other, contact),
        _step_times(own, other, rows),
    )


def _time_in(phases: Phases, moments: _Column) -> _Column:
    # Seconds of contact up to each moment: a ramp over every contact, level between them.
    if not len(phases.start):
        return np.zeros(len(moments))
    corners = np.column_stack((phases.start, phases.stop)).ravel()
    reached = np.cumsum(phases.stop - phases.start)
    heights = np.column_stack((np.concatenate(([0.0], reached[:-1])), reached)).ravel()
    seconds: _Column = np.interp(moments, corners, heights)
    return seconds


def _step_times(own: Phases, other: Phases, rows: NDArray[np.int64]) -> _Column:
    if not len(other.start):
        return np.full(len(rows), np.nan)
    contact = own.start[rows]
    found = np.searchsorted(other.start, contact) - 1
    latest = np.maximum(found, 0)
    previous = np.where(rows > 0, own.start[np.maximum(rows - 1, 0)], -np.inf)
    valid = (found >= 0) & other.begun[latest] & (other.stretch[latest] == own.stretch[rows])
    valid &= other.start[latest] > previous
    times: _Column = np.where(valid, contact - other.start[latest], np.nan)
    return times
