"""A figure fit for a paper: both feet, axes with units, a legend, one SVG file."""

from __future__ import annotations

from typing import Final

from footlib.analysis import Contact, detect
from footlib.drawing.times import LocalTime
from footlib.epoch import EPOCH_FROM
from footlib.errors import RecordingError
from footlib.recording import Recording
from footlib.reporting import charts
from footlib.sensors import Foot

_POINTS: Final = 72 / 25.4
"""Points in a millimetre; every length below is in points, so type keeps its size at any width."""
_PLOT, _HEAD, _AXIS, _CLOCK = 125.0, 17.0, 13.0, 14.0
_KEY, _LINE = 62.0, 13.0
"""Breadth of one entry of the legend, height of a line of them."""
_INK: Final = {Foot.LEFT: "#1d5fbf", Foot.RIGHT: "#b45504"}
"""Blue and orange stay apart for the colour-blind; in grey the panels do."""
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
        Printed width: 85 fits a column of most journals, 170 a page.

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
    width = width_mm * _POINTS
    rows = [_row(recording, foot, decided, (width - _AXIS, i * (_HEAD + _PLOT))) for i, foot in enumerate(Foot)]
    bottom = len(rows) * (_HEAD + _PLOT)
    legend, height = _legend(recording, bottom + _CLOCK, width)
    middle = (_AXIS + charts.LEFT + width - charts.RIGHT) / 2
    clock = f'<text x="{middle:g}" y="{bottom + 9:g}" text-anchor="middle">{_clock(float(recording.time[0]))}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{_NAME}" width="{width_mm:g}mm" '
        f'height="{height / _POINTS:.1f}mm" viewBox="0 0 {width:.1f} {height:g}">'
        f"<style>{_style()}</style>{''.join(rows)}{clock}{legend}</svg>"
    )


def _row(recording: Recording, foot: Foot, contact: Contact, place: tuple[float, float]) -> str:
    width, top = place
    chart = charts.sensor_curves(recording, foot, contact, (width, _PLOT))
    middle = top + _HEAD + (_PLOT - charts.AXIS) / 2
    turned = f'transform="rotate(-90 9 {middle:g})" x="9" y="{middle:g}" text-anchor="middle"'
    return (
        f'<text class="foot" x="{_AXIS + charts.LEFT:g}" y="{top + 12:g}">{foot.capitalize()} foot</text>'
        f"<text {turned}>pressure (counts)</text>"
        f'<svg x="{_AXIS:g}" y="{top + _HEAD:g}" width="{width:.1f}" height="{_PLOT:g}">{chart}</svg>'
    )


def _clock(start: float) -> str:
    if start < EPOCH_FROM:
        return "time (min:s)"
    offset = f"{LocalTime().at(start):%z}"
    return f"time of day (UTC{offset[:3]}:{offset[3:]})"


def _legend(recording: Recording, top: float, width: float) -> tuple[str, float]:
    """The keys in as many lines as they need, and where the last one ends."""
    keys = ("front", "middle", "back", "contact", *(["anomaly"] if recording.flagged.any() else []))
    first = _AXIS + charts.LEFT
    columns = max(1, int((width - first) // _KEY))
    samples = []
    for number, name in enumerate(keys):
        x, y = first + number % columns * _KEY, top + number // columns * _LINE
        drawn = {
            "contact": f'<rect class="contact" x="{x:g}" y="{y + 5:g}" width="20" height="4" rx="2"/>',
            "anomaly": f'<rect class="episode" x="{x:g}" y="{y + 2:g}" width="20" height="9"/>',
        }
        line = f'<path class="{name} key" d="M{x:g},{y + 7:g}h20"/>'
        samples.append(f'{drawn.get(name, line)}<text x="{x + 24:g}" y="{y + 10:g}">{name}</text>')
    lines = -(-len(keys) // columns)
    return f'<g class="chart">{"".join(samples)}</g>', top + lines * _LINE + 3


def _style() -> str:
    rules = {
        "text": "font: 8px Helvetica, Arial, sans-serif; fill: #333",
        "text.foot": "font-weight: bold; fill: #000",
        ".grid": "stroke: #ddd; stroke-width: 0.6",
        ".tick": "stroke: #333; stroke-width: 0.6",
        "path": "fill: none; stroke-width: 1; stroke-linejoin: round",
        "path.middle": "stroke-width: 0.8; opacity: 0.62",
        "path.back": "stroke-width: 0.8; stroke-dasharray: 2.4 1.6",
        "path.key": "stroke: #333",
        "rect.contact": "fill: #333; opacity: 0.75",
        ".episode": "fill: #b80c3c; opacity: 0.15",
        **{f"path.{foot}": f"stroke: {ink}" for foot, ink in _INK.items()},
        **{f"rect.{foot}": f"fill: {ink}" for foot, ink in _INK.items()},
    }
    return "".join(f".{_NAME} {what} {{ {how} }} " for what, how in rules.items())
