"""Curves as SVG: drawn once, on paper or on a screen, without a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis import Contact, Phases, Refused
from footlib.drawing.downsample import thin
from footlib.drawing.scale import round_step, unit_marks
from footlib.drawing.times import LocalTime
from footlib.drawing.when import ticks
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE, SENSORS, Foot

Line = NDArray[np.float64]
Spans = Sequence[tuple[float, float]]

LEFT, RIGHT, TOP = 38.0, 8.0, 6.0
"""Margins for the numbers of the axes."""
AXIS, STRIP = 20.0, 8.0
"""Heights below the curves: of the times, of the contacts."""
LOAD_BIN: Final = 5.0
"""Seconds over which a foot's load is averaged: some strides, so that a cut one weighs little."""
_FEWEST_BINS, _MOST_BINS = 10, 240
_LABEL: Final = 60.0
"""Breadth that a time on an axis needs."""


@dataclass(frozen=True, slots=True)
class Plot:
    """The area of one chart.

    Attributes
    ----------
    width, height
        Of the drawing.
    start, stop
        Times at its left and right edge, seconds.
    full
        Counts at its top.
    below
        Height below the curves.
    times
        Writes times of day; this machine's by default.
    """

    width: float
    height: float
    start: float
    stop: float
    full: float = FULL_SCALE
    below: float = AXIS
    times: LocalTime | None = None

    @property
    def bottom(self) -> float:
        """Where zero counts are."""
        return self.height - self.below

    def x(self, time: Line) -> Line:
        """Place of times."""
        span = max(self.stop - self.start, 1e-6)
        return LEFT + (np.asarray(time, np.float64) - self.start) / span * (self.width - LEFT - RIGHT)

    def y(self, counts: Line) -> Line:
        """Place of counts."""
        return self.bottom - np.asarray(counts, np.float64) / self.full * (self.bottom - TOP)

    def drawing(self, label: str, *parts: str) -> str:
        """The whole SVG element; `label` is what a screen reader says."""
        box = f"0 0 {self.width:.0f} {self.height:.0f}"
        return f'<svg class="chart" role="img" viewBox="{box}"><title>{label}</title>{"".join(parts)}</svg>'


def sensor_curves(
    recording: Recording,
    foot: Foot,
    contact: Contact | None,
    size: tuple[float, float],
    times: LocalTime | None = None,
) -> str:
    """Three sensors of a foot against the time of day, its contacts as a strip below.

    Parameters
    ----------
    recording
        The stretch to draw.
    foot
        Which foot.
    contact
        Contacts of a recording that holds the stretch; None draws no strip.
    size
        Width and height.
    times
        Writes times of day; this machine's by default.
    """
    start, stop = float(recording.time[0]), float(recording.time[-1])
    plot = Plot(*size, start, stop, below=AXIS + STRIP, times=times)
    phases = contact.feet[0 if foot is Foot.LEFT else 1] if contact else None
    return plot.drawing(
        f"{foot.title()} foot, three sensors, {stop - start:.0f} seconds",
        _grid(plot, unit_marks(recording.calibration, (0, 256, 512, 768, FULL_SCALE))),
        _clock(plot),
        _shades(plot, flagged_spans(recording)),
        _sensors(plot, recording, foot),
        _strip(plot, phases, foot) if isinstance(phases, Phases) else "",
    )


def load_bins(duration: float) -> int:
    """Into how many parts of equal length the mean load of a recording is drawn."""
    return int(np.clip(duration / LOAD_BIN, _FEWEST_BINS, _MOST_BINS))


def load_curves(contact: Contact, episodes: Spans, size: tuple[float, float], times: LocalTime | None = None) -> str:
    """Mean load of both feet over the whole span, episodes shaded."""
    time = contact.recording.time
    bins = load_bins(contact.recording.duration)
    edges = np.linspace(time[0], time[-1], bins + 1)
    which = np.clip(np.searchsorted(edges, time, "right") - 1, 0, bins - 1)
    whole = np.bincount(which, contact.weight, bins)
    loads = np.full((2, bins), np.nan)
    for row in range(2):
        total = np.bincount(which, contact.weight * contact.load[:, row], bins)
        np.divide(total, whole, out=loads[row], where=whole > 0)
    per_count = contact.recording.calibration.per_count
    highest = per_count * float(np.nanmax(loads, initial=1.0))
    step = round_step(highest)
    top = step * max(1, np.ceil(highest / step))
    plot = Plot(*size, float(time[0]), float(time[-1]), top / per_count, times=times)
    middles = (edges[:-1] + edges[1:]) / 2
    return plot.drawing(
        f"Mean load of both feet over {time[-1] - time[0]:.0f} seconds",
        _grid(plot, [(mark / per_count, f"{mark:g}") for mark in np.arange(0, top + step / 2, step).tolist()]),
        _clock(plot),
        _shades(plot, episodes),
        *(
            f'<path class="{foot}" d="{_path(plot, middles, row, ~np.isfinite(row))}"/>'
            for foot, row in zip(Foot, loads, strict=True)
        ),
    )


def episode_curves(recording: Recording, foot: Foot, episode: tuple[float, float], size: tuple[float, float]) -> str:
    """Three sensors of a foot around an episode, times counted from its start."""
    start = min(float(recording.time[0]), episode[0])
    stop = max(float(recording.time[-1]), episode[1], start + 1)
    plot = Plot(*size, start, stop)
    return plot.drawing(
        f"{foot.title()} foot around an episode",
        _grid(plot, unit_marks(recording.calibration, (0, 512, FULL_SCALE))),
        _ticks(plot, [(start, _signed(start - episode[0])), (episode[0], "0"), (stop, _signed(stop - episode[0]))]),
        _shades(plot, [episode]),
        _sensors(plot, recording, foot),
    )


def flagged_spans(recording: Recording) -> Spans:
    """Where readings are flagged, from the first to the last of each run."""
    flagged = np.concatenate(([False], recording.flagged, [False]))
    begins, ends = np.flatnonzero(flagged[1:] & ~flagged[:-1]), np.flatnonzero(~flagged[1:] & flagged[:-1]) - 1
    return list(zip(recording.time[begins].tolist(), recording.time[ends].tolist(), strict=True))


def _sensors(plot: Plot, recording: Recording, foot: Foot) -> str:
    # The strongest line last, so that it lies on top.
    paths = []
    for sensor in reversed([sensor for sensor in SENSORS if sensor.foot is foot]):
        time, counts = thin(recording.time, recording.counts[:, [sensor.id]], 2 * int(plot.width) - 4)
        stretch = np.searchsorted(recording.time[recording.gaps], time, "left")
        apart = np.concatenate(([False], np.diff(stretch) > 0))
        drawn = _path(plot, time, counts[:, 0].astype(np.float64), apart, joined=False)
        paths.append(f'<path class="{foot} {sensor.region}" d="{drawn}"/>')
    return "".join(paths)


def _path(plot: Plot, time: Line, counts: Line, broken: NDArray[np.bool_], *, joined: bool = True) -> str:
    """A line that is interrupted: before a broken point, or at it where it has no value itself."""
    pieces, pen = [], "M"
    for x, y, cut in zip(plot.x(time).tolist(), plot.y(counts).tolist(), broken.tolist(), strict=True):
        if cut:
            pen = "M"
            if joined:
                continue
        pieces.append(f"{pen}{x:.1f},{y:.1f}")
        pen = "L"
    return "".join(pieces)


def _grid(plot: Plot, marks: Iterable[tuple[float, str]]) -> str:
    lines = []
    for count, words in marks:
        y = float(plot.y(np.array(count)))
        lines.append(
            f'<line class="grid" x1="{LEFT}" x2="{plot.width - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{LEFT - 5}" y="{y + 3:.1f}" text-anchor="end">{words}</text>'
        )
    return "".join(lines)


def _clock(plot: Plot) -> str:
    most = int(np.clip((plot.width - LEFT - RIGHT) / _LABEL, 2, 8))
    return _ticks(plot, ticks(plot.start, plot.stop, most, plot.times))


def _ticks(plot: Plot, labels: Iterable[tuple[float, str]]) -> str:
    texts = []
    for time, label in labels:
        x = float(plot.x(np.array(time)))
        anchor = "start" if x < LEFT + 12 else "end" if x > plot.width - RIGHT - 20 else "middle"
        texts.append(
            f'<line class="tick" x1="{x:.1f}" x2="{x:.1f}" y1="{plot.bottom:.1f}" y2="{plot.bottom + 3:.1f}"/>'
            f'<text x="{x:.1f}" y="{plot.height - 4:.1f}" text-anchor="{anchor}">{label}</text>'
        )
    return "".join(texts)


def _shades(plot: Plot, spans: Spans) -> str:
    shades = []
    for start, stop in spans:
        if stop < plot.start or start > plot.stop:
            continue
        left, right = plot.x(np.clip([start, stop], plot.start, plot.stop)).tolist()
        shades.append(
            f'<rect class="episode" x="{left:.1f}" y="{TOP}" width="{max(right - left, 1.5):.1f}" '
            f'height="{plot.bottom - TOP:.1f}"/>'
        )
    return "".join(shades)


def _strip(plot: Plot, phases: Phases, foot: Foot) -> str:
    bars = []
    for start, stop in zip(phases.start.tolist(), phases.stop.tolist(), strict=True):
        if stop > plot.start and start < plot.stop:
            left, right = plot.x(np.clip([start, stop], plot.start, plot.stop)).tolist()
            bars.append(
                f'<rect class="{foot} contact" x="{left:.1f}" y="{plot.bottom + 4:.1f}" '
                f'width="{right - left:.1f}" height="4" rx="2"/>'
            )
    return "".join(bars)


def _signed(seconds: float) -> str:
    return f"{'−' if seconds < 0 else '+'}{abs(seconds):.1f} s"  # noqa: RUF001


def closeup(contact: Contact, seconds: float) -> Recording:
    """The stretch of so many seconds in which most steps were taken; the first one without steps."""
    recording = contact.recording
    first, half = recording.time[0], seconds / 2
    # Only where readings are: a day without any costs nothing.
    starts = first + half * np.unique((recording.time - first) // half)
    starts = np.unique(np.minimum(starts, max(recording.time[-1] - seconds, first)))
    steps = np.zeros(len(starts))
    for phases in contact.feet:
        if not isinstance(phases, Refused):
            first, last = (np.searchsorted(phases.start, edge) for edge in (starts, starts + seconds))
            steps += last - first
    start = float(starts[int(np.argmax(steps))])
    return recording.between(start, start + seconds)
