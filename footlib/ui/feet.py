"""The drawing of both feet: outlines, heat surface, sensors, centre of pressure."""

from __future__ import annotations

from typing import Any, Final

import bqplot
import ipywidgets as widgets
import numpy as np
from bqscales import LinearScale
from numpy.typing import NDArray

from footlib.analysis import CentreOfPressure
from footlib.drawing.outline import BOTTOM, MARGIN, TOP, WIDTH, on_axis, outline, svg_path
from footlib.drawing.palette import Theme
from footlib.drawing.surface import picture
from footlib.sensors import FULL_SCALE, NAMES, SENSORS, Foot
from footlib.ui.card import html

_SOLES: Final = tuple(curve for foot in Foot for curve in outline(foot).curves)
_PLACES: Final = np.concatenate([outline(foot).sensors for foot in Foot])
_TRAIL_POINTS: Final = 20
"""Earlier centres of pressure that are drawn of each foot."""
_FADING: Final = np.linspace(0.15, 0.75, _TRAIL_POINTS)
"""Opacity of the trail, oldest first."""
_SMALLEST: Final = 420.0
"""Size of the disc of a count of 0, on the scale of counts: it still holds its number."""
_DOTS: Final = np.repeat([18.0, 60.0], [2 * _TRAIL_POINTS, 2])
"""Size of the trail's points and of the present centres."""
_OFF: Final = -9.0
"""Height of what is not to be seen: bqplot cannot draw a mark without points."""
NO_CENTRE: Final = CentreOfPressure(np.empty((0, 2)), np.empty((0, 2), np.bool_))
_ASPECT: Final = WIDTH / (TOP - BOTTOM)
CLIP: Final = (
    '<svg width="0" height="0" aria-hidden="true" focusable="false"><clipPath id="fw-soles" '
    f'clipPathUnits="objectBoundingBox"><path d="{svg_path(_SOLES, digits=3)}"/></clipPath></svg>'
)
"""Cuts the heat surface along the outlines, wherever it is drawn."""


class Feet:
    """Both feet from above.

    Attributes
    ----------
    figure
        Outlines, sensors and centre of pressure.
    stage
        The figure over the heat surface; this is what is placed on a page.

    Parameters
    ----------
    sensors
        Numbers of the sensors whose discs are drawn.
    """

    def __init__(self, sensors: frozenset[int] = frozenset(range(len(NAMES)))) -> None:
        self._y = np.where([sensor.id in sensors for sensor in SENSORS], _PLACES[:, 1], _OFF)
        scales = {
            "x": LinearScale(min=0, max=WIDTH, allow_padding=False),
            "y": LinearScale(min=BOTTOM, max=TOP, allow_padding=False),
        }
        self._image = widgets.Image(value=b"", format="png")
        # Trail, centres of pressure and sensors are points of one mark, so that a picture is one message;
        # what comes later lies above, so that nothing hides a sensor's number.
        before = 2 * _TRAIL_POINTS + 2
        self._points = bqplot.Scatter(
            x=np.append(np.zeros(before), _PLACES[:, 0]).astype(np.float32),
            y=np.append(np.full(before, _OFF), _PLACES[:, 1]).astype(np.float32),
            size=np.zeros(before + len(_PLACES), np.int16),
            scales={**scales, "size": LinearScale(min=0, max=FULL_SCALE)},
            colors=["var(--fw-dot)"] * before + ["var(--fw-ring-fill)"] * len(_PLACES),
            opacities=[*np.repeat(_FADING, 2).tolist(), *[1.0] * (2 + len(_PLACES))],
            stroke="var(--fw-ring)",
            stroke_width=2,
            default_size=1500,
        )
        self._counts = _labels(scales, self._y, "var(--fw-count)", size=12, down=4)
        self._saturated = _labels(scales, self._y, "var(--fw-count)", size=10, down=16)
        self._signs = _labels(scales, self._y, "var(--fw-alarm)", size=19, right=31, down=-20)
        self._alarms = bqplot.Scatter(
            x=_PLACES[:, 0],
            y=np.full(len(_PLACES), _OFF),
            scales=scales,
            colors=["transparent"],
            stroke="var(--fw-alarm)",
            stroke_width=3,
            default_size=2300,
        )
        # Of three saturated sensors the centre is only a guess.
        self._guesses = bqplot.Label(
            x=np.zeros(2, np.float32),
            y=np.full(2, _OFF, np.float32),
            text=["saturated"] * 2,
            scales=scales,
            colors=["var(--fw-count)"],
            default_size=10,
            align="middle",
            y_offset=-8,
        )
        self._guessed = False
        self._marked: tuple[list[bool], list[bool]] | None = None
        marks = [_outlines(scales), _names(scales), self._points, self._alarms]
        self.figure = bqplot.Figure(
            marks=[*marks, self._counts, self._saturated, self._signs, self._guesses],
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
        # An image element keeps its old picture until the new one is decoded, a bqplot.Image flickers.
        self.stage = widgets.Box([html("fw-clip", CLIP), self._image, self.figure])
        self.stage.add_class("fw-stage")

    def draw(self, counts: NDArray[np.int16], flags: NDArray[np.bool_], centre: CentreOfPressure, theme: Theme) -> None:
        """Draw one reading.

        Parameters
        ----------
        counts, flags
            Shape (6,).
        centre
            Centre of pressure up to the reading, the last being the present one.
        theme
            Whose ramp to use.
        """
        self._image.value = picture(counts, theme)
        centres = _spread(centre.y)
        sizes = np.concatenate([_DOTS, _SMALLEST + counts * (1 - _SMALLEST / FULL_SCALE)])
        with self._points.hold_sync():
            self._points.x = np.append(_across(centres), _PLACES[:, 0]).astype(np.float32)
            self._points.y = np.append(centres, self._y).astype(np.float32)
            self._points.size = sizes.astype(np.int16)
        self._counts.text = np.array([str(count) for count in counts.tolist()])
        now = centres[-1]
        self._draw_guesses(now, centre.saturated[-1:].any(axis=0) & (now != _OFF))
        self._mark(flags.tolist(), (counts >= FULL_SCALE).tolist())

    def blank(self, theme: Theme) -> None:
        """Draw feet of which nothing is known."""
        self.draw(np.zeros(6, np.int16), np.zeros(6, np.bool_), NO_CENTRE, theme)
        self._counts.text = np.array(["·"] * 6)

    def _draw_guesses(self, y: NDArray[np.float64], guessed: NDArray[np.bool_]) -> None:
        if guessed.any() or self._guessed:
            self._guessed = bool(guessed.any())
            with self._guesses.hold_sync():
                self._guesses.x = _across(y[None])[0].astype(np.float32)
                self._guesses.y = np.where(guessed, y, _OFF).astype(np.float32)

    def _mark(self, flagged: list[bool], full: list[bool]) -> None:
        if (flagged, full) == self._marked:
            return
        self._marked = flagged, full
        self._saturated.text = np.array(["sat" if one else "" for one in full])
        self._signs.text = np.array(["⚠" if one else "" for one in flagged])
        self._alarms.y = np.where(flagged, self._y, _OFF)


def _spread(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The trail and the present centres, oldest first, shape (_TRAIL_POINTS + 1, 2)."""
    every = max(1, -(-(len(y) - 1) // _TRAIL_POINTS))
    last = y[::-every][::-1]
    spread = np.full((_TRAIL_POINTS + 1, 2), _OFF)
    spread[len(spread) - len(last) :] = np.nan_to_num(last, nan=_OFF)
    return spread


def _across(y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([on_axis(foot, y[:, i]) for i, foot in enumerate(Foot)])


def _labels(
    scales: dict[str, Any], y: NDArray[np.float64], colour: str, *, size: int, right: int = 0, down: int = 0
) -> bqplot.Label:
    return bqplot.Label(
        x=_PLACES[:, 0],
        y=y,
        text=[""] * len(_PLACES),
        scales=scales,
        colors=[colour],
        default_size=size,
        align="middle",
        x_offset=right,
        y_offset=down,
    )


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
