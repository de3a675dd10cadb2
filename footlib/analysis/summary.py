"""The numbers of a recording, each with its unit, its reason or its reference band."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from footlib.analysis import gait, pressure
from footlib.analysis.bouts import NO_WALK, Bouts, bouts, while_walking
from footlib.analysis.contact import Contact, contact_share, detect, double_support
from footlib.analysis.enough import DIFFERENCE
from footlib.analysis.gait import Strides
from footlib.analysis.reference import BANDS, Band
from footlib.analysis.results import Refused, Result
from footlib.analysis.standing import standing
from footlib.analysis.symmetry import symmetry_index
from footlib.analysis.thresholds import FootThresholds, Thresholds
from footlib.calibration import COUNTS, Calibration
from footlib.epoch import EPOCH_FROM
from footlib.recording import Recording
from footlib.sensors import Foot

WALL_CLOCK: Final = "wall clock of reception"
OWN_CLOCK: Final = "recording's own clock"
"""Of other people's systems, which count from the start; a stored trace has a resolution of one second only."""
_PLACES: Final = {"steps": 0, "counts": 0, "count-seconds": 0, "s": 2, "V": 3, "V s": 3}
"""Digits after the point by unit; one elsewhere."""
_ROUGHLY: Final = {"walking_time": 0, "standing_time": 0}


@dataclass(frozen=True, slots=True)
class Measure:
    """One number, or why there is none.

    Attributes
    ----------
    key
        As in the JSON of ``footwatch analyse``.
    label, unit
        For a table.
    result
        The value, or the reason.
    band
        Reference band, where there is one.
    """

    key: str
    label: str
    unit: str
    result: Result
    band: Band | None = None

    @property
    def value(self) -> float | None:
        """The value; None if it was refused."""
        return None if isinstance(self.result, Refused) else self.result

    @property
    def reason(self) -> str | None:
        """Why there is no value; None if there is one."""
        return self.result.reason if isinstance(self.result, Refused) else None

    @property
    def beyond(self) -> int:
        """-1 under the band, 1 over it, 0 within or without one, by the digits that are shown."""
        if self.band is None or self.value is None:
            return 0
        shown = round(self.value, self.places)
        return (shown > self.band.high) - (shown < self.band.low)

    @property
    def places(self) -> int:
        """Digits after the point that the value deserves."""
        return _ROUGHLY.get(self.key, _PLACES.get(self.unit, 1))


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary table of a recording.

    Attributes
    ----------
    n, start, stop
        Readings, and the times of the first and the last in seconds.
    rate
        Readings a second, 1 / median interval; NaN if unknown.
    gaps, gap_time
        Interruptions longer than three median intervals, and their length in seconds.
    flagged
        Share of readings with a flagged sensor, percent.
    saturated
        Share of readings at the end of the range, percent, one a sensor.
    thresholds
        What contact was decided by.
    measures
        The numbers, in the order of the table.
    clock
        The clock that times and rates are from.
    strides
        What the times of steps were taken from: those of the walking bouts.
    bouts
        The stretches of walking that gait numbers are of; refused where they cannot be told, and the numbers are of
        all readings.
    calibration
        What counts stand for: loads and integrals are in its unit.
    """

    n: int
    start: float
    stop: float
    rate: float
    gaps: int
    gap_time: float
    flagged: float
    saturated: tuple[float, ...]
    thresholds: Thresholds
    measures: tuple[Measure, ...]
    clock: str
    strides: Strides | Refused
    bouts: Bouts | Refused
    calibration: Calibration = COUNTS

    def __getitem__(self, key: str) -> Measure:
        return next(measure for measure in self.measures if measure.key == key)

    def cuts(self, foot: FootThresholds) -> tuple[str, str]:
        """The newest loads over which a contact of a foot begins and under which it ends, in the unit of loads."""
        places = _PLACES.get(self.calibration.unit, 1)
        on, off = (float(cut[-1]) * self.calibration.per_count for cut in (foot.on, foot.off))
        return f"{on:.{places}f}", f"{off:.{places}f}"


def summarise(recording: Recording, thresholds: Thresholds | None = None) -> Summary:
    """Make the summary table of a recording.

    Numbers of gait and load are of walking alone, as `footlib.analysis.bouts` tells it from standing; where readings
    are too far apart for that, they are of all the time. Steps and pressure-time integrals are always of all of it.
    Light enough for the trailing minute of a live view, once a second.

    Parameters
    ----------
    recording
        Readings at any rate; what the rate does not carry is refused.
    thresholds
        From `footlib.analysis.adapt`; by default adapted to the recording itself.

    Returns
    -------
    Summary
        Measures by key, as ``summary["cadence"]``, each a number with its unit or a reason.

    Examples
    --------
    >>> summary = footlib.summarise(footlib.load("walk.csv"))
    >>> for key in "cadence", "stance_left", "load_share_left":
    ...     measure = summary[key]
    ...     print(f"{measure.label}: {measure.value:.1f} {measure.unit}")
    Cadence: 103.9 steps/min
    Stance, left: 60.8 % of stride
    Load share, left: 50.0 %
    """
    return summarise_contact(detect(recording, thresholds))


def summarise_contact(contact: Contact) -> Summary:
    """Make the summary table where contact is known already, from `footlib.analysis.detect`."""
    recording, found, table = contact.recording, bouts(contact), gait.strides(contact)
    if isinstance(found, Bouts) and isinstance(table, Strides):
        table = found.strides(table)
    gaps, time = recording.gaps, recording.time
    return Summary(
        n=len(recording),
        start=float(time[0]) if len(time) else float("nan"),
        stop=float(time[-1]) if len(time) else float("nan"),
        rate=recording.rate,
        gaps=len(gaps),
        gap_time=float((time[gaps + 1] - time[gaps]).sum()),
        flagged=100.0 * float(recording.flagged.mean()) if len(time) else float("nan"),
        saturated=tuple(pressure.saturation(recording).tolist()),
        thresholds=contact.thresholds,
        measures=tuple(
            Measure(key, label, *_in_unit(unit, result, recording.calibration), BANDS.get(key))
            for key, label, unit, result in (*_measures(contact, found, table), *_phases_of_walk(contact, found))
        ),
        clock=OWN_CLOCK if len(time) and time[0] < EPOCH_FROM else WALL_CLOCK,
        strides=table,
        bouts=found,
        calibration=recording.calibration,
    )


def _in_unit(unit: str, result: Result, calibration: Calibration) -> tuple[str, Result]:
    # Loads are above a baseline, so that the count that is none does not matter.
    words = {"counts": calibration.unit, "count-seconds": calibration.integral}
    if unit not in words:
        return unit, result
    return words[unit], result if isinstance(result, Refused) else result * calibration.per_count


def summary_json(summary: Summary) -> dict[str, object]:
    """What ``footwatch analyse --json`` prints: fixed keys, shares in percent.

    A refused number is None, and its reason stands under its key in ``refused``.
    """
    rate = _finite(summary.rate)
    keys = (
        "steps_left",
        "steps_right",
        "cadence",
        "stance_left",
        "stance_right",
        "contact_left",
        "contact_right",
        "double_support",
        "load_share_left",
    )
    chosen = [summary[key] for key in keys]
    values = {m.key: int(m.value) if m.unit == "steps" and m.value is not None else m.value for m in chosen}
    refused = {m.key: m.reason for m in chosen if m.reason is not None}
    if rate is None:
        refused = {"rate_hz": "too few readings to tell", **refused}
    return {"rate_hz": rate, **values, "refused": refused}


_Row: TypeAlias = tuple[str, str, str, Result]


def _measures(contact: Contact, found: Bouts | Refused, table: Strides | Refused) -> Iterator[_Row]:
    for foot in Foot:
        yield f"steps_{foot}", f"Steps, {foot}", "steps", gait.steps(contact, foot)
    yield "cadence", "Cadence", "steps/min", gait.cadence(table)
    yield "stride_variability", "Stride time variability", "%", gait.stride_variability(table)
    for foot in Foot:
        yield f"step_time_{foot}", f"Step time, {foot}", "s", gait.step_time(table, foot)
    for foot in Foot:
        yield f"stance_{foot}", f"Stance, {foot}", "% of stride", gait.stance(table, foot)
    for foot in Foot:
        yield f"swing_{foot}", f"Swing, {foot}", "% of stride", gait.swing(table, foot)
    walk = contact if isinstance(found, Refused) else while_walking(contact, found)
    shares = {foot: contact_share(walk, foot) for foot in Foot}
    for foot, share in shares.items():
        yield f"contact_{foot}", f"Contact, {foot}", "% of time", share
    yield "double_support", "Double support", "% of time", double_support(walk)
    yield "load_share_left", "Load share, left", "%", pressure.load_share(walk)
    loads = {foot: pressure.mean_load(walk, foot) for foot in Foot}
    for foot, load in loads.items():
        yield f"mean_load_{foot}", f"Mean load, {foot}", "counts", load
    impulses = {foot: pressure.impulse(contact, foot) for foot in Foot}
    for foot, impulse in impulses.items():
        yield f"impulse_{foot}", f"Pressure-time integral, {foot}", "count-seconds", impulse
    compared = NO_WALK if NO_WALK in shares.values() else walk.lacks(DIFFERENCE) or symmetry_index(*shares.values())
    yield "symmetry_contact", "Symmetry index of contact", "%", compared
    yield "symmetry_load", "Symmetry index of mean load", "%", symmetry_index(*loads.values())
    yield "symmetry_impulse", "Symmetry index of the integral", "%", symmetry_index(*impulses.values())


def _phases_of_walk(contact: Contact, found: Bouts | Refused) -> Iterator[_Row]:
    """How long somebody walked and stood, and how the load swayed meanwhile."""
    walked: Result = found if isinstance(found, Refused) else found.seconds
    yield "walking_time", "Walking", "s", walked
    stood = found if isinstance(found, Refused) else standing(contact, found)
    short = stood if isinstance(stood, Refused) else stood.refused
    yield "standing_time", "Standing", "s", stood if isinstance(stood, Refused) else stood.seconds
    for key, label, unit, value in (
        ("standing_share_left", "Load share standing, left", "%", "share_left"),
        ("sway_sd", "Sway while standing, SD", "points", "sd"),
        ("sway_range", "Sway while standing, range", "points", "extent"),
    ):
        yield key, label, unit, short or getattr(stood, value)


def _finite(number: float) -> float | None:
    return number if np.isfinite(number) else None
