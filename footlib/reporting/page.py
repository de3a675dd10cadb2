"""A report as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from footlib.analysis import (
    Band,
    Contact,
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
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.reporting import charts, feet
from footlib.reporting.bands import band_mark
from footlib.reporting.content import Content
from footlib.reporting.pages import fill
from footlib.reporting.strides import StrideSheet, stride_sheet
from footlib.sensors import FULL_SCALE, NAMES, Foot
from footlib.store import Episode

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
    """Everything that is measured and drawn of the history."""

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


def render(content: Content) -> str:
    """The page of a report, HTML that needs nothing else; personal data are on it only if the content holds them."""
    times = LocalTime()
    values = {
        "content": content,
        "walk": _walk(content.recording) if len(content.recording) > 1 else None,
        "drawn": [
            (episode, [(foot, _episode(readings, foot, episode)) for foot in Foot])
            for episode, readings in zip(content.episodes, content.drawn, strict=False)
        ],
        "gradient": feet.GRADIENT,
        "full": FULL_SCALE,
        "times": times,
        "zone": f"{times.at(content.made):%Z (UTC%z)}",
        "unknown": UNKNOWN_TRACE,
        "names": NAMES,
    }
    return fill("report.html.j2", values, {"number": _number, "band_mark": band_mark})


def _walk(recording: Recording) -> Walk:
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
        loads=charts.load_curves(contact, charts.flagged_spans(recording), (_WIDE, 130)),
        load_seconds=recording.duration / charts.load_bins(recording.duration),
        closeup=closeup,
        curves=tuple((foot, _curves(closeup, foot, contact)) for foot in Foot),
        maps=(
            ("mean", feet.foot_map(statistics.mean, "mean")),
            ("maximum", feet.foot_map(statistics.maximum, "maximum")),
        ),
        strides=stride_sheet(contact),
    )


def _curves(closeup: Recording, foot: Foot, contact: Contact) -> str:
    return charts.sensor_curves(closeup, foot, contact, (_WIDE, 138))


def _episode(readings: Recording, foot: Foot, episode: Episode) -> str:
    return charts.episode_curves(readings, foot, (episode.start, episode.stop), (_HALF, 92)) if len(readings) else ""


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


def _number(measure: Measure) -> str:
    """A value with the places that it deserves, a dash where it was refused."""
    if measure.value is None:
        return "\u2013"
    return f"{measure.value:,.{measure.places}f}".replace(",", "\u202f").replace("-", "\u2212")
