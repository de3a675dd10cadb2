"""Where a number lies beside its reference band, as a small SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from footlib.analysis import Measure

_WIDTH: Final = 96.0
_MIDDLE: Final = 7.0
_BESIDE: Final = 4.0
"""Breadths of the band that are shown on either side of it."""


def band_mark(measures: Sequence[Measure]) -> str:
    """The band as a bar, each value as a dot; one that lies further out as an arrow at the edge."""
    band = measures[0].band
    if band is None:
        return ""
    low = band.low - _BESIDE * (band.high - band.low)
    scale = (_WIDTH - 8) / ((2 * _BESIDE + 1) * (band.high - band.low))
    left, right = (4 + (edge - low) * scale for edge in (band.low, band.high))
    marks = [
        f'<line x1="4" x2="{_WIDTH - 4}" y1="{_MIDDLE}" y2="{_MIDDLE}"/>',
        f'<rect x="{left:.1f}" width="{right - left:.1f}" y="3" height="8" rx="2"/>',
    ]
    for measure in measures:
        if measure.value is not None:
            foot = measure.key.rpartition("_")[2]
            x = 4 + (measure.value - low) * scale
            if 4 <= x <= _WIDTH - 4:
                marks.append(f'<circle class="{foot}" cx="{x:.1f}" cy="{_MIDDLE}" r="3.2"/>')
            else:
                tip, base = (1, 8) if x < 4 else (_WIDTH - 1, _WIDTH - 8)
                marks.append(f'<path class="{foot}" d="M{tip},{_MIDDLE}L{base},3V11Z"/>')
    return f'<svg class="range" viewBox="0 0 {_WIDTH:.0f} 14" aria-hidden="true">{"".join(marks)}</svg>'
