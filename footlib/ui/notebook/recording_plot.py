"""The curves of a recording, for a cell in which nothing moves by itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import ipywidgets as widgets
import numpy as np
from bqscales import LinearScale
from markupsafe import Markup

from footlib.analysis import Phases, Refused, Thresholds, adapt, detect, episodes
from footlib.analysis.patterns import Match, Motif
from footlib.drawing.downsample import curve
from footlib.drawing.when import between, ticks
from footlib.recording import Recording
from footlib.sensors import LEFT, RIGHT, Foot
from footlib.ui.browser.elements import change, control, html, joined, markup, row
from footlib.ui.browser.still import StillPage
from footlib.ui.figures.foot_curves import FLOOR, TOP, FootCurves
from footlib.ui.figures.plotting import bqplot
from footlib.ui.model.annotations import Annotation, episode

POINTS: Final = 1400
"""Points of a line at most."""
BINS: Final = 540
"""Bins of a long stretch."""
_AROUND: Final = 3.0
"""Lengths of a mark that are shown on either side of it."""


class RecordingPlot(widgets.VBox):  # type: ignore[misc]
    """Three lines a foot, contact below, anomalies shaded; drag over the curves to choose a stretch.

    With marks it begins at the first one and goes from one to the next; without, it shows the whole.

    Parameters
    ----------
    recording
        What to draw.
    marks
        Stretches to mark, as `find_similar`, `motifs` and `discords` of `footlib.analysis.patterns`
        return them; a refusal marks none.

    Attributes
    ----------
    selected
        Start and stop of the chosen stretch, seconds on the recording's clock; None without one.

    Examples
    --------
    >>> plot = RecordingPlot(recording)  # doctest: +SKIP
    >>> recording.between(*plot.selected)  # doctest: +SKIP
    """

    def __init__(self, recording: Recording, marks: Sequence[Match | Motif] | Refused = ()) -> None:
        self.recording = recording
        self.selected: tuple[float, float] | None = None
        self._base = math.floor(float(recording.time[0])) if len(recording) else 0.0
        self._thresholds: Thresholds | None = adapt(recording) if len(recording) else None
        self.x = LinearScale(min=0, max=1, allow_padding=False)
        self.y = LinearScale(min=FLOOR, max=TOP, allow_padding=False)
        self.feet = tuple(FootCurves(foot, self.x, self.y) for foot in Foot)
        self.marks = () if isinstance(marks, Refused) else _marks(marks)
        self._at = 0
        self._shown = ""
        self._brushes = [self._brush(foot) for foot in self.feet]
        self._words = html("fw-legend")
        buttons = [
            control("Zoom in", "Show the chosen stretch only", lambda: self.show(*(self.selected or (None, None)))),
            control("Whole", "Show the whole recording", self.show),
            control("Save PNG", "Save both figures as a picture", self.save),
        ]
        if self.marks:
            steps = ("Previous mark", -1), ("Next mark", 1)
            buttons[:0] = [control(words, "Show another mark", partial(self.step, by)) for words, by in steps]
        bar = row(self._words, *buttons)
        bar.add_class("fw-still-bar")
        unit = recording.calibration.unit
        figures = [part for foot in self.feet for part in (html("fw-legend", _key(foot.foot, unit)), foot.figure)]
        self._look = StillPage()
        super().__init__([self._look, bar, *figures])
        for name in ("fw", "fw-card", "fw-still"):
            self.add_class(name)
        for foot in self.feet:
            foot.write_unit(recording.calibration)
            foot.shade([episode(e.start, e.stop).since(self._base) for e in episodes(recording)])
            foot.mark([mark.since(self._base) for mark in self.marks])
        self.step(0)

    def show(self, since: float | None = None, until: float | None = None) -> None:
        """Draw a stretch, or the whole; thinned to what the screen can show."""
        shown = self.recording.between(since, until)
        if len(shown) < 2 or self._thresholds is None:
            change(self._words, markup("<p>{} readings: too few to draw</p>", len(shown)))
            return
        start, stop = float(shown.time[0]), float(shown.time[-1])
        contact = detect(shown, self._thresholds)
        drawn = curve(shown, stop - start, POINTS, BINS)
        with self.x.hold_sync():
            self.x.min, self.x.max = start - self._base, stop - self._base
        times_of_day = ticks(start, stop)
        for foot, columns, phases in zip(self.feet, (LEFT, RIGHT), contact.feet, strict=True):
            spans = np.column_stack([phases.start, phases.stop]) if isinstance(phases, Phases) else np.empty((0, 2))
            x = (drawn.time - self._base).astype(np.float32)
            foot.draw(x, drawn.lines[:, columns], drawn.ends(columns))
            foot.draw_strip(spans - self._base)
            foot.label(times_of_day, self._base)
        self._describe(f"{between(start, stop)}, {len(shown)} readings at {shown.rate:.1f} Hz")

    def step(self, by: int) -> None:
        """Show another mark with what is around it; without marks the whole."""
        if not self.marks:
            self.show()
            return
        self._at = (self._at + by) % len(self.marks)
        mark = self.marks[self._at]
        around = _AROUND * (mark.stop - mark.start)
        self.show(mark.start - around, mark.stop + around)
        self._describe(f"mark {mark.word}, {self._shown}")

    def stretch(self, seconds: float) -> tuple[float, float]:
        """The chosen stretch, else so many seconds from the recording's middle."""
        if self.selected is not None:
            return self.selected
        if not len(self.recording):
            return 0.0, 0.0
        row = int(np.searchsorted(self.recording.time, (self.recording.time[0] + self.recording.time[-1]) / 2))
        return float(self.recording.time[row]), float(self.recording.time[row]) + seconds

    def save(self, name: str = "footwatch.png") -> None:
        """Let the browser save both figures as one picture."""
        self._look.picture(name, "Footwatch")

    def _describe(self, words: str) -> None:
        self._shown = words
        chosen = "" if self.selected is None else f" · chosen: {between(*self.selected)}"
        change(self._words, markup("<p>{}{}</p>", words, chosen))

    def _brush(self, foot: FootCurves) -> bqplot.interacts.BrushIntervalSelector:
        brush = bqplot.interacts.BrushIntervalSelector(scale=self.x, marks=[foot.lines], color="#8a5a00")
        brush.observe(self._choose, "selected")
        foot.figure.interaction = brush
        return brush

    def _choose(self, change: Any) -> None:
        ends = change["new"]
        if ends is not None and len(ends) == 2 and all(map(math.isfinite, ends)):
            self.selected = self._base + float(min(ends)), self._base + float(max(ends))
            self._describe(self._shown)


def _marks(found: Sequence[Match | Motif]) -> tuple[Annotation, ...]:
    marks: list[Annotation] = []
    for rank, one in enumerate(found, 1):
        if isinstance(one, Match):
            marks.append(Annotation(one.start, one.stop, str(rank)))
        else:
            # Of a discord the second one is its nearest, however far from it.
            pair = (one.start, f"{rank}a"), (one.other, f"{rank}b")
            marks += [Annotation(start, start + one.length, word) for start, word in pair]
    return tuple(marks)


def _key(foot: Foot, unit: str) -> Markup:
    lines = joined(
        markup('<i style="background:var(--fw-{});opacity:{}"></i>{}', foot, strength, place)
        for place, strength in (("front", 1.0), ("middle", 0.7), ("back", 0.45))
    )
    return markup(
        '<h2 class="fw-{}">{} foot</h2><span class="fw-key">{}; in {}, contact below</span>',
        foot,
        str(foot).capitalize(),
        lines,
        unit,
    )
