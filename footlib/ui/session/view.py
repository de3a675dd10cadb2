"""What is looked at: a person, a window, a moment. Every part follows it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

import numpy as np

from footlib.errors import FootlibError
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.store import Episode, Store
from footlib.ui.browser.page import Page
from footlib.ui.data.anomaly_log import AnomalyLog
from footlib.ui.data.background import Errand, Errands
from footlib.ui.data.coordinator import Feed
from footlib.ui.data.person_data import Track
from footlib.ui.data.queries import Held, around_episode, continued, stored, stretch, widened
from footlib.ui.data.similar_search import Similar
from footlib.ui.model.data_status import State, judge
from footlib.ui.model.limits import Limits
from footlib.ui.model.playhead import Mode, Playhead
from footlib.ui.model.time_span import TRAILING, WINDOWS, Span, lengthened, moved, newest
from footlib.ui.session.commands import follow
from footlib.ui.session.renderer import Driver

_AROUND: Final = 2.0
"""Seconds before and after an episode that its replay begins and ends with."""


class View:
    """One model of what is looked at.

    Parameters
    ----------
    store
        Where the data are.
    person
        Number of the person.
    window
        Seconds that the curves show; ``inf`` for everything that is stored.
    sensors
        Numbers of the sensors that are shown.

    Attributes
    ----------
    feed, page, playhead, anomalies, similar, driver, errands
        The store's data, the browser, the moment, the person's anomalies, a search, the clock, what is done beside it.
    everyone
        Whether all persons are looked at instead.
    zoom
        Start and stop of the shown part, epoch seconds; None for the whole window.
    episode
        The anomaly episode that is looked at.
    limits
        What the viewer wants to be told of.

    Examples
    --------
    >>> view = View(store, person=3, window=60)  # doctest: +SKIP
    >>> FootMap(view), Curves(view)  # doctest: +SKIP
    """

    _shared: ClassVar[WeakKeyDictionary[Store, dict[int, View]]] = WeakKeyDictionary()

    def __init__(
        self, store: Store, person: int, window: float = 30.0, *, sensors: Collection[int] = range(len(NAMES))
    ) -> None:
        self.store = store
        self.sensors = frozenset(sensors)
        self.feed = Feed.of(store)
        self.page = Page()
        self.playhead = Playhead()
        self.anomalies = AnomalyLog(store)
        self.similar = Similar(store)
        self.person = person
        self.window = window
        self.everyone = False
        self.zoom: Span | None = None
        self.episode: Episode | None = None
        self.limits = Limits()
        self.errands = Errands()
        self.run = self.errands.run
        self._widening, self._looking, self._replaying = Errand(), Errand(), Errand()
        self._held: Held | None = None
        self._changed: list[Callable[[], None]] = []
        self.driver = Driver(self)
        self.feed.want(person)
        self.page.observe(lambda _: self.changed(), ["width", "zone", "offset"])
        follow(self)

    @classmethod
    def of(cls, source: Store | View, person: int | None = None, window: float | None = None) -> View:
        """A view itself, or the one that all cells share for a person of a store, with the window if one is given."""
        if isinstance(source, View):
            return source
        if person is None:
            raise FootlibError("which person? Give person=, the number in the API's address")
        views = cls._shared.setdefault(source, {})
        # By "next" its viewer may have left the person for another.
        if person not in views or views[person].person != person:
            views[person] = cls(source, person)
        view = views[person]
        if window is not None and window != view.window:
            view.set_window(window)
        return view

    @property
    def track(self) -> Track:
        """What is known of the person."""
        return self.feed.track(self.person)

    @property
    def looked_at(self) -> tuple[Recording, int]:
        """The readings that can be shown, and the number of their first since the start of the history."""
        looked_at = self.track.history if self._held is None else self._held
        return looked_at.recording, looked_at.row

    def state(self, now: float) -> State:
        """The state of the data at a wall clock time."""
        return judge(self.feed.supply(self.person, now), self.playhead, self.page.times, now, self.limits.late)

    def span(self) -> Span:
        """Start and stop of what is shown, epoch seconds."""
        return newest(self.looked_at[0], self.window) if self.zoom is None else self.zoom

    def enclose(self) -> bool:
        """Move what is shown to the moment looked at where that lies outside; tells whether it did."""
        at, (start, stop) = self.moment, self.span()
        recording, _ = self.looked_at
        if at is None or start <= at <= stop or not len(recording):
            return False
        self.zoom = moved((start, stop), at, float(recording.time[-1]))
        self.widen()
        return True

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call when person, window, mode or zoom changed by anybody's hand."""
        self._changed.append(listener)

    def changed(self) -> None:
        """Draw everything anew and tell the listeners."""
        self.driver.jumped = True
        self.driver.adapt_anew()
        for listener in self._changed:
            listener()

    def show(self, person: int) -> None:
        """Look at another person, live."""
        if person == self.person and not self.everyone:
            return
        self.everyone = False
        if person != self.person:
            self.track.release(self.driver)
            self.feed.want(person)
            self.feed.leave(self.person)
            self.person = person
            self.anomalies.reset()
            self.similar.choose(None)
            self.driver.forget()
        self.live()

    def show_everyone(self) -> None:
        """Look at all persons."""
        if not self.everyone:
            self.everyone = True
            self.live()

    def set_window(self, seconds: float) -> None:
        """Show another length of time, up to the present or, of a past, where the moment looked at is."""
        self.window = seconds
        self._show_whole()

    def _show_whole(self) -> None:
        self.zoom = None
        if not self.enclose():
            self.widen()
        self.changed()

    def widen(self) -> None:
        """Show a past that is held as far back as what is shown and its thresholds need."""
        if self._held is not None and len(self._held.recording):
            self.run(self._widen(self._held), self._widening)

    async def _widen(self, held: Held) -> None:
        everything = self.zoom is None and math.isinf(self.window)
        start = self.track.status.oldest or 0.0 if everything else self.span()[0] - TRAILING
        wider = await widened(self.store, self.person, held.recording, start, self.episode)
        if everything:
            later = await stored(self.store, self.person, float(wider.time[-1]), None)
            wider = continued(wider, later, math.inf)
        longer = wider.time[0] < held.recording.time[0] or wider.time[-1] > held.recording.time[-1]
        if self._held is held and longer:
            held.recording, held.row = continued(wider, held.recording, math.inf), 0
            self.changed()

    def catch_up(self) -> bool:
        """Add to a past that is held what has arrived since within what is shown or replayed; tells whether any had."""
        self._lengthen()
        stop = max(-math.inf if self.zoom is None else self.zoom[1], self.playhead.stop or -math.inf)
        if self._held is None or math.isinf(stop):
            return False
        before = self._held.recording
        self._held.recording = continued(before, self.track.history.recording, stop)
        return self._held.recording is not before

    def _lengthen(self) -> None:
        """Let the replay of an episode that goes on go on with it."""
        if self.episode is not None and self.playhead.stop is not None:
            known = next((one for one in self.anomalies.recent if one.first == self.episode.first), self.episode)
            if known.end > self.episode.end:
                self.episode, self.playhead.stop = known, known.end + _AROUND

    def set_limits(self, limits: Limits) -> None:
        """Speak up earlier or later."""
        self.limits = limits
        self.changed()

    def live(self) -> None:
        """Follow the newest reading again; what failed before is of no interest any more."""
        self.errands.forget()
        self.playhead.live()
        self.zoom, self.episode, self._held = None, None, None
        self.changed()

    def pause(self) -> None:
        """Stand still; data go on arriving behind the picture."""
        self.errands.forget()
        self._hold()
        self.playhead.pause()
        self.changed()

    def toggle(self) -> None:
        """Stop, go on with a replay that was stopped, or go on live from any other stop."""
        if self.playhead.interrupted:
            self.playhead.resume()
            self.changed()
        elif self.playhead.mode is Mode.PAUSED:
            self.live()
        else:
            self.pause()

    def play(self) -> None:
        """Replay from the moment looked at; from the last reading, what is shown from its start."""
        recording, _ = self.looked_at
        if not len(recording):
            return
        self._hold()
        first, last = float(recording.time[0]), float(recording.time[-1])
        at = self.moment
        self.episode = None
        self.playhead.play(at if at is not None and at < last else max(first, self.span()[0]), last)
        self.changed()

    def seek(self, at: float) -> None:
        """Look at a moment."""
        mode = self.playhead.mode
        self._hold()
        self.playhead.seek(at)
        if self.enclose() or mode is not self.playhead.mode:
            self.changed()
        self.driver.redraw()

    def step(self, readings: int) -> None:
        """Go on or back by single readings."""
        recording, _ = self.looked_at
        if len(recording):
            at = self.playhead.at if self.playhead.at is not None else float(recording.time[-1])
            row = int(np.searchsorted(recording.time, at, "right")) - 1 + readings
            self.seek(float(recording.time[int(np.clip(row, 0, len(recording) - 1))]))

    def zoom_to(self, start: float, stop: float) -> None:
        """Show a part of what is shown, epoch seconds; a moment outside goes to its nearest end."""
        if self.playhead.mode is Mode.LIVE:
            self.pause()
        self.zoom = start, stop = lengthened(start, stop)
        at = self.moment
        if at is not None and not start <= at <= stop:
            self.playhead.seek(min(max(at, start), stop))
        self.changed()
        self.widen()

    def unzoom(self) -> None:
        """Show the whole window again."""
        if self.zoom is not None:
            self._show_whole()

    @property
    def moment(self) -> float | None:
        """The moment looked at, epoch seconds; None while it is the present."""
        return None if self.playhead.mode is Mode.LIVE else self.playhead.at

    def look_back(self, at: float, span: Span | None = None) -> None:
        """Stand at a moment of the past within a span, as a link says it; by default the moment is its middle."""
        half = self._length / 2
        wish = self.playhead.wish()
        work = self._look_back(at, span or (at - half, at + half), wish)
        self.run(work, self._looking, wanted=lambda: self._wished(wish))

    def _wished(self, wish: int) -> bool:
        return wish == self.playhead.version

    async def _look_back(self, at: float, span: Span, wish: int) -> None:
        past = await stretch(self.store, self.person, span)
        if self._wished(wish):
            self._held, self.zoom, self.episode = Held(past, 0), span, None
            self.playhead.stand(at)
            self.enclose()
            self.changed()

    def replay(self, episode: Episode, speed: float = 1.0) -> None:
        """Go to an episode and play it."""
        wish = self.playhead.wish()
        self.run(self._replay(episode, speed, wish), self._replaying, wanted=lambda: self._wished(wish))

    async def _replay(self, episode: Episode, speed: float, wish: int) -> None:
        around = max(_AROUND, (self._length - episode.length) / 2)
        span = episode.start - around, episode.end + around
        past = await around_episode(self.store, self.person, episode, (span[0] - TRAILING, span[1]))
        if self._wished(wish):
            self._held, self.zoom, self.episode = Held(past, 0), span, episode
            self.playhead.play(episode.start - _AROUND, episode.end + _AROUND, speed)
            self.page.send({"kind": "top"})
            self.changed()

    @property
    def _length(self) -> float:
        return WINDOWS["10 min"] if math.isinf(self.window) else self.window

    def _hold(self) -> None:
        if self._held is None:
            self._held = Held(*self.looked_at)
