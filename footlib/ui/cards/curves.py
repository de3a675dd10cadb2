"""Pressure over time, a figure a foot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import ipywidgets as widgets
import numpy as np
from bqscales import LinearScale
from numpy.typing import NDArray

from footlib.analysis import Phases, Refused
from footlib.drawing.downsample import curve
from footlib.recording import Recording
from footlib.sensors import LEFT, NAMES, RIGHT, Foot
from footlib.ui.browser.elements import change, html, row
from footlib.ui.browser.page import Handler
from footlib.ui.cards import curves_html
from footlib.ui.cards.base import Card
from footlib.ui.figures.foot_curves import FLOOR, MARGINS, TOP, FootCurves
from footlib.ui.model.annotations import Annotation, episode, spread
from footlib.ui.model.frame import Frame
from footlib.ui.model.lines import MOST, LineChoice
from footlib.ui.model.playhead import Mode
from footlib.ui.model.search import Search
from footlib.ui.model.throttle import Throttle
from footlib.ui.session.view_change import ViewChange

POINTS: Final = 700
"""Points of a line at most: what a figure of a thousand pixels can show."""
BINS: Final = 270
"""Bins of a long window: mean and extremes of these are as many bytes as the points of lines."""
_FAST: Final = 120.0
"""Seconds of a window up to which single readings can be told apart on the screen."""
_SHARE: Final = 0.05
"""Share of the kernel's time that drawing a very long window may take."""
_NEW: Final = 2
"""Points that have to be new before the lines are drawn again, after `_LONGEST` at the latest."""
_LONGEST: Final = 1.8
"""Seconds; with the chores of every second, two."""
_ANEW: Final = 1.2
"""Seconds after which the words of marks are written anew, at the latest."""
_TICKS: Final = 7
_NARROW: Final = 640
_NARROW_TICKS: Final = 3
_CHARACTER: Final = 14.0
"""Pixels of the page that a character of a mark's word needs, at the least a third of them not the figure's."""
_LETTER: Final = 6.2
"""Pixels of a character on the axis."""
_BEFORE: Final = 3600.0
"""Seconds before the window from which x is counted, so that a look back needs no new count."""


class Curves(Card):
    """Three lines a foot over the time of day, contact below, anomalies shaded.

    Drag to zoom, or Ctrl and the wheel; double click for the whole, click for the playhead.

    Examples
    --------
    >>> Curves(store, person=3, window=60)  # doctest: +SKIP
    """

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make both figures."""
        self.add_class("fw-curves")
        self._base = 0.0
        self._labels: tuple[list[tuple[float, str]], float] = [], 0.0
        self._lines = self.session.view.lines
        self._drawn_until = -math.inf
        self._throttle = Throttle(_SHARE)
        self._marked: Search | None = None
        self.x = LinearScale(min=0, max=30, allow_padding=False)
        self.y = LinearScale(min=FLOOR, max=TOP, allow_padding=False)
        self.feet = tuple(FootCurves(foot, self.x, self.y) for foot in Foot)
        self.thinning = widgets.Dropdown(
            options=[("every reading", 1), *((f"every {n}{_ordinal(n)} reading", n) for n in range(2, MOST + 1))],
            value=self._lines.every,
            tooltip="Show every n-th reading",
        )
        self.thinning.observe(self._thin, "value")
        self.thinning.add_class("fw-thin")
        rows = [row(foot.legend, foot.values) for foot in self.feet]
        for one in rows:
            one.add_class("fw-legend-row")
        for foot in self.feet:
            foot.write_legend(self._lines.off)
        self._unzoom = html("fw-whole")
        self._drawn_html = html("fw-drawn")
        self._transport = html("fw-transport")
        bar = row(self._transport, self._unzoom, self.thinning)
        bar.add_class("fw-curves-bar")
        return bar, rows[0], self.feet[0].figure, rows[1], self.feet[1].figure, self._drawn_html

    def commands(self) -> Mapping[str, Handler]:
        """A line can be switched off."""
        return {"line": self._switch}

    def follow(self, change: ViewChange) -> None:
        """Show at once which lines there are."""
        if change & ViewChange.DISPLAY:
            self._show_lines(self.session.view.lines)

    def refresh(self, frame: Frame) -> None:
        """Draw the window; at every tick its right end only."""
        live = frame.mode is Mode.LIVE
        fast = live and frame.stop - frame.start <= _FAST
        marked = self._marked is frame.search
        if marked and not (frame.jumped or frame.chores or (frame.moved and (fast or not live))):
            return
        anew = frame.jumped or not 0 <= frame.start - self._base <= 2 * _BEFORE
        if anew:
            self._show_lines(frame.lines)
            self._base = math.floor(frame.start) - _BEFORE
            change(self._drawn_html, curves_html.drawn(self._base, self.feet))
        if anew or frame.chores:
            change(self._transport, curves_html.transport(frame))
            change(self._unzoom, curves_html.whole(frame))
            self._shade(frame)
        if anew or self._marked is not frame.search:
            self._mark(frame)
        if anew or (frame.chores and live and self._throttle.due):
            with self._throttle.work(rest=min(_LONGEST, _NEW * (frame.stop - frame.start) / POINTS)):
                self._draw(frame)
                self._draw_strip(frame)
        elif fast:
            self._draw_tip(frame)
            self._draw_strip(frame)
        if anew or live:
            with self.x.hold_sync():
                self.x.min, self.x.max = frame.start - self._base, frame.stop - self._base
            self._label(frame)
        if anew or frame.moved:
            self._place_head(frame)

    def _show_lines(self, lines: LineChoice) -> None:
        if lines != self._lines:
            self._lines = lines
            self.thinning.value = lines.every
            for foot in self.feet:
                foot.write_legend(lines.off)

    def _draw(self, frame: Frame) -> None:
        every = frame.lines.every
        shown = _thinned(frame.recording, frame.first_row, every)
        drawn = curve(shown, frame.stop - frame.start, POINTS, BINS, first_row=frame.first_row // every)
        self._drawn_until = float(shown.time[-1]) if len(shown) else -math.inf
        seconds = (drawn.time - self._base).astype(np.float32)
        for foot, columns in zip(self.feet, (LEFT, RIGHT), strict=True):
            foot.draw(seconds, drawn.lines[:, columns], drawn.ends(columns))

    def _draw_strip(self, frame: Frame) -> None:
        contact = None if frame.thresholds is None else frame.contact
        for i, foot in enumerate(self.feet):
            phases = None if contact is None else contact.feet[i]
            foot.draw_strip(_contact_spans(phases, (frame.stop - frame.start) / POINTS) - self._base)

    def _draw_tip(self, frame: Frame) -> None:
        first = max(0, int(np.searchsorted(frame.recording.time, self._drawn_until, "left")))
        tip = _thinned(frame.recording[first:], frame.first_row + first, frame.lines.every)
        x = (tip.time - self._base).astype(np.float32)
        for foot, columns in zip(self.feet, (LEFT, RIGHT), strict=True):
            foot.draw_tip(x, tip.counts[:, columns])

    def _shade(self, frame: Frame) -> None:
        marks = self._spread([episode(one.start, one.stop) for one in frame.episodes], frame)
        for foot in self.feet:
            foot.shade(marks)

    def _mark(self, frame: Frame) -> None:
        self._marked = frame.search
        marks = self._spread(frame.search.annotations(), frame)
        for foot in self.feet:
            foot.mark(marks)

    def _spread(self, marks: Sequence[Annotation], frame: Frame) -> list[Annotation]:
        character = (frame.stop - frame.start) * _CHARACTER / frame.width
        # A window that moves on is not to cut a word before the words are written anew.
        first = frame.start + (_ANEW if frame.mode is Mode.LIVE else 0.0)
        # In steps, so that it does not send all words anew every second.
        start, stop = math.ceil(first / character) * character, math.floor(frame.stop / character) * character
        return [mark.since(self._base) for mark in spread(marks, character, start, stop)]

    def _place_head(self, frame: Frame) -> None:
        at = math.nan if frame.mode is Mode.LIVE or frame.at is None else frame.at
        counts = None if frame.row is None or math.isnan(at) else frame.recording.counts[frame.row]
        for foot, columns in zip(self.feet, (LEFT, RIGHT), strict=True):
            foot.place_head(at - self._base, None if counts is None else counts[columns])

    def _label(self, frame: Frame) -> None:
        width = frame.width
        ticks = frame.times.ticks(frame.start, frame.stop, _NARROW_TICKS if width < _NARROW else _TICKS)
        # The figure has somewhat more than half of the page; what hangs over its edge is cut.
        pixel = (frame.stop - frame.start) / (0.6 * width)
        over = (pixel * (_LETTER * len(word) / 2 - MARGINS["right"]) for _, word in ticks)
        ticks = [tick for tick, seconds in zip(ticks, over, strict=True) if tick[0] + seconds <= frame.stop]
        if (ticks, self._base) != self._labels:
            self._labels = ticks, self._base
            for foot in self.feet:
                foot.label(ticks, self._base)

    def _switch(self, message: Mapping[str, Any]) -> None:
        sensor = message.get("sensor")
        if type(sensor) is int and 0 <= sensor < len(NAMES):
            view = self.session.view
            view.choose_lines(view.lines.switched(sensor))

    def _thin(self, change: Any) -> None:
        view = self.session.view
        view.choose_lines(replace(view.lines, every=change["new"]))


def _thinned(recording: Recording, first_row: int, every: int) -> Recording:
    # Anchored to the row's number, so that the picture does not flicker as the window moves on.
    return recording if every == 1 else recording[-first_row % every :: every]


def _contact_spans(phases: Phases | Refused | None, closest: float) -> NDArray[np.float64]:
    """Contacts as start and stop, shape (k, 2); those closer than the screen can part are drawn as one."""
    if phases is None or isinstance(phases, Refused) or not len(phases.start):
        return np.empty((0, 2))
    apart = phases.start[1:] - phases.stop[:-1] > closest
    return np.column_stack([phases.start[np.append(True, apart)], phases.stop[np.append(apart, True)]])


def _ordinal(n: int) -> str:
    return {2: "nd", 3: "rd"}.get(n, "th")
