"""Makes a frame of a view at every tick and hands it to the parts."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from footlib.analysis import Thresholds
from footlib.ui.browser.resync import Resend
from footlib.ui.data import faults
from footlib.ui.data.coordinator import Tick
from footlib.ui.data.person_data import KEPT, Track
from footlib.ui.model.frame import Frame
from footlib.ui.model.throttle import Pace
from footlib.ui.model.time_span import row_at, thresholds

if TYPE_CHECKING:
    from footlib.ui.session.view import View

_FILL_AGAIN: Final = 5.0
"""Seconds after which a past that did not come is asked for again."""
_CHORES: Final = 1.0
_ADAPT: Final = 2.0
_SHARE: Final = 0.02
"""Share of the kernel's time that thresholds of a very long window may take."""
_ANOMALIES: Final = 600.0
"""Seconds before what is shown that anomalies are known of, for their time line."""


class Part(Protocol):
    """Anything that draws frames.

    Attributes
    ----------
    shown
        Whether it is on the page; frames for what is not are wasted.
    """

    shown: bool

    def refresh(self, frame: Frame) -> None:
        """Draw what changed."""


class Driver:
    """The clock of a view.

    Parameters
    ----------
    view
        What is looked at.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self.parts: list[Part] = []
        self.jumped = True
        self.fault = ""
        self._end: Callable[[], None] | None = None
        self._drawn: tuple[object, ...] = ()
        self._theme = view.page.theme
        self._times = view.page.times
        self._chores_at = self._fill_at = 0.0
        self._adapting = Pace(_SHARE)
        self._thresholds: Thresholds | None = None
        self._window_thresholds: Thresholds | None = None
        self._resend = Resend()
        view.page.on_word(view.feed.wake)
        view.page.on("hello", self._greet)

    def add(self, part: Part) -> None:
        """Let a part follow; the first one starts the clock."""
        self.parts.append(part)
        self.jumped = True
        if self._end is None:
            self._end = self._view.feed.listen(self._tick, lambda: self._view.page.seen)

    def remove(self, part: Part) -> None:
        """Let a part follow no more; the last one stops the clock."""
        self.parts.remove(part)
        if not self.parts and self._end is not None:
            self._end()
            self._end = None
            self._view.track.release(self)

    def adapt_anew(self) -> None:
        """Take thresholds from what is looked at now."""
        self._adapting.hurry()

    def forget(self) -> None:
        """Take nothing of one person over to the next."""
        self._thresholds = self._window_thresholds = None
        self._fill_at = 0.0
        self.adapt_anew()

    def _tick(self, tick: Tick) -> None:
        view = self._view
        if not view.page.seen:
            return
        mode = view.playhead.mode
        view.playhead.advance(tick.passed, view.track.newest)
        if view.enclose() or view.playhead.mode is not mode:
            view.changed()
        self._fill()
        self._show(tick.now)
        # A page whose picture fails hears nothing, and says so over it.
        view.page.beat()

    def _greet(self, _: object) -> None:
        self.redraw()
        self._resend.say_again(self.parts)

    def redraw(self) -> None:
        """Show a moment that was jumped to at once, not at the next tick."""
        if self._end is not None and self._view.page.seen:
            self._show(time.time())

    def _show(self, now: float) -> None:
        view, track = self._view, self._view.track
        self._resend.note(self.parts)
        frame = self._frame(now)
        since = frame.start - _ANOMALIES
        if frame.chores and track.asked and view.anomalies.due(track.flagged, since):
            view.run(view.anomalies.load(view.person, track.flagged, since), view.anomalies.loading)
        if frame.chores:
            self.fault = ""
        for part in [part for part in self.parts if part.shown]:
            try:
                part.refresh(frame)
            except Exception as error:  # noqa: BLE001 - one part's fault must not stop the others
                self.fault = f"{type(part).__name__}: {faults.told(error)}"
        view.page.stale = frame.state.stale
        # Nobody is to see another theme or time zone than their own first.
        view.page.ready = view.page.told

    def _fill(self) -> None:
        view, track = self._view, self._view.track
        wanted = max(KEPT, view.window)
        track.keep(self, wanted)
        known = track.newest is not None and view.feed.away_since is None
        if known and track.filled < wanted and time.monotonic() >= self._fill_at:
            view.run(self._filled(track, wanted), track.filling)

    async def _filled(self, track: Track, seconds: float) -> None:
        try:
            await self._view.feed.fill(track, seconds)
        except Exception:
            self._fill_at = time.monotonic() + _FILL_AGAIN
            raise
        self.adapt_anew()
        self.jumped = True
        self._view.widen()

    def _frame(self, now: float) -> Frame:
        view, track = self._view, self._view.track
        monotonic = time.monotonic()
        if monotonic >= self._chores_at and view.catch_up():
            self.jumped = True
        recording, first_row = view.looked_at
        start, stop = view.span()
        if (view.page.theme, view.page.times) != (self._theme, self._times):
            self._theme, self._times, self.jumped = view.page.theme, view.page.times, True
        chores = monotonic >= self._chores_at or self.jumped
        if chores:
            self._chores_at = monotonic + _CHORES
        left = int(np.searchsorted(recording.time, start, "left"))
        right = int(np.searchsorted(recording.time, stop, "right"))
        shown = recording[left:right]
        if self._adapting.due:
            with self._adapting.work(rest=_ADAPT):
                track.measure()
                self._thresholds, self._window_thresholds = thresholds(recording[:right], shown)
        at = view.moment
        row = row_at(shown, math.inf if at is None else at)
        # By its number: in a store that counts whole seconds several readings have one time.
        drawn = (view.person, None if row is None else first_row + left + row, view.playhead.version)
        moved, self._drawn = drawn != self._drawn, drawn
        jumped, self.jumped = self.jumped, False
        return Frame(
            number=view.person,
            person=track.person,
            status=track.status,
            state=view.state(now),
            recording=shown,
            first_row=left + first_row,
            start=start,
            stop=stop,
            row=row,
            mode=view.playhead.mode,
            at=view.playhead.at,
            thresholds=self._thresholds,
            window_thresholds=self._window_thresholds,
            episodes=view.anomalies.between(start, stop) if chores else (),
            chosen=view.episode,
            moved=moved,
            jumped=jumped,
            chores=chores,
            now=now,
            times=view.page.times,
            theme=self._theme,
        )
