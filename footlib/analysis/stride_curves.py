"""Strides laid over each other: what a foot bears from one contact to the next, in percent of the stride.

Every stride is stretched to 101 points from 0 to 100 %, the normalisation of gait laboratories
(Winter 1991, The Biomechanics and Motor Control of Human Gait, ch. 2), and mean and standard
deviation are taken point by point. What is left to do is to draw a curve through readings that are
far apart, 23 of a stride at 20 Hz:

- A line between two readings lies too high where a foot comes down or leaves the ground; see
  `footlib.analysis.edges`.
- What the lines smooth away, all strides lose alike. So the mean is read where the readings are,
  and only what differs from it is drawn through each stride's own readings: twicing, Tukey 1977,
  Exploratory Data Analysis, ch. 16.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.contact import Contact
from footlib.analysis.edges import crossings, nodes
from footlib.analysis.gait import MIN_STRIDES, Strides, strides
from footlib.analysis.results import Refused
from footlib.calibration import COUNTS, Calibration
from footlib.recording import Recording
from footlib.sensors import LEFT, SENSORS, Foot

if TYPE_CHECKING:
    import pandas as pd

PERCENT: Final = np.arange(101.0)
"""Points of a stride, shape (101,), percent of its time."""
PERCENT.flags.writeable = False
FULL_RATE: Final = 20.0
"""Readings a second that the curves need, see `stride_curves`."""
_NEARLY: Final = 0.95
_STANDING: Final = 5.0
"""Seconds; who takes longer from one contact to the next has stood."""
_STOPPED: Final = 2.0
"""Of the median stride; who takes longer has stood."""
_OUTSIDE: Final = 3.0
"""MADs from the median; Leys et al. 2013, J Exp Soc Psychol 49:764-766, call this the strict choice."""
_NORMAL: Final = 1.4826
_UNLIKE: Final = 0.03
"""Of the range; what differs by less, differs by how it was read."""
_UNEVEN: Final = 0.10
"""Of the median stride time; the same, for at 10 Hz a contact is told to some 30 ms."""
_Curves = NDArray[np.float64]


class Quantity(StrEnum):
    """What is laid over each other."""

    LOAD = "load"
    FRONT = "front"
    MIDDLE = "middle"
    BACK = "back"
    INTEGRAL = "integral"
    CENTRE = "centre"

    @property
    def unit(self) -> str:
        """Of its values."""
        return self.unit_in(COUNTS)

    def unit_in(self, calibration: Calibration) -> str:
        """Of its values, where counts stand for something else."""
        known = {Quantity.INTEGRAL: calibration.integral, Quantity.CENTRE: "lengths of the sole"}
        return known.get(self, calibration.unit)


@dataclass(frozen=True, slots=True)
class StrideBand:
    """Mean and scatter of strides, outliers left out.

    Attributes
    ----------
    mean, sd
        Shape (101,), in the quantity's unit; the SD is that of a sample. NaN where fewer than half
        of the strides have a value, as the centre of pressure in swing.
    n
        Strides that they are of.
    """

    mean: _Curves
    sd: _Curves
    n: int


@dataclass(frozen=True, eq=False)
class StrideCurves:
    """The strides of one foot, each from 0 to 100 %.

    Attributes
    ----------
    foot, contact
        Which foot, and what they were made from.
    strides
        Their times, k rows.
    load
        Counts above the baselines, of the foot, shape (k, 101).
    outlier
        Whether a stride is left out of mean and SD, shape (k,), see `stride_curves`.
    """

    foot: Foot
    contact: Contact
    strides: Strides
    load: _Curves
    outlier: NDArray[np.bool_]

    @cached_property
    def sensors(self) -> _Curves:
        """Counts above the baseline of the front, the middle and the back sensor, shape (3, k, 101)."""
        channels = self.contact.above[_side(self.foot)].T
        return np.array([_laid(self.contact.recording, one, self.strides, ~self.outlier) for one in channels])

    @cached_property
    def integral(self) -> _Curves:
        """Pressure-time integral from the contact on, a trapezoid of the load, count-seconds, shape (k, 101)."""
        steps = (self.load[:, 1:] + self.load[:, :-1]) / 2 * (self.strides.stride_time[:, None] / 100)
        return np.concatenate((np.zeros((len(steps), 1)), np.cumsum(steps, axis=1)), axis=1)

    @cached_property
    def centre(self) -> _Curves:
        """Centre of pressure, heel 0 to toes 1, shape (k, 101); NaN in swing. As of `centre_of_pressure`."""
        heights = np.array([sensor.y for sensor in SENSORS[LEFT]])
        sensors = np.maximum(self.sensors, 0.0)
        total = sensors.sum(axis=0)
        y = np.full(total.shape, np.nan)
        loaded = (self.strides.stance[:, None] >= PERCENT) & (total > 0)
        np.divide(np.tensordot(heights, sensors, 1), total, out=y, where=loaded)
        return y

    @property
    def caution(self) -> str:
        """What the rate does not carry, a sentence part for the screen; empty if it carries all."""
        rate = self.contact.recording.rate
        if rate >= _NEARLY * FULL_RATE:
            return ""
        return f"heel strike and toe-off are rough at {rate:.1f} Hz, they need {FULL_RATE:.0f} Hz"

    def of(self, quantity: Quantity) -> _Curves:
        """One quantity of every stride, shape (k, 101)."""
        if quantity is Quantity.LOAD:
            return self.load
        if quantity is Quantity.INTEGRAL:
            return self.integral
        if quantity is Quantity.CENTRE:
            return self.centre
        sensor: _Curves = self.sensors[(Quantity.FRONT, Quantity.MIDDLE, Quantity.BACK).index(quantity)]
        return sensor

    def band(self, quantity: Quantity = Quantity.LOAD) -> StrideBand:
        """Mean and standard deviation of one quantity over the strides that are no outliers."""
        kept = self.of(quantity)[~self.outlier]
        known = ~np.isnan(kept)
        n = known.sum(axis=0)
        enough = n >= max(2, len(kept) / 2)
        mean, sd = np.full((2, len(PERCENT)), np.nan)
        np.divide(np.where(known, kept, 0.0).sum(axis=0), n, out=mean, where=enough)
        squares = (np.where(known, kept - mean, 0.0) ** 2).sum(axis=0)
        np.divide(squares, n - 1, out=sd, where=enough)
        return StrideBand(mean, np.sqrt(sd), len(kept))

    def to_pandas(self) -> pd.DataFrame:
        """One row a percent of the stride: mean and SD of each quantity, as ``load``, ``load_sd``."""
        import pandas as pd

        columns: dict[str, _Curves] = {}
        for quantity in Quantity:
            band = self.band(quantity)
            columns |= {str(quantity): band.mean, f"{quantity}_sd": band.sd}
        return pd.DataFrame(columns, index=pd.Index(PERCENT, name="percent"))


def stride_curves(contact: Contact, foot: Foot) -> StrideCurves | Refused:
    """Lay the strides of a foot over each other, from contact to contact.

    A stride is one of `footlib.analysis.strides`, so no gap lies within; one that takes twice the
    median time or 5 s is none, the person stood. An outlier is a stride whose load lies, on the
    root mean square over the stride, more than 3 MADs from the median curve, or its time from the
    median time (Leys et al. 2013, J Exp Soc Psychol 49:764-766; the MAD of curves is 1.4826 times
    the median of those distances). What differs by less than 3 % of the range, or 10 % of the time,
    is none.

    From 20 Hz on mean and SD are right within 2 % of the range, where the load takes three readings
    to rise. A heel may strike faster: of PhysioNet's GaCo01, thinned from 100 Hz to 20 Hz, the mean
    is 3 % off in the first tenth of the left stride, 10 % of the right one and 4 % from there to
    the end of stance, the SD 2 %; at 10 Hz the mean is 26 and 9 % off, the SD 7 %.

    Parameters
    ----------
    contact
        From `footlib.analysis.detect`.
    foot
        Which foot.

    Returns
    -------
    StrideCurves or Refused
        Refused as `footlib.analysis.strides`, and with fewer than three strides that are no outliers; under 20 Hz
        `StrideCurves.caution` says what the rate does not carry.

    Examples
    --------
    >>> from footlib.sensors import Foot
    >>> contact = footlib.detect(footlib.load("walk.csv"))
    >>> left = footlib.analysis.stride_curves(contact, Foot.LEFT)
    >>> band = left.band()
    >>> band.n, band.mean[[0, 20, 60, 80]].round()
    (46, array([ 150., 1455.,  213.,    5.]))
    """
    table = strides(contact)
    if isinstance(table, Refused):
        return table
    side = _side(foot)
    table = _walked(table.of(foot))
    if len(table) < MIN_STRIDES:
        return Refused(f"needs {MIN_STRIDES} strides, got {len(table)}")
    table = _exact(table, contact, side)
    outlier = _outliers(np.interp(_grid(table), *nodes(contact.recording, contact.load[:, side])), table.stride_time)
    if (n := int(np.count_nonzero(~outlier))) < MIN_STRIDES:
        return Refused(f"needs {MIN_STRIDES} strides that are alike, got {n}")
    load = _laid(contact.recording, contact.load[:, side], table, ~outlier)
    return StrideCurves(foot, contact, table, load, outlier)


def _side(foot: Foot) -> int:
    return 0 if foot is Foot.LEFT else 1


def _walked(table: Strides) -> Strides:
    if not len(table):
        return table
    longest = min(_STANDING, _STOPPED * float(np.median(table.stride_time)))
    return table.take(table.stride_time < longest)


def _outliers(load: _Curves, time: _Curves) -> NDArray[np.bool_]:
    middle = np.median(load, axis=0)
    unlike = np.sqrt(((load - middle) ** 2).mean(axis=1))
    uneven = np.abs(time - np.median(time))
    limits = _UNLIKE * float(np.ptp(middle)), _UNEVEN * float(np.median(time))
    outlier = np.zeros(len(load), np.bool_)
    for distance, least in zip((unlike, uneven), limits, strict=True):
        outlier |= distance > max(least, _OUTSIDE * _NORMAL * float(np.median(distance)))
    return outlier


def _exact(table: Strides, contact: Contact, side: int) -> Strides:
    """The strides from where the curve that is drawn rises over the threshold."""
    limits, within = contact.thresholds.feet[side], contact.recording.interval
    crossed = crossings(contact.recording, contact.load[:, side], limits.at(limits.on, contact.recording.time))
    start, stop = (_nearest(crossed, times, within) for times in (table.contact, table.next_contact))
    sound = (start < table.toe_off) & (table.toe_off < stop)
    start, stop = np.where(sound, start, table.contact), np.where(sound, stop, table.next_contact)
    return Strides(table.right, start, table.toe_off, stop, table.both, table.step_time)


def _nearest(found: _Curves, times: _Curves, within: float) -> _Curves:
    if not len(found):
        return times
    after = np.clip(np.searchsorted(found, times), 1, max(1, len(found) - 1))
    pair = found[np.minimum(np.stack((after - 1, after)), len(found) - 1)]
    nearest = np.take_along_axis(pair, np.abs(pair - times).argmin(axis=0)[None], axis=0)[0]
    moved: _Curves = np.where(np.abs(nearest - times) < within, nearest, times)
    return moved


def _grid(table: Strides) -> _Curves:
    return table.contact[:, None] + PERCENT / 100 * table.stride_time[:, None]


def _laid(recording: Recording, values: _Curves, table: Strides, kept: NDArray[np.bool_]) -> _Curves:
    """Curves through the readings of each stride, shape (k, 101), with what lines smooth away of their mean."""
    grid = _grid(table)
    mean = np.interp(grid, *nodes(recording, values))[kept].mean(axis=0)
    row = np.clip(np.searchsorted(table.contact, recording.time, "right") - 1, 0, len(table) - 1)
    percent = 100 * (recording.time - table.contact[row]) / table.stride_time[row] % 100
    rest = values - np.interp(percent, PERCENT, mean)
    curves: _Curves = mean + np.interp(grid, recording.time, rest)
    return curves
