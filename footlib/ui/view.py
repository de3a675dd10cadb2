"""What is looked at: a person, a window, a moment. Every part follows it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final, Protocol
from weakref import WeakKeyDictionary

import numpy as np

from footlib.analysis import Thresholds, adapt
from footlib.errors import FootlibError, StoreError
from footlib.recording import Recording
from footlib.store import Episode, Store
from footlib.ui.feed import Feed, Tick
from footlib.ui.frame import Frame
from footlib.ui.page import Page
from footlib.ui.playhead import Mode, Playhead
from footlib.ui.state import State, judge
from footlib.ui.track import KEPT, Track

WINDOWS: Final = {"30 s": 30.0, "1 min": 60.0, "5 min": 300.0, "10 min": 600.0, "all": float("inf")}
EVERYTHING: Final = 30 * 86400.0
"""Seconds that "all" asks the store for; it keeps MAX_SEC of them."""
_CHORES: Final = 1.0
_ADAPT: Final = 2.0
_TRAILING: Final = 60.0
_LEAD: Final = 0.25
"""Share of the window that is shown before an episode that is replayed."""


class Part(Protocol):
    """Anything that draws frames."""

    def refresh(self, frame: Frame) -> None:
        """Draw what changed."""


class View:
    """One model of what is looked at, and the clock that drives the parts.

    Parameters
    ----------
    store
        Where the data are.
    person
        Number of the person.
    window
        Seconds that the curves show; ``inf`` for everything that is stored.

    Examples
    --------
    >>> view = View(store, person=3, window=60)  # doctest: +SKIP
    >>> FootMap(view), Curves(view)  # doctest: +SKIP
    """

    _shared: WeakKeyDictionary[Store, dict[int, View]] = WeakKeyDictionary()

    def __init__(self, store: Store, person: int, window: float = 30.0) -> None:
        self.store = store
        self.feed = Feed.of(store)
        self.page = Page()
        self.playhead = Playhead()
        self.person = person
        self.window = window
        self.zoom: tuple[float, float] | None = None
        self.episode: Episode | None = None
        """The anomaly episode that is looked at."""
        self.fault = ""
        self._past: Recording | None = None
        self.parts: list[Part] = []
        self._changed: list[Callable[[], None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._end: Callable[[], None] | None = None
        self._jumped = True
        self._drawn: tuple[object, ...] = ()
        self._theme = self.page.theme
        self._chores_at = self._adapt_at = 0.0
        self._thresholds: Thresholds | None = None
        self.feed.want(person)
        self.page.on("seek", lambda message: self.seek_share(message.get("at")))
        self.page.on("zoom", lambda message: self.zoom_share(message.get("from"), message.get("to")))
        self.page.on("unzoom", lambda _: self.unzoom())
        self.page.on("toggle", lambda _: self.toggle())
        self.page.on("live", lambda _: self.live())
        self.page.on("back", lambda message: self.step(-10 if message.get("large") else -1))
        self.page.on("forward", lambda message: self.step(10 if message.get("large") else 1))

    @classmethod
    def of(cls, source: Store | View, person: int | None = None, window: float = 30.0) -> View:
        """A view itself, or the one that all cells share for a person of a store."""
        if isinstance(source, View):
            return source
        if person is None:
            raise FootlibError("which person? Give person=, the number in the API's address")
        views = cls._shared.setdefault(source, {})
        if person not in views:
            views[person] = cls(source, person, window)
        return views[person]

    @property
    def track(self) -> Track:
        """What is known of the person."""
        return self.feed.track(self.person)

    def add(self, part: Part) -> None:
        """Let a part follow this view; the first one starts the clock."""
        self.parts.append(part)
        self._jumped = True
        if self._end is None:
            self._end = self.feed.listen(self._tick, lambda: self.page.seen)

    def remove(self, part: Part) -> None:
        """Let a part follow no more; the last one stops the clock."""
        self.parts.remove(part)
        if not self.parts and self._end is not None:
            self._end()
            self._end = None

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call when person, window, mode or zoom changed by anybody's hand."""
        self._changed.append(listener)

    def changed(self) -> None:
        """Draw everything anew and tell the listeners."""
        self._jumped = True
        for listener in self._changed:
            listener()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something with the store beside the clock; its failure is shown."""
        task = asyncio.get_running_loop().create_task(self._shown(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _shown(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
            self.fault = ""
        except FootlibError as error:
            self.fault = str(error)

    def show(self, person: int) -> None:
        """Look at another person, live."""
        if person == self.person:
            return
        self.feed.want(person)
        self.feed.leave(self.person)
        self.person = person
        self._thresholds, self._past, self.zoom, self.episode = None, None, None, None
        self._adapt_at = 0.0
        self.playhead.live()
        self.changed()

    def set_window(self, seconds: float) -> None:
        """Show another length of time."""
        self.window, self.zoom = seconds, None
        self.changed()

    def live(self) -> None:
        """Follow the newest reading again."""
        self.playhead.live()
        self.zoom, self.episode, self._past = None, None, None
        self.changed()

    def pause(self) -> None:
        """Stand still; data go on arriving behind the picture."""
        self._hold()
        self.playhead.pause()
        self.changed()

    def toggle(self) -> None:
        """Live, or a stop; and on from a stop."""
        if self.playhead.mode is Mode.PAUSED:
            self.live()
        else:
            self.pause()

    def seek(self, at: float) -> None:
        """Look at a moment."""
        live = self.playhead.mode is Mode.LIVE
        if live:
            self._hold()
        self.playhead.seek(at)
        if live:
            self.changed()

    def step(self, readings: int) -> None:
        """Go on or back by single readings."""
        frame = self._looked_at()
        if frame is not None and len(frame):
            at = self.playhead.at if self.playhead.at is not None else float(frame.time[-1])
            row = int(np.searchsorted(frame.time, at, "right")) - 1
            self.seek(float(frame.time[int(np.clip(row + readings, 0, len(frame) - 1))]))

    def seek_share(self, share: Any) -> None:
        """Look at a place of the shown window, 0 at its left to 1 at its right."""
        if isinstance(share, int | float) and 0 <= share <= 1:
            start, stop = self.span()
            self.seek(start + share * (stop - start))

    def zoom_share(self, first: Any, last: Any) -> None:
        """Show a part of the shown window."""
        if not (isinstance(first, int | float) and isinstance(last, int | float) and 0 <= first < last <= 1):
            return
        start, stop = self.span()
        if self.playhead.mode is Mode.LIVE:
            self.pause()
        self.zoom = start + first * (stop - start), start + last * (stop - start)
        self.changed()

    def unzoom(self) -> None:
        """Show the whole window again."""
        if self.zoom is not None:
            self.zoom = None
            self.changed()

    def replay(self, episode: Episode, speed: float = 1.0) -> None:
        """Go to an episode and play it."""
        self.run(self._replay(episode, speed))

    async def _replay(self, episode: Episode, speed: float) -> None:
        lead = max(1.0, _LEAD * self._seconds)
        since, until = episode.start - lead, max(episode.end + lead, episode.start - lead + self._seconds)
        past = await self.store.window(self.person, since, until)
        if not len(past) or past.time[0] > episode.start + 1.0:
            # The readings around it were swept; the flagged ones themselves are kept for ever.
            past = await self.store.flagged_rows(self.person, episode.first, episode.n)
        self._past, self.episode = past, episode
        self.zoom = since, until
        self._adapt_at = 0.0
        self.playhead.play(episode.start - min(1.0, lead), episode.end + min(1.0, lead), speed)
        self.changed()

    @property
    def _seconds(self) -> float:
        return 600.0 if self.window == float("inf") else self.window

    def span(self) -> tuple[float, float]:
        """Start and stop of the shown window, epoch seconds."""
        if self.zoom is not None:
            return self.zoom
        recording = self._looked_at()
        stop = float(recording.time[-1]) if len(recording) else time.time()
        if self.window == float("inf"):
            return (float(recording.time[0]) if len(recording) > 1 else stop - 30.0), stop
        return stop - self.window, stop

    def _looked_at(self) -> Recording:
        return self.track.history.recording if self._past is None else self._past

    def _hold(self) -> None:
        if self._past is None:
            self._past = self.track.history.recording
            self._held_row = self.track.history.row

    def _tick(self, tick: Tick) -> None:
        self.page.beat()
        if not self.page.seen:
            return
        track = self.track
        self.playhead.advance(tick.passed, track.newest)
        self._fill(track)
        frame = self._frame(track, tick)
        for part in list(self.parts):
            try:
                part.refresh(frame)
            except Exception as error:  # noqa: BLE001 - one part's fault must not stop the others
                self.fault = f"{type(part).__name__}: {type(error).__name__}: {error}"
        self.page.stale = frame.state.stale
        self.page.ready = True

    def _fill(self, track: Track) -> None:
        wanted = max(KEPT, EVERYTHING if self.window == float("inf") else self.window)
        track.history.seconds = max(track.history.seconds, wanted)
        if track.filled < wanted and track.newest is not None and self.feed.away_since is None:
            track.filled = wanted
            self.run(self._filled(self.person, wanted))

    async def _filled(self, person: int, seconds: float) -> None:
        try:
            await self.feed.fill(person, seconds)
        except StoreError:
            self.feed.track(person).filled = 0.0
            raise
        self._adapt_at = 0.0
        self._jumped = True

    def _frame(self, track: Track, tick: Tick) -> Frame:
        monotonic = time.monotonic()
        if self.page.theme is not self._theme:
            self._theme, self._jumped = self.page.theme, True
        if monotonic >= self._adapt_at:
            self._adapt_at = monotonic + _ADAPT
            track.measure()
            trailing = self._looked_at()
            self._thresholds = adapt(trailing.window(_TRAILING)) if len(trailing) else None
        chores = monotonic >= self._chores_at or self._jumped
        if chores:
            self._chores_at = monotonic + _CHORES
        recording = self._looked_at()
        start, stop = self.span()
        left = int(np.searchsorted(recording.time, start, "left"))
        shown = recording[left : int(np.searchsorted(recording.time, stop, "right"))]
        row = self._row(shown)
        drawn = (self.person, None if row is None else float(shown.time[row]), self.playhead.version)
        moved, self._drawn = drawn != self._drawn, drawn
        jumped, self._jumped = self._jumped, False
        return Frame(
            number=self.person,
            person=track.person,
            status=track.status,
            flagged=track.flagged,
            state=self.state(tick.now),
            recording=shown,
            first_row=left + (track.history.row if self._past is None else self._held_row),
            start=start,
            stop=stop,
            row=row,
            mode=self.playhead.mode,
            at=self.playhead.at,
            thresholds=self._thresholds,
            moved=moved,
            jumped=jumped,
            chores=chores,
            now=tick.now,
            times=self.page.times,
            theme=self._theme,
        )

    def state(self, now: float) -> State:
        """The state of the data at a wall clock time."""
        return judge(self.feed.supply(self.person, now), self.playhead, self.page.times, now)

    def _row(self, shown: Recording) -> int | None:
        if not len(shown):
            return None
        if self.playhead.mode is Mode.LIVE or self.playhead.at is None:
            return len(shown) - 1
        return max(0, int(np.searchsorted(shown.time, self.playhead.at + 1e-6, "right")) - 1)

    _held_row = 0
