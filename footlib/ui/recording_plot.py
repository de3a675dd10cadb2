"""The curves of a recording, for a cell in which nothing moves by itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import bqplot
import ipywidgets as widgets
import numpy as np
from bqplot.interacts import BrushIntervalSelector
from bqscales import LinearScale
from numpy.typing import NDArray

from footlib.analysis import Phases, Thresholds, adapt, detect, episodes
from footlib.analysis.patterns import Match
from footlib.drawing.when import ticks, when
from footlib.recording import GAP_FACTOR, Recording
from footlib.sensors import LEFT, RIGHT, Foot
from footlib.ui.card import change, html
from footlib.ui.foot_curves import CEILING, FLOOR, OFF, FootCurves
from footlib.ui.look import Look
from footlib.ui.thin import broken, thin

POINTS: Final = 1400
"""Points of a line at most."""


class RecordingPlot(widgets.VBox):  # type: ignore[misc]
    """Three lines a foot, contact below, anomalies shaded; drag over the curves to choose a stretch.

    Parameters
    ----------
    recording
        What to draw.
    marks
        Stretches to mark, as `footlib.analysis.patterns.find_similar` returns them; a refusal
        marks none.

    Attributes
    ----------
    selected
        Start and stop of the chosen stretch, seconds on the recording's clock; None without one.

    Examples
    --------
    >>> plot = RecordingPlot(recording)  # doctest: +SKIP
    >>> recording.between(*plot.selected)  # doctest: +SKIP
    """

    def __init__(self, recording: Recording, marks: object = ()) -> None:
        self.recording = recording
        self.selected: tuple[float, float] | None = None
        self._base = math.floor(float(recording.time[0])) if len(recording) else 0.0
        self._thresholds: Thresholds | None = adapt(recording) if len(recording) else None
        self.x = LinearScale(min=0, max=1, allow_padding=False)
        self.y = LinearScale(min=FLOOR, max=CEILING, allow_padding=False)
        self.feet = tuple(FootCurves(foot, self.x, self.y) for foot in Foot)
        self._marked = [self._shade(foot, _stretches(marks)) for foot in self.feet]
        self._brushes = [self._brush(foot) for foot in self.feet]
        self._words = html("fw-legend")
        closer = widgets.Button(description="Zoom in", tooltip="Show the chosen stretch only")
        whole = widgets.Button(description="Whole", tooltip="Show the whole recording")
        saved = widgets.Button(description="Save PNG", tooltip="Save both figures as pictures")
        closer.on_click(lambda _: self.show(*(self.selected or (None, None))))
        whole.on_click(lambda _: self.show())
        saved.on_click(lambda _: self.save())
        bar = widgets.HBox([self._words, closer, whole, saved])
        bar.add_class("fw-still-bar")
        figures = [part for foot in self.feet for part in (html("fw-legend", _key(foot.foot)), foot.figure)]
        super().__init__([Look(), bar, *figures])
        for name in ("fw", "fw-card", "fw-still"):
            self.add_class(name)
        for foot in self.feet:
            foot.shade([(e.start - self._base, e.stop - self._base, e.duration) for e in episodes(recording)])
        self.show()

    def show(self, since: float | None = None, until: float | None = None) -> None:
        """Draw a stretch, or the whole; thinned to what the screen can show."""
        shown = self.recording.between(since, until)
        if len(shown) < 2 or self._thresholds is None:
            change(self._words, f"<p>{len(shown)} readings: too few to draw</p>")
            return
        start, stop = float(shown.time[0]), float(shown.time[-1])
        contact = detect(shown, self._thresholds)
        time, counts = thin(shown.time, shown.counts, POINTS)
        x, y = broken(time, counts, GAP_FACTOR * max(shown.interval, float(np.median(np.diff(time)))))
        with self.x.hold_sync():
            self.x.min, self.x.max = start - self._base, stop - self._base
        labels = {f"{at - self._base:.0f}": label for at, label in ticks(start, stop)}
        for foot, columns, phases in zip(self.feet, (LEFT, RIGHT), contact.feet, strict=True):
            spans = np.column_stack([phases.start, phases.stop]) if isinstance(phases, Phases) else np.empty((0, 2))
            foot.draw((x - self._base).astype(np.float32), y[:, columns], spans - self._base)
            with foot.axis.hold_sync():
                foot.axis.tick_values = np.array([float(at) for at in labels])
                foot.axis.tick_labels = labels
        self._tell(f"{when(start)} to {when(stop)}, {len(shown)} readings at {shown.rate:.1f} Hz")

    def stretch(self, seconds: float) -> tuple[float, float]:
        """The chosen stretch, else so many seconds from the recording's middle."""
        if self.selected is not None:
            return self.selected
        if not len(self.recording):
            return 0.0, 0.0
        row = int(np.searchsorted(self.recording.time, (self.recording.time[0] + self.recording.time[-1]) / 2))
        return float(self.recording.time[row]), float(self.recording.time[row]) + seconds

    def save(self, stem: str = "footwatch") -> None:
        """Let the browser save both figures as ``STEM-left.png`` and ``STEM-right.png``."""
        for foot in self.feet:
            foot.figure.save_png(f"{stem}-{foot.foot}.png")

    def _tell(self, words: str) -> None:
        self._shown = words
        chosen = "" if self.selected is None else f" · chosen: {when(self.selected[0])} to {when(self.selected[1])}"
        change(self._words, f"<p>{words}{chosen}</p>")

    def _brush(self, foot: FootCurves) -> BrushIntervalSelector:
        brush = BrushIntervalSelector(scale=self.x, marks=[foot.lines], color="#8a5a00")
        brush.observe(self._choose, "selected")
        foot.figure.interaction = brush
        return brush

    def _choose(self, change: Any) -> None:
        ends = change["new"]
        if ends is not None and len(ends) == 2 and all(map(math.isfinite, ends)):
            self.selected = self._base + float(min(ends)), self._base + float(max(ends))
            self._tell(self._shown)

    def _shade(self, foot: FootCurves, stretches: NDArray[np.float64]) -> bqplot.Lines:
        known = len(stretches) > 0
        spans = (stretches - self._base if known else np.zeros((1, 2))).astype(np.float32)
        level = np.array([0, 0, CEILING, CEILING] if known else [OFF] * 4, np.float32)
        marks = bqplot.Lines(
            x=spans[:, [0, 1, 1, 0]],
            y=np.tile(level, (len(spans), 1)),
            scales={"x": self.x, "y": self.y},
            colors=["var(--fw-good)"],
            fill="inside",
            fill_colors=["var(--fw-good)"],
            fill_opacities=[0.16],
            close_path=True,
            stroke_width=1,
        )
        foot.figure.marks = [marks, *foot.figure.marks]
        return marks


def _stretches(marks: object) -> NDArray[np.float64]:
    found = [m for m in marks if isinstance(m, Match)] if isinstance(marks, Sequence) else []
    return np.array([(m.start, m.stop) for m in found], np.float64).reshape(-1, 2)


def _key(foot: Foot) -> str:
    lines = "".join(
        f'<i style="background:var(--fw-{foot});opacity:{strength}"></i>{place}'
        for place, strength in (("front", 1.0), ("middle", 0.7), ("back", 0.45))
    )
    return f'<h2 class="fw-{foot}">{str(foot).capitalize()} foot</h2><span class="fw-key">{lines}; contact below</span>'
