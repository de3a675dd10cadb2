"""Strides laid over each other as HTML with SVG: mean, scatter and outliers of a foot over 0 to 100 % of the stride."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from markupsafe import escape
from numpy.typing import NDArray

from footlib.analysis import Quantity, Refused, StrideBand, StrideCurves
from footlib.analysis.stride_curves import PERCENT
from footlib.drawing.scale import round_step

WORDS: Final = {
    Quantity.LOAD: "Load",
    Quantity.FRONT: "Front",
    Quantity.MIDDLE: "Middle",
    Quantity.BACK: "Back",
    Quantity.INTEGRAL: "Pressure-time integral",
    Quantity.CENTRE: "Centre of pressure",
}
"""What the quantities are called."""
STYLE: Final = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
"""How the plots look; height and colours are told by where they stand."""
_DRAWN: Final = 12
"""Outliers at the most, the newest: more could not be told apart."""
_COARSE: Final = 2
"""Percent of the stride between two points of an outlier."""
_X: Final = (0, 25, 50, 75, 100)

_Line = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of a plot, the same for both feet: its top, and where a line with which words is, in its unit."""

    top: float
    marks: tuple[tuple[float, str], ...]


def axis(feet: Iterable[StrideCurves | Refused], quantity: Quantity) -> Axis:
    """An axis on which the strides of all feet find room, from 0 on."""
    if quantity is Quantity.CENTRE:
        return Axis(1.0, ((0.0, "heel"), (0.5, "middle"), (1.0, "toes")))
    known = [curves for curves in feet if not isinstance(curves, Refused)]
    bands = [curves.band(quantity) for curves in known]
    per_count = known[0].contact.recording.calibration.per_count if known else 1.0
    highest = per_count * max((float(np.nanmax(band.mean + 2 * band.sd)) for band in bands), default=0.0) or 1.0
    step = round_step(highest)
    top = step * float(np.ceil(highest / step))
    marks = np.arange(0, top + step / 2, step).tolist()
    return Axis(top / per_count, tuple((mark / per_count, f"{mark:g}") for mark in marks))


def plot(curves: StrideCurves, quantity: Quantity, scale: Axis) -> str:
    """One foot's plot.

    Parameters
    ----------
    curves, quantity
        What is drawn: the mean as a line, mean and SD as a band, outliers thin, toe-off as an upright.
    scale
        From `axis`.
    """
    band = curves.band(quantity)
    outliers = curves.of(quantity)[curves.outlier][-_DRAWN:, ::_COARSE]
    toe_off = float(curves.strides.stance[~curves.outlier].mean())
    heights = _heights(np.array([mark for mark, _ in scale.marks]), scale)
    shapes = (
        *(f'<path class="grid" d="M0,{y:.1f}H100"/>' for y in heights),
        f'<path class="toe-off" d="M{toe_off:.1f},0V100"/>',
        *(f'<path class="outlier" d="{_line(PERCENT[::_COARSE], one, scale)}"/>' for one in outliers),
        *(f'<path class="sd" d="{area}"/>' for area in _areas(band, scale)),
        f'<path class="mean" d="{_line(PERCENT, band.mean, scale)}"/>',
    )
    rows = (f'<i style="top:{y:.1f}%">{word}</i>' for (_, word), y in zip(scale.marks, heights, strict=True))
    columns = (f'<b style="left:{x}%">{x}{" %" if x == _X[-1] else ""}</b>' for x in _X)
    return (
        f'<div class="stride-plot {curves.foot}" role="img" aria-label="{spoken(curves, quantity, band)}">'
        f"{''.join(rows)}{''.join(columns)}"
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f"{''.join(shapes)}</svg></div>"
    )


def spoken(curves: StrideCurves, quantity: Quantity, band: StrideBand) -> str:
    """What a screen reader says of a plot."""
    of = f"{curves.foot.title()} foot, {WORDS[quantity].lower()} over the stride, mean of {band.n}"
    peak = int(np.nanargmax(band.mean))
    if quantity is Quantity.CENTRE:
        known = band.mean[~np.isnan(band.mean)]
        return f"{of}: from {100 * known[0]:.0f} to {100 * known[-1]:.0f} % of the sole from the heel"
    calibration = curves.contact.recording.calibration
    mean, sd = (f"{calibration.per_count * one[peak]:.0f}" for one in (band.mean, band.sd))
    # A unit may be a word of a file.
    return f"{of}: {mean} {escape(quantity.unit_in(calibration))} at the most, SD {sd}, at {peak} % of the stride"


def counted(curves: StrideCurves) -> str:
    """How many strides there are, and how many are left out."""
    left_out = int(np.count_nonzero(curves.outlier))
    n = f"n = {len(curves.outlier) - left_out} strides"
    return f"{n}, {left_out} outlier{'s' * (left_out != 1)} left out" if left_out else n


def _heights(values: _Line, scale: Axis) -> list[float]:
    heights: list[float] = (100 - 100 * values / scale.top).tolist()
    return heights


def _line(percent: _Line, values: _Line, scale: Axis) -> str:
    pieces, pen = [], "M"
    for x, y in zip(percent.tolist(), _heights(values, scale), strict=True):
        if np.isnan(y):
            pen = "M"
            continue
        pieces.append(f"{pen}{x:.0f},{y:.1f}")
        pen = "L"
    return "".join(pieces)


def _areas(band: StrideBand, scale: Axis) -> Iterable[str]:
    """The band around the mean, a piece for each run of points that have one."""
    known = ~np.isnan(band.mean)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], known, [False])).astype(np.int8)))
    for start, stop in edges.reshape(-1, 2).tolist():
        percent, mean, sd = PERCENT[start:stop], band.mean[start:stop], band.sd[start:stop]
        back = _line(percent[::-1], (mean - sd)[::-1], scale)
        yield f"{_line(percent, mean + sd, scale)}L{back[1:]}Z"
