"""Everything that a report measures and draws of one recording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from footlib.analysis import (
    Band,
    Measure,
    SensorHealth,
    SensorStatistics,
    Summary,
    detect,
    sensor_health,
    sensor_statistics,
    summarise_contact,
)
from footlib.drawing.times import LocalTime
from footlib.recording import Recording
from footlib.reporting import charts, feet
from footlib.reporting.strides import StrideSheet, stride_sheet
from footlib.sensors import Foot

CLOSE_UP: Final = 12.0
"""Seconds that are drawn reading by reading."""
_WIDE: Final = 720.0
_HALF: Final = 352.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of numbers: both feet, or one value for both."""

    label: str
    unit: str
    measures: tuple[Measure, ...]

    @property
    def band(self) -> Band | None:
        """The reference, the same for both feet."""
        return self.measures[0].band

    @property
    def reason(self) -> str | None:
        """Why there is no number, where the reason is the same throughout."""
        reasons = {measure.reason for measure in self.measures}
        return reasons.pop() if len(reasons) == 1 else None


@dataclass(frozen=True, slots=True)
class Walk:
    """Everything that is measured and drawn of a recording."""

    summary: Summary
    rows: tuple[Row, ...]
    sources: tuple[str, ...]
    sensors: tuple[tuple[SensorHealth, dict[str, float]], ...]
    loads: str
    load_seconds: float
    closeup: Recording
    curves: tuple[tuple[Foot, str], ...]
    maps: tuple[tuple[str, str], ...]
    strides: StrideSheet


def walk_of(recording: Recording, times: LocalTime, title: str = "", *, short: bool = False) -> Walk | None:
    """Measure and draw a recording; None of one with fewer than two readings.

    Parameters
    ----------
    recording, times
        What is told, and who writes times of day.
    title
        Tells the maps of several recordings on a page apart.
    short
        Whether the curves of the feet are to stand beside each other.
    """
    if len(recording) < 2:
        return None
    of_foot, of_both = ((_HALF, 104), (_WIDE, 104)) if short else ((_WIDE, 138), (_WIDE, 130))
    contact = detect(recording)
    summary = summarise_contact(contact)
    statistics = sensor_statistics(recording)
    closeup = charts.closeup(contact, CLOSE_UP)
    rows = tuple(_rows(summary.measures))
    return Walk(
        summary=summary,
        rows=rows,
        sources=tuple(dict.fromkeys(row.band.source for row in rows if row.band)),
        sensors=tuple(
            (health, _statistics(statistics, sensor)) for sensor, health in enumerate(sensor_health(recording))
        ),
        loads=charts.load_curves(contact, charts.flagged_spans(recording), of_both, times),
        load_seconds=recording.duration / charts.load_bins(recording.duration),
        closeup=closeup,
        curves=tuple((foot, charts.sensor_curves(closeup, foot, contact, of_foot, times)) for foot in Foot),
        maps=(
            ("mean", feet.foot_map(statistics.mean, f"{title} mean".strip(), recording.calibration)),
            ("maximum", feet.foot_map(statistics.maximum, f"{title} maximum".strip(), recording.calibration)),
        ),
        strides=stride_sheet(contact),
    )


def _rows(measures: tuple[Measure, ...]) -> Iterator[Row]:
    by_key = {measure.key: measure for measure in measures}
    for measure in measures:
        base, _, foot = measure.key.rpartition("_")
        partner = by_key.get(f"{base}_{Foot.RIGHT if foot == Foot.LEFT else Foot.LEFT}")
        if partner is None or foot not in list(Foot):
            yield Row(measure.label, measure.unit, (measure,))
        elif foot == Foot.LEFT:
            yield Row(measure.label.rpartition(",")[0], measure.unit, (measure, partner))


def _statistics(statistics: SensorStatistics, sensor: int) -> dict[str, float]:
    columns = ("minimum", "quartile_1", "median", "mean", "quartile_3", "maximum", "saturated")
    return {column: float(getattr(statistics, column)[sensor]) for column in columns}
