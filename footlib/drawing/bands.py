"""Where a number lies beside its reference band, as a small SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from footlib.analysis import Measure

_WIDTH: Final = 96.0
_MIDDLE: Final = 7.0
_EDGE: Final = 4.0
_BESIDE: Final = 4.0
"""Breadths of the band that are shown on either side of it."""


def band_mark(measures: Sequence[Measure], ticks: Sequence[float] = ()) -> str:
    """The band as a bar, values within as dots, values outside as diamonds, and as arrows at the edge further out.

    Parameters
    ----------
    measures
        One, or those of the left and the right foot; the band is that of the first.
    ticks
        Values of the same unit that are marked beside the band.

    Returns
    -------
    str
        SVG of the class ``range``, with the class of the foot on what is a foot's; empty without a band.
    """
    band = measures[0].band
    if band is None:
        return ""
    low = band.low - _BESIDE * (band.high - band.low)
    scale = (_WIDTH - 2 * _EDGE) / ((2 * _BESIDE + 1) * (band.high - band.low))
    left, right = (_EDGE + (edge - low) * scale for edge in (band.low, band.high))
    marks = [
        f'<line x1="{_EDGE:g}" x2="{_WIDTH - _EDGE}" y1="{_MIDDLE}" y2="{_MIDDLE}"/>',
        f'<rect x="{left:.1f}" width="{right - left:.1f}" y="3" height="8" rx="2"/>',
    ]
    for tick in ticks:
        x = _EDGE + (tick - low) * scale
        if _EDGE <= x <= _WIDTH - _EDGE:
            marks.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="3" y2="11"/>')
    marks += [
        _mark(measure, _EDGE + (measure.value - low) * scale) for measure in measures if measure.value is not None
    ]
    return f'<svg class="range" viewBox="0 0 {_WIDTH:.0f} 14" aria-hidden="true">{"".join(marks)}</svg>'


def _mark(measure: Measure, x: float) -> str:
    foot = measure.key.rpartition("_")[2]
    if x < _EDGE or x > _WIDTH - _EDGE:
        tip, base = (1, 8) if x < _EDGE else (_WIDTH - 1, _WIDTH - 8)
        return f'<path class="{foot}" d="M{tip},{_MIDDLE}L{base},3V11Z"/>'
    if measure.beyond:
        return f'<path class="{foot}" d="M{x - 4.2:.1f},{_MIDDLE}l4.2,-4.2l4.2,4.2l-4.2,4.2Z"/>'
    return f'<circle class="{foot}" cx="{x:.1f}" cy="{_MIDDLE}" r="3.2"/>'
