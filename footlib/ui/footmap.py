"""Both feet from above, with the pressure of one moment."""

from __future__ import annotations

import math
from typing import Any, Final

import bqplot
import ipywidgets as widgets
import numpy as np
from bqscales import LinearScale
from numpy.typing import NDArray

from footlib.analysis import centre_of_pressure
from footlib.analysis.pressure import balance
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE, NAMES, SENSORS, Foot
from footlib.ui.card import Card, change, html, text
from footlib.ui.frame import TRAIL, Frame
from footlib.ui.outline import BOTTOM, MARGIN, TOP, WIDTH, on_axis, outline, svg_path
from footlib.ui.palette import css_gradient
from footlib.ui.surface import picture

_SOLES: Final = tuple(curve for foot in Foot for curve in outline(foot).curves)
_PLACES: Final = np.concatenate([outline(foot).sensors for foot in Foot])
_TRAIL_POINTS: Final = 20
_SMALLEST: Final = 420.0
"""Size of the disc of a count of 0, on the scale of counts."""
_OFF: Final = -9.0
"""Height of what is not to be seen: bqplot cannot draw a mark without points."""
_ASPECT: Final = WIDTH / (TOP - BOTTOM)
CLIP: Final = (
    '<svg width="0" height="0" aria-hidden="true" focusable="false"><clipPath id="fw-soles" '
    f'clipPathUnits="objectBoundingBox"><path d="{svg_path(_SOLES, digits=3)}"/></clipPath></svg>'
)


class FootMap(Card):
    """The pressure under both feet, ten pictures a second.

    Heat surface, six sensors with their counts, rings on flagged ones, the heel-toe centre of
    pressure with a trail of two seconds, the balance of the feet and the scale.

    Examples
    --------
    >>> FootMap(store, person=3)  # doctest: +SKIP
    """

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make figure and words."""
        self.add_class("fw-map-card")
        self._theme: object = None
        self._marks_drawn: tuple[list[bool], list[bool]] | None = None
        self._image = widgets.Image(value=b"", format="png")
        scales = {
            "x": LinearScale(min=0, max=WIDTH, allow_padding=False),
            "y": LinearScale(min=BOTTOM, max=TOP, allow_padding=False),
        }
        self._trail = bqplot.Lines(
            x=np.zeros((2, 2), np.float32),
            y=np.full((2, 2), _OFF, np.float32),
            scales=scales,
            colors=["var(--fw-dot)"],
            line_style="dotted",
            stroke_width=2.0,
        )
        self._dots = bqplot.Scatter(
            x=np.zeros(2, np.float32),
            y=np.full(2, _OFF, np.float32),
            scales=scales,
            colors=["var(--fw-dot)"],
            stroke="var(--fw-dot-edge)",
            default_size=70,
        )
        self._rings = bqplot.Scatter(
            x=_PLACES[:, 0],
            y=_PLACES[:, 1],
            scales={**scales, "size": LinearScale(min=0, max=FULL_SCALE)},
            colors=["var(--fw-ring-fill)"],
            stroke="var(--fw-ring)",
            stroke_width=2,
            size=_sizes(np.zeros(6)),
            default_size=1500,
        )
        self._counts = bqplot.Label(
            x=_PLACES[:, 0],
            y=_PLACES[:, 1],
            text=["·"] * 6,
            scales=scales,
            colors=["var(--fw-count)"],
            default_size=12,
            align="middle",
            y_offset=4,
        )
        self._alarms = bqplot.Scatter(
            x=_PLACES[:, 0],
            y=np.full(6, _OFF),
            scales=scales,
            colors=["transparent"],
            stroke="var(--fw-alarm)",
            stroke_width=3,
            default_size=2600,
        )
        self._saturated = _signs(scales, "var(--fw-count)", 10, 0, 16)
        self._signs = _signs(scales, "var(--fw-alarm)", 20, 24, -14)
        self.figure = bqplot.Figure(
            marks=[
                _outlines(scales),
                _names(scales),
                self._trail,
                self._rings,
                self._alarms,
                self._dots,
                self._counts,
                self._saturated,
                self._signs,
            ],
            fig_margin={"top": 0, "bottom": 0, "left": 0, "right": 0},
            padding_x=0,
            padding_y=0,
            min_aspect_ratio=_ASPECT,
            max_aspect_ratio=_ASPECT,
            display_toolbar=False,
            animation_duration=0,
            background_style={"fill": "transparent"},
        )
        self.figure.add_class("fw-map")
        self._title = html("fw-title", "<h2>Pressure now</h2>")
        self._readout = html("fw-readout")
        self._scale = html("fw-scale")
        self._words = html("fw-words")
        # An image element keeps its old picture until the new one is decoded, a bqplot.Image flickers.
        stage = widgets.Box([html("fw-clip", CLIP), self._image, self.figure])
        stage.add_class("fw-stage")
        return self._title, stage, self._readout, self._scale, self._words

    def refresh(self, frame: Frame) -> None:
        """Draw the reading at the moment."""
        if frame.jumped and frame.theme is not self._theme:
            self._theme = frame.theme
            change(self._scale, _scale(css_gradient(frame.theme)))
        if not (frame.moved or frame.jumped):
            return
        if frame.row is None:
            self._blank()
            return
        counts = frame.recording.counts[frame.row]
        flags = frame.recording.anomaly[frame.row]
        self._image.value = picture(counts, frame.theme)
        self._rings.size = _sizes(counts)
        self._counts.text = np.array([str(count) for count in counts.tolist()])
        self._mark(counts, flags)
        contact = frame.recent()
        share = math.nan
        if contact is not None:
            centre = centre_of_pressure(contact)
            self._draw_centre(contact.recording, centre.y)
            share = float(balance(contact)[-1])
        change(self._readout, _readout(frame, counts, share))
        if frame.chores:
            change(self._words, _spoken(counts, share))

    def _blank(self) -> None:
        self._image.value = picture(np.zeros(6), self.view.page.theme)
        self._counts.text = np.array(["·"] * 6)
        self._rings.size = _sizes(np.zeros(6))
        change(self._readout, "")
        change(self._words, '<p role="status">No reading to show.</p>')

    def _mark(self, counts: NDArray[np.int16], flags: NDArray[np.bool_]) -> None:
        drawn = (flags.tolist(), (counts >= FULL_SCALE).tolist())
        if drawn == self._marks_drawn:
            return
        self._marks_drawn = drawn
        self._saturated.text = np.array(["sat" if full else "" for full in drawn[1]])
        self._signs.text = np.array(["⚠" if flag else "" for flag in drawn[0]])
        self._alarms.y = np.where(flags, _PLACES[:, 1], _OFF)

    def _draw_centre(self, recent: Recording, y: NDArray[np.float64]) -> None:
        since = np.searchsorted(recent.time, recent.time[-1] - TRAIL)
        last = y[since:]
        last = last[:: -(-len(last) // _TRAIL_POINTS)] if len(last) > _TRAIL_POINTS else last
        trail = np.full((_TRAIL_POINTS + 2, 2), np.nan)
        trail[_TRAIL_POINTS - len(last) : _TRAIL_POINTS] = last
        # bqplot places a label at a line's last point, which must be one.
        trail[-1] = _OFF
        x = np.column_stack([on_axis(foot, trail[:, i]) for i, foot in enumerate(Foot)])
        with self._trail.hold_sync():
            self._trail.x, self._trail.y = x.T.astype(np.float32), trail.T.astype(np.float32)
        now = np.nan_to_num(y[-1], nan=_OFF)
        with self._dots.hold_sync():
            self._dots.x = np.array([on_axis(foot, now[i : i + 1])[0] for i, foot in enumerate(Foot)], np.float32)
            self._dots.y = now.astype(np.float32)


def _signs(scales: dict[str, Any], colour: str, size: int, right: int, down: int) -> bqplot.Label:
    return bqplot.Label(
        x=_PLACES[:, 0],
        y=_PLACES[:, 1],
        text=[""] * len(_PLACES),
        scales=scales,
        colors=[colour],
        default_size=size,
        align="middle",
        x_offset=right,
        y_offset=down,
    )


def _outlines(scales: dict[str, Any]) -> bqplot.Lines:
    longest = max(map(len, _SOLES))
    # Curves of one mark share a length; a closed curve may stand on its last point.
    curves = np.stack([np.concatenate([curve, np.repeat(curve[-1:], longest - len(curve), 0)]) for curve in _SOLES])
    return bqplot.Lines(
        x=curves[:, :, 0].astype(np.float32),
        y=curves[:, :, 1].astype(np.float32),
        scales=scales,
        colors=["var(--fw-outline)"],
        close_path=True,
        stroke_width=1.5,
    )


def _sizes(counts: NDArray[np.number]) -> NDArray[np.int16]:
    # The area follows the pressure; the smallest disc still holds its number.
    return np.asarray(_SMALLEST + counts * (1 - _SMALLEST / FULL_SCALE)).astype(np.int16)


def _names(scales: dict[str, Any]) -> bqplot.Label:
    side = MARGIN * 0.42
    x = [side if sensor.foot is Foot.LEFT else WIDTH - side for sensor in SENSORS]
    return bqplot.Label(
        x=np.array(x),
        y=_PLACES[:, 1],
        text=list(NAMES),
        scales=scales,
        colors=["var(--fw-muted)"],
        default_size=12,
        font_weight="normal",
        align="middle",
        y_offset=4,
    )


def _readout(frame: Frame, counts: NDArray[np.int16], left: float) -> str:
    time = frame.time or 0.0
    cells = "".join(
        f'<span class="fw-count fw-count-{name}{" fw-sat" if count >= FULL_SCALE else ""}">{count}</span>'
        for name, count in zip(NAMES, counts.tolist(), strict=True)
    )
    known = not math.isnan(left)
    share = left if known else 50.0
    words = (
        (f"<span>left bears {left:.0f} %</span>", f"<span>right {100 - left:.0f} %</span>")
        if known
        else ("<span>no load</span>", "<span>on either foot</span>")
    )
    return (
        f'<div class="fw-balance{"" if known else " fw-off"}"><i style="width:{share:.1f}%"></i></div>'
        f'<div class="fw-ends fw-balance-words">{words[0]}'
        f'<time class="fw-time" data-time="{time:.6f}">{text(frame.times.clock(time, tenths=True))}</time>'
        f"{words[1]}</div>"
        f'<div class="fw-counts" hidden>{cells}</div>'
    )


def _scale(gradient: str) -> str:
    return (
        f'<div class="fw-ramp" style="background:{gradient}"></div>'
        f'<div class="fw-ends"><span>0</span><span>counts of {FULL_SCALE}</span>'
        f"<span>{FULL_SCALE} = saturated</span></div>"
    )


def _spoken(counts: NDArray[np.int16], left: float) -> str:
    feet = ", ".join(f"{name} {count}" for name, count in zip(NAMES, counts.tolist(), strict=True))
    bears = f"Left bears {left:.0f} percent. " if not math.isnan(left) else ""
    return f'<div role="img" aria-label="Foot map. {bears}Counts of {FULL_SCALE}: {feet}."></div>'
