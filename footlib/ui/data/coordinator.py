"""One coordinator that asks the store once a tick for everything that is looked at."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

from footlib.store import Store, Update
from footlib.ui.data import faults
from footlib.ui.data.person_data import PersonData
from footlib.ui.data.queries import stored
from footlib.ui.model.data_status import Kind, Supply, lack
from footlib.ui.model.subscriptions import Subscriptions

TICK: Final = 0.1
_RETRY: Final = 0.5
_FIRST: Final = 600


@dataclass(frozen=True, slots=True)
class Tick:
    """What a tick brought.

    Attributes
    ----------
    now
        Wall clock, epoch seconds.
    passed
        Seconds since the last tick.
    fresh
        New readings by person.
    """

    now: float
    passed: float
    fresh: dict[int, int] = field(default_factory=dict)


Listener = Callable[[Tick], None]


class Coordinator:
    """Asks the store for the newest data and tells the listeners.

    It runs while somebody listens, in one task on the running loop, at a fixed rate; a tick
    that is late is left out, and a store that hangs does not hold up the listeners. While no
    listener is awake it rests, and costs nothing, until `wake`.

    Parameters
    ----------
    store
        Where the data are.
    interval
        Seconds between ticks.

    Examples
    --------
    >>> coordinator = Coordinator.of(store)  # doctest: +SKIP
    >>> end = coordinator.subscribe(lambda tick: print(tick.fresh), awake=lambda: True)  # doctest: +SKIP
    """

    _shared: ClassVar[WeakKeyDictionary[Store, Coordinator]] = WeakKeyDictionary()

    def __init__(self, store: Store, *, interval: float = TICK) -> None:
        self.store = store
        self.interval = self.usual = interval
        self.away_since: float | None = None
        """Since when nothing comes from the store, epoch seconds; None while it does."""
        self.lack, self.reason = Kind.AWAY, ""
        self.fault = ""
        """What a listener failed of at the last tick, for the screen."""
        self._persons: dict[int, PersonData] = {}
        self._wanted: dict[int, int] = {}
        self._subscriptions = Subscriptions[tuple[Listener, Callable[[], bool]]]()
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
        """Ask for a person's data from now on."""
        self._wanted[person] = self._wanted.get(person, 0) + 1
        return self.person(person)

    def leave(self, person: int) -> None:
        """Ask no more for a person's data, unless somebody else still does."""
        self._wanted[person] -= 1
        if not self._wanted[person]:
            del self._wanted[person]
            self._persons.pop(person, None)

    def supply(self, person: int, now: float) -> Supply:
        """How a person's readings come in."""
        return self.person(person).supply(now, time.monotonic(), self.away_since, self.lack, self.reason)

    def subscribe(self, listener: Listener, awake: Callable[[], bool]) -> Callable[[], None]:
        """Call a listener every tick while any listener is `awake`.

        Returns
        -------
        Callable
            Ends it.
        """
        unsubscribe = self._subscriptions.add((listener, awake))
        self.wake()
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run(), name="footwatch coordinator")

        def end() -> None:
            unsubscribe()
            if not self._subscriptions and self._task is not None:
                self._task.cancel()
                self._task = None

        return end

    def wake(self) -> None:
        """Look anew whether any listener is awake."""
        self._woken.set()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        last = due = loop.time()
        try:
            while True:
                while not any(awake() for _, awake in self._subscriptions):
                    # An answer that came meanwhile would be a picture of the past.
                    self._forget_request()
                    self._woken.clear()
                    await self._woken.wait()
                    last = due = loop.time()
                fresh = await self._ask(due + self.interval)
                now = loop.time()
                self._notify(Tick(time.time(), now - last, fresh))
                last = now
                due += self.interval
                if due < loop.time():
                    due = loop.time() + self.interval
                await asyncio.sleep(due - loop.time())
        finally:
            self._forget_request()

    def _forget_request(self) -> None:
        if self._request is not None:
            self._request.cancel()
            self._request = None

    async def _ask(self, deadline: float) -> dict[int, int]:
        loop = asyncio.get_running_loop()
        if self._request is None:
            if not self._wanted or loop.time() < self._retry_at:
                return {}
            cursors = {person: self.person(person).cursor for person in self._wanted}
            self._request = loop.create_task(self.store.watch(cursors, _FIRST))
        await asyncio.wait({self._request}, timeout=max(0.0, deadline - loop.time()))
        if not self._request.done():
            return {}
        request, self._request = self._request, None
        try:
            fresh = self._take(request.result())
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody's data come, and all must be told
            self.away_since = self.away_since or time.time()
            self.lack, self.reason = lack(error), faults.sentence(error)
            self._retry_at = loop.time() + _RETRY
            return {}
        self.away_since, self.reason = None, ""
        return fresh

    def _take(self, updates: dict[int, Update]) -> dict[int, int]:
        fresh = {}
        for person, update in updates.items():
            if person not in self._wanted:
                continue
            data = self.person(person)
            missed = data.cursor is not None and len(update.recording) >= _FIRST
            if missed:
                # More came than one answer holds: the past is asked for anew, without a hole.
                data.history.clear()
                data.filled = 0.0
            fresh[person] = data.take(update, time.monotonic())
        return fresh

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

    def _notify(self, tick: Tick) -> None:
        fault = ""
        for listener, _ in self._subscriptions:
            try:
                listener(tick)
            except Exception as error:  # noqa: BLE001 - one part's fault must not stop the page
                fault = faults.sentence(error)
        self.fault = fault
