"""The drawing of both feet: outlines, heat surface, sensors, centre of pressure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import ipywidgets as widgets
import numpy as np
from bqscales import LinearScale
from markupsafe import Markup
from numpy.typing import NDArray

from footlib.analysis import CentreOfPressure
from footlib.drawing.outline import BOTTOM, MARGIN, TOP, WIDTH, on_axis, outline, svg_path
from footlib.drawing.palette import Theme
from footlib.drawing.surface import picture
from footlib.sensors import FULL_SCALE, NAMES, SENSORS, Foot
from footlib.ui.browser.elements import NOTHING, change, column, html, joined, markup, shared
from footlib.ui.figures.plotting import bqplot

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
CLIP: Final = markup(
    '<svg width="0" height="0" aria-hidden="true" focusable="false"><clipPath id="fw-soles" '
    'clipPathUnits="objectBoundingBox"><path d="{}"/></clipPath></svg>',
    svg_path(_SOLES, digits=3),
)
"""Cuts the heat surface along the outlines, wherever it is drawn."""


def _place(x: float, y: float) -> str:
    return f"left: {100 * x / WIDTH:.2f}%; top: {100 * (TOP - y) / (TOP - BOTTOM):.2f}%"


_SIDE: Final = MARGIN * 0.42
_NAMES: Final = joined(
    markup('<b style="{}">{}</b>', _place(_SIDE if sensor.foot is Foot.LEFT else WIDTH - _SIDE, y), sensor.name)
    for sensor, y in zip(SENSORS, _PLACES[:, 1].tolist(), strict=True)
)
_COUNTS_AT: Final = joined(
    markup(".fw-over .fw-{} {{ {} }} ", name, _place(x, y))
    for name, (x, y) in zip(NAMES, _PLACES.tolist(), strict=True)
)


class Feet:
    """Both feet from above.

    Attributes
    ----------
    figure
        Outlines, sensors and centre of pressure.
    words
        The counts over the figure and what stands below it.
    stage
        The figure over the heat surface, and the words; this is what is placed on a page.

    Parameters
    ----------
    sensors
        Numbers of the sensors whose discs are drawn.
    """

    def __init__(self, sensors: frozenset[int] = frozenset(range(len(NAMES)))) -> None:
        self._sensors = sensors
        self._y = np.where([sensor.id in sensors for sensor in SENSORS], _PLACES[:, 1], _OFF)
        scales = {
            "x": LinearScale(min=0, max=WIDTH, allow_padding=False),
            "y": LinearScale(min=BOTTOM, max=TOP, allow_padding=False),
        }
        self._image = widgets.Image(value=b"", format="png", layout=shared(widgets.Layout))
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
        self._marked: list[bool] | None = None
        marks = [_outlines(scales), self._points, self._alarms, self._guesses]
        self.figure = bqplot.Figure(
            marks=marks,
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
        still = markup('{}<style>{}</style><div class="fw-over" aria-hidden="true">{}</div>', CLIP, _COUNTS_AT, _NAMES)
        stage = column(html("fw-still", still), self._image, self.figure)
        stage.add_class("fw-stage")
        self.words = html("fw-readout")
        self.stage = column(stage, self.words)
        self.stage.add_class("fw-feet")

    def draw(
        self,
        counts: NDArray[np.int16],
        flags: NDArray[np.bool_],
        centre: CentreOfPressure,
        theme: Theme,
        *,
        below: Markup = NOTHING,
    ) -> None:
        """Draw one reading.

        Parameters
        ----------
        counts, flags
            Shape (6,).
        centre
            Centre of pressure up to the reading, the last being the present one.
        theme
            Whose ramp to use.
        below
            HTML that stands below the feet.
        """
        self._draw_marks(counts, flags, centre, theme)
        self._write(map(_count, counts.tolist(), flags.tolist()), below)

    def blank(self, theme: Theme, *, below: Markup = NOTHING) -> None:
        """Draw feet of which nothing is known."""
        self._draw_marks(np.zeros(6, np.int16), np.zeros(6, np.bool_), NO_CENTRE, theme)
        self._write(["·"] * 6, below)

    def _draw_marks(
        self, counts: NDArray[np.int16], flags: NDArray[np.bool_], centre: CentreOfPressure, theme: Theme
    ) -> None:
        self._image.value = picture(counts, theme)
        centres = _spread(centre.y)
        sizes = np.concatenate([_DOTS, _SMALLEST + counts * (1 - _SMALLEST / FULL_SCALE)])
        with self._points.hold_sync():
            self._points.x = np.append(_across(centres), _PLACES[:, 0]).astype(np.float32)
            self._points.y = np.append(centres, self._y).astype(np.float32)
            self._points.size = sizes.astype(np.int16)
        now = centres[-1]
        self._draw_guesses(now, centre.saturated[-1:].any(axis=0) & (now != _OFF))
        self._ring(flags.tolist())

    def _write(self, counts: Iterable[str], below: Markup) -> None:
        # The counts go with the words, not as labels of the figure, so that a picture is a message less.
        named = (
            markup('<b class="fw-{}">{}</b>', name, count)
            for i, (name, count) in enumerate(zip(NAMES, counts, strict=True))
            if i in self._sensors
        )
        change(self.words, markup('<div class="fw-over" aria-hidden="true">{}</div>{}', joined(named), below))

    def _draw_guesses(self, y: NDArray[np.float64], guessed: NDArray[np.bool_]) -> None:
        if guessed.any() or self._guessed:
            self._guessed = bool(guessed.any())
            with self._guesses.hold_sync():
                self._guesses.x = _across(y[None])[0].astype(np.float32)
                self._guesses.y = np.where(guessed, y, _OFF).astype(np.float32)

    def _ring(self, flagged: list[bool]) -> None:
        if flagged != self._marked:
            self._marked = flagged
            self._alarms.y = np.where(flagged, self._y, _OFF)


def _count(count: int, flagged: bool) -> Markup:  # noqa: FBT001 - called by map
    full = Markup("<small>sat</small>") if count >= FULL_SCALE else NOTHING
    return markup("{}{}{}", count, full, Markup("<i>⚠</i>") if flagged else NOTHING)


def _spread(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The trail and the present centres, oldest first, shape (_TRAIL_POINTS + 1, 2)."""
    every = max(1, -(-(len(y) - 1) // _TRAIL_POINTS))
    last = y[::-every][::-1]
    spread = np.full((_TRAIL_POINTS + 1, 2), _OFF)
    spread[len(spread) - len(last) :] = np.where(np.isnan(last), _OFF, last)
    return spread


def _across(y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([on_axis(foot, y[:, i]) for i, foot in enumerate(Foot)])


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
