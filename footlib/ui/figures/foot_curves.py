"""The figure of one foot's curves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from bqscales import LinearScale
from markupsafe import Markup
from numpy.typing import NDArray

from footlib.calibration import Calibration
from footlib.drawing.scale import unit_marks
from footlib.sensors import FULL_SCALE, SENSORS, Foot
from footlib.ui.browser.elements import button, change, html, joined, markup
from footlib.ui.figures.plotting import bqplot
from footlib.ui.model.annotations import Annotation

MARGINS: Final = {"top": 6, "bottom": 24, "left": 46, "right": 14}
STRIP: Final = -95.0
FLOOR: Final = -170.0
CEILING: Final = 1165.0
"""Above the end of the range, so that words have a lane of their own."""
TOP: Final = CEILING + 12.0
"""End of the scale, so that what reaches the ceiling is drawn whole."""
OFF: Final = -9999.0
"""Height of what is not to be seen: bqplot cannot draw a mark without points."""
_NARROWEST: Final = 0.05
"""Seconds that a stretch is drawn wide at least, so that a single reading is seen."""
_FILLED: Final = 0.3
"""Opacity of the strongest line's band."""
_STRENGTHS: Final = (1.0, 0.7, 0.45)
"""Opacity of front, middle and back: the front sensor is the strongest line."""


class FootCurves:
    """Three lines, the contact strip, shaded episodes and the playhead of one foot.

    Parameters
    ----------
    foot
        Which one.
    x, y
        Scales that both feet share.
    """

    def __init__(self, foot: Foot, x: LinearScale, y: LinearScale) -> None:
        self.foot = foot
        self.sensors = tuple(sensor for sensor in SENSORS if sensor.foot is foot)
        self._shaded: Sequence[Annotation] = ()
        self._marked: Sequence[Annotation] = ()
        self._headed = self._tipped = self._banded = False
        colour = f"var(--fw-{foot})"
        scales = {"x": x, "y": y}
        nowhere: dict[str, Any] = {"x": np.zeros(1, np.float32), "y": np.full(1, OFF, np.float32), "scales": scales}
        three: dict[str, Any] = {"x": np.zeros(2, np.float32), "y": np.full((3, 2), OFF, np.float32), "scales": scales}
        common: dict[str, Any] = {"colors": [colour], "interpolation": "linear"}
        self.lines = bqplot.Lines(**three, stroke_width=1.8, **common)
        self.tip = bqplot.Lines(**three, stroke_width=1.8, **common)
        six: dict[str, Any] = {"x": np.zeros(2, np.float32), "y": np.full((6, 2), OFF, np.float32), "scales": scales}
        self.band = bqplot.Lines(**six, colors=[colour], fill="between", fill_colors=[], stroke_width=0)
        self.strip = bqplot.Lines(**nowhere, stroke_width=7, **common)
        self.boxes = bqplot.Lines(**nowhere, **_shade("alarm"), line_style="dashed")
        self.signs = bqplot.Label(**nowhere, **_sign("alarm"), x_offset=4, y_offset=10)
        self.places = bqplot.Lines(**nowhere, **_shade("similar"))
        self.ranks = bqplot.Label(**nowhere, **_sign("similar"), x_offset=3, y_offset=24)
        self.head = bqplot.Lines(**nowhere, colors=["var(--fw-head)"], stroke_width=2)
        self.dots = bqplot.Scatter(**nowhere, colors=[colour], stroke="var(--fw-card)", default_size=50)
        self.axis = bqplot.Axis(scale=x, grid_lines="none", tick_values=np.zeros(0), tick_labels={})
        self._upright = bqplot.Axis(
            scale=y,
            side="left",
            tick_values=np.array([0, 341, 682, FULL_SCALE]),
            grid_lines="solid",
            tick_format="d",
        )
        self.figure = bqplot.Figure(
            marks=[
                *(self.boxes, self.places, self.band, self.lines, self.tip, self.strip),
                *(self.head, self.dots, self.signs, self.ranks),
            ],
            axes=[self.axis, self._upright],
            fig_margin=MARGINS,
            padding_x=0,
            padding_y=0,
            display_toolbar=False,
            animation_duration=0,
            background_style={"fill": "transparent"},
            min_aspect_ratio=0.01,
            max_aspect_ratio=100,
        )
        self.figure.add_class("fw-plot")
        self.figure.add_class(f"fw-plot-{foot}")
        self.legend = html("fw-legend")
        self.values = html("fw-values")
        self.write_legend(frozenset())

    @property
    def read(self) -> tuple[bqplot.Lines, ...]:
        """Those that a pointer reads values from: of the window, of what came since, and the band."""
        return self.lines, self.tip, self.band

    def write_unit(self, calibration: Calibration) -> None:
        """Name round values of a unit on the axis; counts are named as they are."""
        if not calibration.counted:
            marks = unit_marks(calibration, ())
            self._upright.tick_labels = {f"{count}": words for count, words in marks}
            self._upright.tick_values = np.array([count for count, _ in marks])

    def write_legend(self, hidden: frozenset[int]) -> None:
        """The foot's name, and a switch for each line."""
        switches = joined(
            button(
                "line",
                markup('<i style="opacity:{}"></i>{} {}', _STRENGTHS[sensor.id % 3], sensor.name, sensor.region),
                pressed=sensor.id not in hidden,
                sensor=sensor.id,
            )
            for sensor in self.sensors
        )
        name = str(self.foot).capitalize()
        change(
            self.legend,
            markup('<h2 class="fw-{}">{} foot</h2><span class="fw-switches">{}</span>', self.foot, name, switches),
        )
        strengths = [0.0 if sensor.id in hidden else _STRENGTHS[sensor.id % 3] for sensor in self.sensors]
        self.lines.opacities = self.tip.opacities = strengths
        # bqplot fills from each row to the next: from lowest to highest, and from there to the lowest of another line.
        self.band.fill_opacities = [of for strength in strengths for of in (_FILLED * strength, 0.0)]

    def label(self, ticks: Sequence[tuple[float, str]], base: float) -> None:
        """Write times of day, epoch seconds and word, on the axis, which counts seconds from `base`."""
        labels = {f"{moment - base:.0f}": label for moment, label in ticks}
        # bqplot writes new ticks with the labels that it has, so the labels go first, and in a message of their own.
        self.axis.tick_labels = {f"{value:.0f}": "" for value in self.axis.tick_values.tolist()} | labels
        self.axis.tick_values = np.array([moment - base for moment, _ in ticks], np.float64)

    def draw(self, x: NDArray[np.float32], y: NDArray[Any], ends: NDArray[Any] | None = None) -> None:
        """The whole window, and no tip.

        Parameters
        ----------
        x, y
            Seconds since the base, and values of the three lines, shape (m,) and (m, 3).
        ends
            The lowest and the highest value that each one sums up, in turns, shape (m, 6).
        """
        if ends is not None or self._banded:
            self._banded = ends is not None
            with self.band.hold_sync():
                self.band.x, self.band.y = _drawable(*((x[:0], np.empty((0, 6))) if ends is None else (x, ends)))
        with self.lines.hold_sync():
            self.lines.x, self.lines.y = _drawable(x, y)
        if self._tipped:
            self.draw_tip(x[:0], y[:0])

    def draw_strip(self, strip: NDArray[np.float64]) -> None:
        """Contacts as start and stop, shape (k, 2)."""
        pieces = np.full((max(1, len(strip)), 3), np.nan, np.float32)
        pieces[: len(strip), :2] = strip
        flat = pieces.reshape(-1)
        level = np.where(np.isnan(flat), np.nan, STRIP) if len(strip) else np.full(3, OFF)
        # bqplot places a label at a line's last point, which must be one.
        with self.strip.hold_sync():
            self.strip.x, self.strip.y = np.nan_to_num(flat[:-1]), level[:-1].astype(np.float32)

    def draw_tip(self, x: NDArray[np.float32], y: NDArray[Any]) -> None:
        """What came since the window was drawn."""
        with self.tip.hold_sync():
            self.tip.x, self.tip.y = _drawable(x, y)
        self._tipped = len(x) > 0

    def shade(self, episodes: Sequence[Annotation]) -> None:
        """Point out anomaly episodes."""
        if episodes != self._shaded:
            self._shaded = episodes
            self._box(self.boxes, episodes)
            self._write(self.signs, episodes)

    def mark(self, marks: Sequence[Annotation]) -> None:
        """Point out stretches."""
        if marks != self._marked:
            self._marked = marks
            self._box(self.places, marks)
            self._write(self.ranks, marks)

    def _box(self, lines: bqplot.Lines, marks: Sequence[Annotation]) -> None:
        spans = [(mark.start, max(mark.stop, mark.start + _NARROWEST)) for mark in marks]
        level = [0, 0, CEILING, CEILING] if spans else [OFF] * 4
        x = np.array(spans or [(0, 0)], np.float32)[:, [0, 1, 1, 0]]
        with lines.hold_sync():
            lines.fill_opacities = [mark.strength for mark in marks]
            # bqplot makes one row of a mark a plain line, so its number of rows cannot be asked for.
            lines.x, lines.y = x, np.tile(np.array(level, np.float32), (len(x), 1))

    def _write(self, label: bqplot.Label, marks: Sequence[Annotation]) -> None:
        words = [(mark.start - mark.shift, mark.word) for mark in marks] or [(0.0, "")]
        with label.hold_sync():
            label.x = np.array([x for x, _ in words], np.float32)
            label.y = np.full(len(words), CEILING, np.float32)
            label.text = np.array([word for _, word in words])

    def place_head(self, x: float, counts: NDArray[np.int16] | None) -> None:
        """The playhead, NaN for none, and the values at it, if there are any."""
        headed = not math.isnan(x)
        if not (headed or self._headed):
            return
        self._headed = headed
        where, ends = (x, [FLOOR, CEILING]) if headed else (0.0, [OFF, OFF])
        values = [OFF] * 3 if counts is None else counts
        words = (
            []
            if counts is None
            else [markup("{} <b>{}</b>", s.name, n) for s, n in zip(self.sensors, counts, strict=True)]
        )
        change(self.values, Markup(" · ").join(words) or markup("{}", "no reading" * headed))
        with self.head.hold_sync():
            self.head.x, self.head.y = np.full(2, where, np.float32), np.array(ends, np.float32)
        with self.dots.hold_sync():
            self.dots.x, self.dots.y = np.full(3, where, np.float32), np.array(values, np.float32)


def _shade(colour: str) -> dict[str, Any]:
    # Fill colours are taken one a line, and none stands for the line's own.
    colours = [f"var(--fw-{colour})"]
    return {"colors": colours, "fill": "inside", "fill_colors": [], "close_path": True, "stroke_width": 1}


def _sign(colour: str) -> dict[str, Any]:
    return {"colors": [f"var(--fw-{colour})"], "text": [""], "default_size": 11, "font_weight": "normal"}


def _drawable(x: NDArray[np.float32], y: NDArray[Any]) -> tuple[NDArray[np.float32], NDArray[Any]]:
    # bqplot takes three lines of one point for one line of three.
    if not len(x):
        return np.zeros(2, np.float32), np.full((y.shape[1], 2), OFF, np.float32)
    if len(x) == 1:
        x, y = np.repeat(x, 2), np.repeat(y, 2, axis=0)
    return x, np.ascontiguousarray(y.T)
