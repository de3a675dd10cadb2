"""How much each foot bears, and where along the sole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.contact import Contact
from footlib.analysis.enough import DIFFERENCE
from footlib.analysis.results import Refused, Result
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE, LEFT, SENSORS, Foot


@dataclass(frozen=True, slots=True)
class SensorStatistics:
    """Statistics of each sensor over a recording, every column of shape (6,).

    Attributes
    ----------
    minimum, quartile_1, median, mean, quartile_3, maximum
        Counts.
    saturated
        Share of readings that show the end of the range, percent. Where it is high, maximum
        and integrals say little.
    """

    minimum: NDArray[np.float64]
    quartile_1: NDArray[np.float64]
    median: NDArray[np.float64]
    mean: NDArray[np.float64]
    quartile_3: NDArray[np.float64]
    maximum: NDArray[np.float64]
    saturated: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CentreOfPressure:
    """Heel-toe centre of pressure of both feet.

    Three sensors in one row give no medio-lateral position, so there is none.

    Attributes
    ----------
    y
        Position along the sole, heel 0 to toes 1, left and right, shape (n, 2);
        NaN where the foot is not in contact.
    saturated
        Whether all three sensors of the foot showed the end of their range, shape (n, 2);
        then the position is only a guess.
    """

    y: NDArray[np.float64]
    saturated: NDArray[np.bool_]


def centre_of_pressure(contact: Contact) -> CentreOfPressure:
    """``sum(w_i y_i) / sum(w_i)`` with the sensors' positions along the sole, for each reading.

    A proxy: the counts are not forces, and the places are the middles of three regions.

    Parameters
    ----------
    contact
        From `footlib.analysis.detect`; n readings.

    Returns
    -------
    CentreOfPressure
        Columns of shape (n, 2), left and right.
    """
    recording = contact.recording
    y = np.full((len(recording), 2), np.nan)
    saturated = np.zeros((len(recording), 2), np.bool_)
    heights = np.array([sensor.y for sensor in SENSORS[LEFT]])
    for column, (foot, above, phases) in enumerate(zip(Foot, contact.above, contact.feet, strict=True)):
        saturated[:, column] = (recording.foot(foot) == FULL_SCALE).all(axis=1)
        if isinstance(phases, Refused):
            continue
        load = contact.load[:, column]
        np.divide(above @ heights, load, out=y[:, column], where=phases.on & (load > 0))
    return CentreOfPressure(y, saturated)


def path_length(contact: Contact, centre: CentreOfPressure, foot: Foot) -> Result:
    """Mean way of the centre of pressure within one contact, in lengths of the sole.

    Steps between readings are added up within each contact; contacts that the readings cut
    are left out. It grows with the rate of readings, so compare equal rates only.

    Parameters
    ----------
    contact
        From `footlib.analysis.detect`.
    centre
        From `centre_of_pressure` of the same contact.
    foot
        Which foot.

    Returns
    -------
    float or Refused
        Lengths of the sole; refused where no whole contact was seen.
    """
    phases = contact.left if foot is Foot.LEFT else contact.right
    if isinstance(phases, Refused):
        return phases
    whole = phases.begun & phases.ended
    if not whole.any():
        return Refused("no whole contact was seen")
    together = phases.on[1:] & phases.on[:-1]
    column = centre.y[:, 0 if foot is Foot.LEFT else 1]
    owner = np.searchsorted(phases.start, contact.recording.time[1:][together], "right") - 1
    way = np.bincount(owner, np.abs(np.diff(column)[together]), minlength=len(phases.start))
    return float(way[whole].mean())


def load_share(contact: Contact) -> Result:
    """Mean load of the left foot / mean load of both, percent; at any rate, of as many readings as that needs.

    Parameters
    ----------
    contact
        From `footlib.analysis.detect`.

    Returns
    -------
    float or Refused
        Percent; the right foot's share is the rest.
    """
    if isinstance(contact.both, Refused):
        return contact.both
    if refused := contact.lacks():
        return refused
    left, right = (contact.weight @ contact.load).tolist()
    return 100.0 * left / (left + right) if left + right > 0 else Refused("neither foot bears a load")


def balance(contact: Contact) -> NDArray[np.float64]:
    """Left foot's share of the load of both at each reading, percent, shape (n,).

    NaN without load, and where contact of either foot is refused: above its baseline there is only noise.

    Parameters
    ----------
    contact
        From `footlib.analysis.detect`; n readings.
    """
    total = contact.load.sum(axis=1)
    share = np.full(len(total), np.nan)
    known = not isinstance(contact.both, Refused)
    np.divide(100.0 * contact.load[:, 0], total, out=share, where=known & (total > 0))
    return share


def mean_load(contact: Contact, foot: Foot) -> Result:
    """Mean of a foot's load over time, counts: `impulse` / the time that the readings stand for.

    Parameters
    ----------
    contact
        From `footlib.analysis.detect`.
    foot
        Which foot.

    Returns
    -------
    float or Refused
        Counts above the baselines, summed over the foot's sensors; refused as `impulse`.
    """
    integral = impulse(contact, foot)
    return integral if isinstance(integral, Refused) else integral / float(contact.weight.sum())


def impulse(contact: Contact, foot: Foot) -> Result:
    """Pressure-time integral of a foot's load, count-seconds.

    A trapezoid over the real times of reception; gaps are skipped, never interpolated.

    Parameters
    ----------
    contact
        From `footlib.analysis.detect`.
    foot
        Which foot.

    Returns
    -------
    float or Refused
        Count-seconds. Refused with the foot's contact, for without a step the load over the baseline
        is noise, and where readings are too few for a mean load.
    """
    column = 0 if foot is Foot.LEFT else 1
    phases = contact.feet[column]
    if isinstance(phases, Refused):
        return phases
    if refused := contact.lacks(DIFFERENCE):
        return refused
    return float(contact.weight @ contact.load[:, column])


def saturation(recording: Recording) -> NDArray[np.float64]:
    """Share of readings in which each sensor shows the end of its range, percent, shape (6,); NaN without readings."""
    if not len(recording):
        return np.full(len(SENSORS), np.nan)
    return np.asarray(100.0 * np.count_nonzero(recording.counts == FULL_SCALE, axis=0) / len(recording))


def sensor_statistics(recording: Recording) -> SensorStatistics:
    """Minimum to maximum and the saturated share of each sensor; NaN without readings."""
    if not len(recording):
        nothing = np.full(len(SENSORS), np.nan)
        return SensorStatistics(nothing, nothing, nothing, nothing, nothing, nothing, nothing)
    low, first, middle, third, high = np.percentile(recording.counts, (0, 25, 50, 75, 100), axis=0)
    return SensorStatistics(low, first, middle, recording.counts.mean(axis=0), third, high, saturation(recording))
