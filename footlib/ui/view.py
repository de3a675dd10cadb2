"""What is looked at: a person, a window, a moment. Every part follows it."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary

import numpy as np

from footlib.errors import FootlibError
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.store import Episode, Store
from footlib.ui.anomaly_log import AnomalyLog
from footlib.ui.driver import Driver
from footlib.ui.feed import Feed
from footlib.ui.page import Page
from footlib.ui.past import around_moment
from footlib.ui.playhead import Mode, Playhead
from footlib.ui.state import State, judge
from footlib.ui.track import Track

WINDOWS: Final = {"30 s": 30.0, "1 min": 60.0, "5 min": 300.0, "10 min": 600.0, "all": math.inf}
_AROUND: Final = 2.0
"""Seconds before and after an episode that its replay begins and ends with."""

_NEAREST: Final = 2.0
"""Seconds that a zoom shows at least."""


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
    feed, page, playhead, anomalies, driver
        The store's data, the browser, the moment, the person's anomalies, the clock.
    everyone
        Whether all persons are looked at instead.
    zoom
        Start and stop of the shown part, epoch seconds; None for the whole window.
    episode
        The anomaly episode that is looked at.
    fault
        What went wrong with the viewer's last wish, for the screen.

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
        self.person = person
        self.window = window
        self.everyone = False
        self.zoom: tuple[float, float] | None = None
        self.episode: Episode | None = None
        self.fault = ""
        self._held: tuple[Recording, int] | None = None
        self._changed: list[Callable[[], None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.driver = Driver(self)
        self.feed.want(person)
        self._listen()

    def _listen(self) -> None:
        on = self.page.on
        on("seek", lambda message: self.seek_share(message.get("at")))
        on("zoom", lambda message: self.zoom_share(message.get("from"), message.get("to")))
        on("unzoom", lambda _: self.unzoom())
        on("toggle", lambda _: self.toggle())
        on("live", lambda _: self.live())
        on("back", lambda message: self.step(-10 if message.get("large") else -1))
        on("open", self._open)
        on("forward", lambda message: self.step(10 if message.get("large") else 1))

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

    @property
    def looked_at(self) -> tuple[Recording, int]:
        """The readings that can be shown, and the number of their first since the start of the history."""
        history = self.track.history
        return self._held if self._held is not None else (history.recording, history.row)

    def state(self, now: float) -> State:
        """The state of the data at a wall clock time."""
        return judge(self.feed.supply(self.person, now), self.playhead, self.page.times, now)

    def span(self) -> tuple[float, float]:
        """Start and stop of the shown window, epoch seconds."""
        if self.zoom is not None:
            return self.zoom
        recording, _ = self.looked_at
        stop = float(recording.time[-1]) if len(recording) else time.time()
        if math.isinf(self.window):
            return (float(recording.time[0]) if len(recording) > 1 else stop - WINDOWS["30 s"]), stop
        return stop - self.window, stop

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call when person, window, mode or zoom changed by anybody's hand."""
        self._changed.append(listener)

    def changed(self) -> None:
        """Draw everything anew and tell the listeners."""
        self.driver.jumped = True
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
        if person == self.person and not self.everyone:
            return
        self.everyone = False
        if person != self.person:
            self.feed.want(person)
            self.feed.leave(self.person)
            self.person = person
            self.anomalies.reset()
            self.driver.forget()
        self.live()

    def show_everyone(self) -> None:
        """Look at all persons."""
        if not self.everyone:
            self.everyone = True
            self.live()

    def _open(self, message: Mapping[str, Any]) -> None:
        person = message.get("person")
        if isinstance(person, int) and not isinstance(person, bool) and 0 <= person < 2**31:
            self.show(person)

    def set_window(self, seconds: float) -> None:
        """Show another length of time."""
        self.window, self.zoom = seconds, None
        self.changed()

    def live(self) -> None:
        """Follow the newest reading again."""
        self.playhead.live()
        self.zoom, self.episode, self._held = None, None, None
        self.driver.adapt_anew()
        self.changed()

    def pause(self) -> None:
        """Stand still; data go on arriving behind the picture."""
        self._hold()
        self.playhead.pause()
        self.changed()

    def toggle(self) -> None:
        """Stop, or go on live from a stop."""
        if self.playhead.mode is Mode.PAUSED:
            self.live()
        else:
            self.pause()

    def seek(self, at: float) -> None:
        """Look at a moment."""
        mode = self.playhead.mode
        self._hold()
        self.playhead.seek(at)
        if mode is not self.playhead.mode:
            self.changed()
        self.driver.redraw()

    def step(self, readings: int) -> None:
        """Go on or back by single readings."""
        recording, _ = self.looked_at
        if len(recording):
            at = self.playhead.at if self.playhead.at is not None else float(recording.time[-1])
            row = int(np.searchsorted(recording.time, at, "right")) - 1 + readings
            self.seek(float(recording.time[int(np.clip(row, 0, len(recording) - 1))]))

    def seek_share(self, share: Any) -> None:
        """Look at a place of the shown window, 0 at its left to 1 at its right."""
        if _is_share(share):
            start, stop = self.span()
            self.seek(start + share * (stop - start))

    def zoom_share(self, first: Any, last: Any) -> None:
        """Show a part of the shown window."""
        if _is_share(first) and _is_share(last) and first < last:
            start, stop = self.span()
            middle = start + (first + last) / 2 * (stop - start)
            half = max(_NEAREST, (last - first) * (stop - start)) / 2
            if self.playhead.mode is Mode.LIVE:
                self.pause()
            self.zoom = middle - half, middle + half
            self.changed()

    def unzoom(self) -> None:
        """Show the whole window again."""
        if self.zoom is not None:
            self.zoom = None
            self.changed()

    @property
    def paused_at(self) -> float | None:
        """The moment at which the picture stands; None while it moves."""
        return self.playhead.at if self.playhead.mode is Mode.PAUSED else None

    def look_back(self, at: float) -> None:
        """Stand at a moment of the past, as a link says it."""
        self.run(self._look_back(at))

    async def _look_back(self, at: float) -> None:
        person, seconds = self.person, WINDOWS["10 min"] if math.isinf(self.window) else self.window
        past = await around_moment(self.store, person, at, seconds)
        if person != self.person:
            return
        self._held = past, 0
        self.zoom = at - seconds / 2, at + seconds / 2
        self.driver.adapt_anew()
        self.playhead.seek(at)
        self.changed()

    def replay(self, episode: Episode, speed: float = 1.0) -> None:
        """Go to an episode and play it."""
        self.run(self._replay(episode, speed))

    async def _replay(self, episode: Episode, speed: float) -> None:
        seconds = WINDOWS["10 min"] if math.isinf(self.window) else self.window
        around = max(_AROUND, (seconds - episode.length) / 2)
        person = self.person
        past = await self.store.episode_window(person, episode, around)
        if person != self.person:
            return
        self._held, self.episode = (past, 0), episode
        self.zoom = episode.start - around, episode.end + around
        self.driver.adapt_anew()
        self.playhead.play(episode.start - _AROUND, episode.end + _AROUND, speed)
        self.page.send({"kind": "top"})
        self.changed()

    def _hold(self) -> None:
        if self._held is None:
            self._held = self.looked_at


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1
