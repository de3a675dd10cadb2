"""A figure fit for a paper: both feet, axes with units, a legend, one SVG file."""

from __future__ import annotations

from typing import Final

from footlib.analysis import Contact, detect
from footlib.errors import RecordingError
from footlib.recording import Recording
from footlib.reporting import charts
from footlib.sensors import Foot

_WIDTH, _PLOT, _HEAD, _LEGEND = 640.0, 170.0, 22.0, 46.0
_AXIS: Final = 16.0
_INK: Final = {Foot.LEFT: "#1d5fbf", Foot.RIGHT: "#b45504"}
_NAME: Final = "footwatch-figure"
"""Styles of an SVG within a page reach everything on it, unless they are bound to a name."""


def paper_figure(recording: Recording, contact: Contact | None = None, *, width_mm: float = 170.0) -> str:
    """Three sensors of each foot against time, contact below, anomalies shaded.

    Lines differ by dash as well as by strength, so that the figure reads in grey.

    Parameters
    ----------
    recording
        The stretch to draw; some ten seconds show single steps.
    contact
        Contacts of a recording that holds the stretch; by default decided from the stretch alone.
    width_mm
        Printed width.

    Returns
    -------
    str
        SVG with its own styles, in the fonts of the reader's machine.

    Raises
    ------
    RecordingError
        If there are fewer than two readings.
    """
    if len(recording) < 2:
        raise RecordingError(f"the stretch holds {len(recording)} readings, a figure needs two and more")
    decided = detect(recording) if contact is None else contact
    rows = [_row(recording, foot, decided, i * (_HEAD + _PLOT)) for i, foot in enumerate(Foot)]
    height = len(rows) * (_HEAD + _PLOT) + _LEGEND
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{_NAME}" width="{width_mm:g}mm" '
        f'height="{width_mm * height / (_WIDTH + _AXIS):.1f}mm" viewBox="0 0 {_WIDTH + _AXIS:g} {height:g}">'
        f"<style>{_style()}</style>{''.join(rows)}{_legend(height - _LEGEND)}</svg>"
    )


def _row(recording: Recording, foot: Foot, contact: Contact, top: float) -> str:
    chart = charts.sensor_curves(recording, foot, contact, (_WIDTH, _PLOT))
    middle = top + _HEAD + _PLOT / 2
    turned = f'transform="rotate(-90 11 {middle:g})" x="11" y="{middle:g}" text-anchor="middle"'
    return (
        f'<text class="foot" x="{_AXIS + charts.LEFT:g}" y="{top + 15:g}">{foot.capitalize()} foot</text>'
        f"<text {turned}>pressure, counts</text>"
        f'<svg x="{_AXIS:g}" y="{top + _HEAD:g}" width="{_WIDTH:g}" height="{_PLOT:g}">{chart}</svg>'
    )


def _legend(top: float) -> str:
    samples, x = [], _AXIS + charts.LEFT
    for place in ("front", "middle", "back"):
        samples.append(
            f'<g class="chart"><path class="{place} key" d="M{x:g},{top + 32:g}h26"/></g>'
            f'<text x="{x + 32:g}" y="{top + 35:g}">{place}</text>'
        )
        x += 92
    middle = _AXIS + (charts.LEFT + _WIDTH - charts.RIGHT) / 2
    bar = f'<rect class="contact" x="{x:g}" y="{top + 30:g}" width="26" height="4" rx="2"/>'
    return (
        f'<text x="{middle:g}" y="{top + 12:g}" text-anchor="middle">time</text>{"".join(samples)}'
        f'{bar}<text x="{x + 32:g}" y="{top + 35:g}">contact</text>'
        f'<rect class="episode" x="{x + 92:g}" y="{top + 25:g}" width="26" height="12"/>'
        f'<text x="{x + 124:g}" y="{top + 35:g}">anomaly</text>'
    )


def _style() -> str:
    rules = {
        "text": "font: 10.5px Helvetica, Arial, sans-serif; fill: #333",
        "text.foot": "font-weight: bold; fill: #000",
        ".grid": "stroke: #ddd",
        "path": "fill: none; stroke-width: 1.3; stroke-linejoin: round",
        "path.middle": "stroke-width: 1.1; opacity: 0.62",
        "path.back": "stroke-width: 1; stroke-dasharray: 3 2",
        "path.key": "stroke: #333",
        "rect.contact": "fill: #333; opacity: 0.75",
        ".episode": "fill: #b80c3c; opacity: 0.15",
        **{f"path.{foot}": f"stroke: {ink}" for foot, ink in _INK.items()},
        **{f"rect.{foot}": f"fill: {ink}" for foot, ink in _INK.items()},
    }
    return "".join(f".{_NAME} {what} {{ {how} }} " for what, how in rules.items())
