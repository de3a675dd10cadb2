"""Pressure over time, a figure a foot."""

from __future__ import annotations

import math
from typing import Any, Final

import bqplot
import ipywidgets as widgets
import numpy as np
from bqscales import LinearScale
from numpy.typing import NDArray

from footlib.analysis import Refused, detect
from footlib.recording import GAP_FACTOR, Recording
from footlib.sensors import FULL_SCALE, LEFT, NAMES, RIGHT, SENSORS, Foot
from footlib.store import Episode
from footlib.ui.card import Card, change, html
from footlib.ui.frame import Frame
from footlib.ui.playhead import Mode
from footlib.ui.thin import broken, thin

MARGINS: Final = {"top": 6, "bottom": 24, "left": 46, "right": 14}
POINTS: Final = 700
"""Points of a line at most: what a figure of a thousand pixels can show."""
TIP: Final = 2.0
"""Seconds at the right end that are drawn at every tick while the rest waits a second."""
_FAST: Final = 120.0
"""Seconds of a window up to which single readings can be told apart on the screen."""
_REBASE: Final = 20_000.0
"""Seconds that float32 still holds to a millisecond."""
_STRIP: Final = -95.0
_FLOOR: Final = -170.0
_CEILING: Final = 1075.0
_OFF: Final = -9999.0
"""Height of what is not to be seen: bqplot cannot draw a mark without points."""


class Curves(Card):
    """Three lines a foot over the time of day, contact below, anomalies shaded.

    Drag to zoom, double click for the whole, click for the playhead.

    Examples
    --------
    >>> Curves(store, person=3, window=60)  # doctest: +SKIP
    """

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make both figures."""
        self.add_class("fw-curves")
        self._base = 0.0
        self._labels: dict[str, str] = {}
        self._episodes: list[Episode] = []
        self._body_until = -math.inf
        self.every = 1
        self.x = LinearScale(min=0, max=30, allow_padding=False)
        self.y = LinearScale(min=_FLOOR, max=_CEILING, allow_padding=False)
        self.feet = tuple(_FootCurves(foot, self.x, self.y) for foot in Foot)
        self.thinning = widgets.Dropdown(
            options=[(f"every {n}{_ordinal(n)} reading", n) for n in range(1, 11)],
            value=1,
            tooltip="Show every n-th reading",
        )
        self.thinning.observe(self._thin, "value")
        self.thinning.add_class("fw-thin")
        heads = [widgets.HBox([self.feet[0].legend, self.thinning]), widgets.HBox([self.feet[1].legend])]
        for head in heads:
            head.add_class("fw-legend-row")
        return heads[0], self.feet[0].figure, heads[1], self.feet[1].figure

    def show_episodes(self, episodes: list[Episode]) -> None:
        """Shade these from the next frame on."""
        self._episodes = episodes

    def refresh(self, frame: Frame) -> None:
        """Draw the window; at every tick its right end only."""
        recording = frame.recording
        fast = frame.mode is Mode.LIVE and frame.stop - frame.start <= _FAST
        if not (frame.jumped or frame.chores or (frame.moved and (fast or frame.mode is not Mode.LIVE))):
            return
        if abs(frame.stop - self._base) > _REBASE or frame.start < self._base:
            self._base = math.floor(frame.start) - 3600.0
            frame_is_new = True
        else:
            frame_is_new = frame.jumped
        if frame_is_new or (frame.chores and frame.mode is Mode.LIVE):
            self._draw_body(frame)
        elif fast:
            self._draw_tip(recording)
        if frame_is_new or frame.mode is Mode.LIVE:
            with self.x.hold_sync():
                self.x.min, self.x.max = frame.start - self._base, frame.stop - self._base
            self._label(frame)
        if frame.moved or frame_is_new:
            self._place_head(frame)

    def _draw_body(self, frame: Frame) -> None:
        recording = frame.recording
        shown = recording.thin(self.every) if self.every > 1 and len(recording) else recording
        longest = GAP_FACTOR * shown.interval if len(shown) > 1 else math.inf
        time, counts, _ = thin(shown, POINTS, first_row=frame.first_row)
        spaced = max(longest, GAP_FACTOR * float(np.median(np.diff(time)))) if len(time) > 2 else longest
        x, y = broken(time, counts, spaced)
        seconds = (x - self._base).astype(np.float32)
        self._body_until = float(time[-1]) if len(time) else -math.inf
        contact = detect(recording, frame.thresholds) if frame.thresholds is not None else None
        boxes = [(e.start - self._base, e.end - self._base, e.length) for e in self._episodes]
        for foot, columns, phases in zip(
            self.feet, (LEFT, RIGHT), contact.feet if contact else (None, None), strict=True
        ):
            strip = (
                [] if phases is None or isinstance(phases, Refused) else np.column_stack([phases.start, phases.stop])
            )
            foot.draw(seconds, y[:, columns], np.asarray(strip) - self._base if len(strip) else np.zeros((0, 2)))
            foot.shade(boxes)

    def _draw_tip(self, recording: Recording) -> None:
        first = max(0, int(np.searchsorted(recording.time, self._body_until, "left")))
        tip = recording[first:]
        if self.every > 1:
            tip = tip.thin(self.every) if len(tip) else tip
        x = (tip.time - self._base).astype(np.float32)
        for foot, columns in zip(self.feet, (LEFT, RIGHT), strict=True):
            foot.draw_tip(x, tip.counts[:, columns])

    def _place_head(self, frame: Frame) -> None:
        shown = frame.mode is not Mode.LIVE and frame.at is not None
        span = frame.stop - frame.start
        at = frame.at if shown and frame.at is not None else math.nan
        self.view.page.head = (at - frame.start) / span if shown and 0 <= at - frame.start <= span else -1.0
        counts = None if frame.row is None else frame.recording.counts[frame.row]
        for foot, columns in zip(self.feet, (LEFT, RIGHT), strict=True):
            foot.place_head(at - self._base, None if counts is None or not shown else counts[columns])

    def _label(self, frame: Frame) -> None:
        ticks = frame.times.ticks(frame.start, frame.stop)
        labels = {f"{moment - self._base:.0f}": label for moment, label in ticks}
        if labels == self._labels:
            return
        self._labels = labels
        values = np.array([moment - self._base for moment, _ in ticks], np.float64)
        for foot in self.feet:
            with foot.axis.hold_sync():
                foot.axis.tick_values = values
                foot.axis.tick_labels = labels

    def _thin(self, change: Any) -> None:
        self.every = change["new"]
        self.view.changed()


class _FootCurves:
    """One foot's figure."""

    def __init__(self, foot: Foot, x: LinearScale, y: LinearScale) -> None:
        self.foot = foot
        self._shaded: list[tuple[float, float, float]] = []
        self._headed = False
        colour = f"var(--fw-{foot})"
        scales = {"x": x, "y": y}
        nowhere = {"x": np.zeros(1, np.float32), "y": np.full(1, _OFF, np.float32)}
        three = {"x": np.zeros(2, np.float32), "y": np.full((3, 2), _OFF, np.float32)}
        common: dict[str, Any] = {"scales": scales, "colors": [colour], "interpolation": "linear"}
        self.lines = bqplot.Lines(**three, stroke_width=1.8, opacities=[1.0, 0.75, 0.5], **common)
        self.tip = bqplot.Lines(**three, stroke_width=1.8, opacities=[1.0, 0.75, 0.5], **common)
        self.strip = bqplot.Lines(**nowhere, stroke_width=7, **common)
        self.boxes = bqplot.Lines(
            **nowhere,
            scales=scales,
            colors=["var(--fw-alarm)"],
            fill="inside",
            fill_colors=["var(--fw-alarm)"],
            fill_opacities=[0.14],
            close_path=True,
            stroke_width=1,
            line_style="dashed",
        )
        self.signs = bqplot.Label(
            **nowhere,
            text=[""],
            scales=scales,
            colors=["var(--fw-alarm)"],
            default_size=11,
            font_weight="normal",
            x_offset=4,
            y_offset=10,
        )
        self.head = bqplot.Lines(**nowhere, scales=scales, colors=["var(--fw-head)"], stroke_width=2)
        self.dots = bqplot.Scatter(**nowhere, scales=scales, colors=[colour], stroke="var(--fw-card)", default_size=50)
        self.axis = bqplot.Axis(scale=x, grid_lines="none", tick_values=np.zeros(0), tick_labels={})
        upright = bqplot.Axis(
            scale=y,
            orientation="vertical",
            tick_values=np.array([0, 341, 682, FULL_SCALE]),
            grid_lines="solid",
            tick_format="d",
        )
        self.figure = bqplot.Figure(
            marks=[self.boxes, self.lines, self.tip, self.strip, self.head, self.dots, self.signs],
            axes=[self.axis, upright],
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
        names = " · ".join(f"{s.name} {s.region}" for s in SENSORS if s.foot is foot)
        self.legend = html(
            "fw-legend", f'<h2 class="fw-{foot}"><i></i>{str(foot).capitalize()} foot</h2><span>{names}</span>'
        )

    def draw(self, x: NDArray[np.float32], y: NDArray[Any], strip: NDArray[np.float64]) -> None:
        """The whole window, and no tip."""
        with self.lines.hold_sync():
            self.lines.x, self.lines.y = x, np.ascontiguousarray(y.T)
        if self.tip.y[0, 0] != _OFF:
            self.draw_tip(np.zeros(2, np.float32), np.full((2, 3), _OFF, np.float32))
        pieces = np.full((max(1, len(strip)), 3), np.nan, np.float32)
        pieces[: len(strip), :2] = strip
        flat = pieces.reshape(-1)
        level = np.where(np.isnan(flat), np.nan, _STRIP) if len(strip) else np.full(3, _OFF)
        # bqplot places a label at a line's last point, which must be one.
        with self.strip.hold_sync():
            self.strip.x, self.strip.y = np.nan_to_num(flat[:-1]), level[:-1].astype(np.float32)

    def draw_tip(self, x: NDArray[np.float32], y: NDArray[Any]) -> None:
        """What came since the window was drawn."""
        with self.tip.hold_sync():
            self.tip.x, self.tip.y = x, np.ascontiguousarray(y.T)

    def shade(self, boxes: list[tuple[float, float, float]]) -> None:
        """Anomaly episodes: start, stop, length."""
        if boxes == self._shaded:
            return
        self._shaded = boxes
        spans = np.array([(a, max(b, a + 0.05)) for a, b, _ in boxes] or [(0, 0)], np.float32)
        level = np.array([0, 0, _CEILING, _CEILING] if boxes else [_OFF] * 4, np.float32)
        with self.boxes.hold_sync():
            self.boxes.x = spans[:, [0, 1, 1, 0]]
            self.boxes.y = np.tile(level, (len(spans), 1))
        with self.signs.hold_sync():
            self.signs.x, self.signs.y = spans[:, 0], np.full(len(spans), level[-1], np.float32)
            self.signs.text = np.array([f"⚠ {length:.1f} s" for *_, length in boxes] or [""])

    def place_head(self, x: float, counts: NDArray[np.int16] | None) -> None:
        """The playhead and the values at it."""
        if counts is None and not self._headed:
            return
        self._headed = counts is not None
        ends, values = ([_FLOOR, _CEILING], counts) if counts is not None else ([_OFF, _OFF], [_OFF] * 3)
        where = x if counts is not None else 0.0
        with self.head.hold_sync():
            self.head.x, self.head.y = np.full(2, where, np.float32), np.array(ends, np.float32)
        with self.dots.hold_sync():
            self.dots.x, self.dots.y = np.full(3, where, np.float32), np.array(values, np.float32)


def _ordinal(n: int) -> str:
    return {1: "st", 2: "nd", 3: "rd"}.get(n, "th")
