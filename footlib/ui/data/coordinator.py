"""Polls the store for everything that is looked at, in one request a tick."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

from footlib.store import Store, Update
from footlib.ui.data import faults
from footlib.ui.data.person_data import PersonData
from footlib.ui.data.queries import stored
from footlib.ui.model.data_status import Freshness, StatusKind, outage_of
from footlib.ui.model.subscriptions import Subscriptions

TICK: Final = 0.1
_RETRY: Final = 0.5
_FIRST: Final = 600


@dataclass(frozen=True, slots=True)
class Tick:
    """The time at which a listener is called.

    Attributes
    ----------
    now
        Wall clock, epoch seconds.
    passed
        Seconds since the listener was called before.
    """

    now: float
    passed: float


Listener = Callable[[Tick], None]


@dataclass(eq=False, slots=True)
class _Subscriber:
    listener: Listener
    awake: Callable[[], bool]
    interval: Callable[[], float]
    called_at: float
    at_once: bool = True

    def call(self, now: float, pace: float) -> None:
        """Call the listener if it is awake and due; the fastest one is due at every tick, however late that is.

        Parameters
        ----------
        now, pace
            Time of the loop's clock, and seconds between two ticks.
        """
        passed, interval, awake = now - self.called_at, self.interval(), self.awake()
        # Due at the tick that is nearest to its time.
        early = interval > pace and passed < interval - pace / 2
        if awake and early and not self.at_once:
            return
        self.called_at, self.at_once = now, not awake
        if awake:
            self.listener(Tick(time.time(), passed))


class Coordinator:
    """Polls the store for the newest data and calls its listeners.

    It runs in one task on the running loop while there are listeners, as often as the fastest
    one that is awake needs; each of the others is called at its own interval. A late tick is
    skipped, and a store that hangs does not delay the listeners. While no listener is awake, it
    rests until `wake`.

    Parameters
    ----------
    store
        Where the data are.
    interval
        Shortest time between two ticks, seconds.

    Examples
    --------
    >>> coordinator = Coordinator.of(store)  # doctest: +SKIP
    >>> end = coordinator.subscribe(lambda tick: print(tick.now), awake=lambda: True)  # doctest: +SKIP
    """

    _shared: ClassVar[WeakKeyDictionary[Store, Coordinator]] = WeakKeyDictionary()

    def __init__(self, store: Store, *, interval: float = TICK) -> None:
        self.store = store
        self.interval = interval
        self.away_since: float | None = None
        """Since when nothing comes from the store, epoch seconds; None while it does."""
        self.outage, self.reason = StatusKind.AWAY, ""
        self.fault = ""
        """Why a listener failed at the last tick, for the screen."""
        self._persons: dict[int, PersonData] = {}
        self._wanted: dict[int, int] = {}
        self._subscriptions = Subscriptions[_Subscriber]()
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._retry_at = 0.0
        self._request: asyncio.Task[dict[int, Update]] | None = None

    @classmethod
    def of(cls, store: Store) -> Coordinator:
        """The coordinator that all parts of one store share."""
        if store not in cls._shared:
            cls._shared[store] = cls(store)
        return cls._shared[store]

    def person(self, number: int) -> PersonData:
        """What is known of a person; kept while anybody wants it."""
        if number not in self._persons:
            self._persons[number] = PersonData(number)
        return self._persons[number]

    def want(self, person: int) -> PersonData:
        """Poll a person from now on."""
        self._wanted[person] = self._wanted.get(person, 0) + 1
        return self.person(person)

    def leave(self, person: int) -> None:
        """Poll a person no longer, unless somebody else still wants it."""
        self._wanted[person] -= 1
        if not self._wanted[person]:
            del self._wanted[person]
            self._persons.pop(person, None)

    def freshness(self, person: int, now: float) -> Freshness:
        """How fresh a person's readings are at a wall clock time, epoch seconds."""
        return self.person(person).freshness(now, time.monotonic(), self.away_since, self.outage, self.reason)

    def subscribe(
        self, listener: Listener, awake: Callable[[], bool], interval: Callable[[], float] = lambda: TICK
    ) -> Callable[[], None]:
        """Call a listener again and again while it is `awake`.

        Parameters
        ----------
        listener, awake
            What is called, and whether that is wanted at the moment.
        interval
            Returns the seconds that may pass between two calls.

        Returns
        -------
        Callable
            Ends the subscription.
        """
        loop = asyncio.get_running_loop()
        unsubscribe = self._subscriptions.add(_Subscriber(listener, awake, interval, loop.time()))
        self.wake()
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._run(), name="footwatch coordinator")

        def end() -> None:
            unsubscribe()
            if not self._subscriptions and self._task is not None:
                self._task.cancel()
                self._task = None

        return end

    def wake(self) -> None:
        """Check whether a listener is awake, after a rest."""
        self._woken.set()

    @property
    def pace(self) -> float | None:
        """Seconds between two ticks, as the fastest listener needs them; None while none is awake."""
        needed = [one.interval() for one in self._subscriptions if one.awake()]
        return max(self.interval, min(needed)) if needed else None

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        try:
            while True:
                while (pace := self.pace) is None:
                    # Its answer would show the past when somebody looks again.
                    self._forget_request()
                    self._woken.clear()
                    await self._woken.wait()
                    due = loop.time()
                    for one in self._subscriptions:
                        one.called_at, one.at_once = due, True
                await self._ask(due + pace)
                self._notify(loop.time(), pace)
                due += pace
                if due < loop.time():
                    due = loop.time() + pace
                await asyncio.sleep(due - loop.time())
        finally:
            self._forget_request()

    def _forget_request(self) -> None:
        if self._request is not None:
            self._request.cancel()
            self._request = None

    async def _ask(self, deadline: float) -> None:
        loop = asyncio.get_running_loop()
        if self._request is None:
            if not self._wanted or loop.time() < self._retry_at:
                return
            cursors = {person: self.person(person).cursor for person in self._wanted}
            self._request = loop.create_task(self.store.watch(cursors, _FIRST))
        await asyncio.wait({self._request}, timeout=max(0.0, deadline - loop.time()))
        if not self._request.done():
            return
        request, self._request = self._request, None
        try:
            self._take(request.result())
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody's data come, and all must be told
            self.away_since = self.away_since or time.time()
            self.outage, self.reason = outage_of(error), faults.sentence(error)
            self._retry_at = loop.time() + _RETRY
            return
        self.away_since, self.reason = None, ""

    def _take(self, updates: dict[int, Update]) -> None:
        for person, update in updates.items():
            if person not in self._wanted:
                continue
            data = self.person(person)
            missed = data.cursor is not None and len(update.recording) >= _FIRST
            if missed:
                # More came than one answer holds: fetch all of it, so that no gap stays.
                data.history.clear()
                data.filled = 0.0
            data.take(update, time.monotonic())

    async def fill(self, data: PersonData, seconds: float) -> None:
        """Fetch the past of a person, so that the history covers `seconds`, or all that is stored.

        Raises
        ------
        StoreError
            If the store does not answer.
        """
        newest = data.newest
        since = None if newest is None or math.isinf(seconds) else newest - seconds
        data.filled = seconds
        try:
            past = await stored(self.store, data.number, since, newest)
        except Exception:
            data.filled = 0.0
            raise
        # What comes while the past is on its way is in the history already, or will come by the cursor.
        data.history.replace(past)

    def _notify(self, now: float, pace: float) -> None:
        fault = ""
        for one in self._subscriptions:
            try:
                one.call(now, pace)
            except Exception as error:  # noqa: BLE001 - one part's fault must not stop the page
                fault = faults.sentence(error)
        self.fault = fault
