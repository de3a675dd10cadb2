"""The clock of a session: composes a frame at every tick and hands it to the cards."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Protocol

from footlib.ui.browser.resync import Resync
from footlib.ui.data import faults
from footlib.ui.data.coordinator import TICK, Tick
from footlib.ui.model.frame import Frame
from footlib.ui.session.everyone import Everyone
from footlib.ui.session.framing import Framing
from footlib.ui.session.loader import Loader
from footlib.ui.session.parts import SessionParts
from footlib.ui.session.view_change import ViewChange

_SELDOM: Final = 1.0
"""Seconds between two ticks while nothing on the page needs more."""


class Drawn(Protocol):
    """Anything that draws frames.

    Attributes
    ----------
    shown
        Whether it is on the page; frames for what is not are wasted.
    """

    shown: bool

    def refresh(self, frame: Frame) -> None:
        """Draw what changed."""


class Renderer:
    """Draws the cards of a session while somebody looks at the page.

    Parameters
    ----------
    parts
        The session's parts.
    framing, loader, everyone
        Compose the frames, fetch data for them, and make the roster.

    Attributes
    ----------
    drawn
        The cards, each with a function that returns its interval in seconds.
    fault
        Why one of them could not be drawn, for the screen.
    """

    def __init__(self, parts: SessionParts, framing: Framing, loader: Loader, everyone: Everyone) -> None:
        self._view, self._segment, self._page = parts.view, parts.segment, parts.page
        self._coordinator, self._background = parts.coordinator, parts.background
        self._framing, self._loader, self._everyone = framing, loader, everyone
        self.drawn: dict[Drawn, Callable[[], float]] = {}
        self.fault = ""
        self._end: Callable[[], None] | None = None
        self._resync = Resync()
        self._view.subscribe(self._changed)
        self._page.subscribe_heard(self._coordinator.wake)
        self._page.subscribe("hello", self._reconnected)

    def add(self, part: Drawn, interval: Callable[[], float] = lambda: TICK) -> None:
        """Draw a part from the next tick on; the first one starts the clock.

        Parameters
        ----------
        part
            A card, or anything else that draws frames.
        interval
            Returns the seconds that may pass between two of its frames; it gets more where another part needs them.
        """
        self.drawn[part] = interval
        self._framing.jumped = True
        if self._end is None:
            self._end = self._coordinator.subscribe(self._tick, lambda: self._page.seen, self._interval)

    def _interval(self) -> float:
        return min((interval() for part, interval in self.drawn.items() if part.shown), default=_SELDOM)

    def remove(self, part: Drawn) -> None:
        """Stop to draw a part; the last one stops the clock."""
        self.drawn.pop(part, None)
        if not self.drawn and self._end is not None:
            self._end()
            self._end = None
            self._segment.data.release(self)

    def close(self) -> None:
        """Stop to draw, and stop the clock."""
        for part in list(self.drawn):
            self.remove(part)

    def invalidate(self) -> None:
        """Draw everything completely at the next tick."""
        self._framing.jumped = True

    def redraw(self) -> None:
        """Draw now instead of at the next tick."""
        if self._end is not None and self._page.seen:
            self._show(time.time())

    def _changed(self, change: ViewChange) -> None:
        if change & ~ViewChange.MOMENT:
            self._framing.invalidate()
        if change & (ViewChange.MOMENT | ViewChange.ARRANGEMENT):
            self.redraw()

    def _tick(self, tick: Tick) -> None:
        if not self._page.seen:
            return
        self._view.advance(tick.passed, self._segment.data.newest)
        self._loader.fill(self)
        self._everyone.tick(tick.now)
        self._show(tick.now)
        # Only now: a page whose drawing fails is to notice that nothing comes.
        self._page.heartbeat()

    def _reconnected(self, _: object) -> None:
        self.redraw()
        self._resync.resend(self.drawn)

    def _show(self, now: float) -> None:
        self._resync.snapshot(self.drawn)
        if self._framing.chores and self._loader.catch_up():
            self._framing.jumped = True
        frame = self._framing.compose(now, self._background.fault or self.fault or self._coordinator.fault)
        self._loader.ask_trials()
        if frame.chores:
            self._loader.ask_anomalies()
            self.fault = ""
        for part in [part for part in self.drawn if part.shown]:
            try:
                part.refresh(frame)
            except Exception as error:  # noqa: BLE001 - one part's fault must not stop the others
                self.fault = f"{type(part).__name__}: {faults.sentence(error)}"
        page = self._page
        page.head, page.stale = frame.head, frame.state.stale
        # Before, the page would show another theme and time zone than the viewer's.
        page.ready = page.introduced
