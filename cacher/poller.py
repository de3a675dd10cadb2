"""One poller a person, and all of them together."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cacher.api_client import AnswerError, ApiClient
from cacher.backoff import Backoff
from cacher.failures import Failures
from cacher.log import Log
from cacher.metrics import Metrics
from cacher.outbox import Outbox
from cacher.schedule import Schedule, boot_seconds, phase
from cacher.simulation import AnomalySimulator
from cacher.unreadable import UnreadableFields
from footlib.store import Clock, Entry

_LONGEST_PAUSE: Final = 5.0


class RetryLimit:
    """Bounds the requests in flight for failing persons, so that those that hang leave connections to all others.

    Parameters
    ----------
    most
        Requests at the same time.
    """

    def __init__(self, most: int) -> None:
        self._free = most

    def acquire(self) -> bool:
        """Take a place, if there is one."""
        if not self._free:
            return False
        self._free -= 1
        return True

    def release(self) -> None:
        """Give it back."""
        self._free += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PollerContext:
    """What all pollers share."""

    api: ApiClient
    clock: Clock
    simulator: AnomalySimulator
    outbox: Outbox
    failures: Failures
    unreadable: UnreadableFields
    metrics: Metrics
    retry_limit: RetryLimit


class Poller:
    """Asks for one person again and again.

    Parameters
    ----------
    person
        Number in the API's address.
    schedule
        When a request is due.
    context
        What it shares with all other pollers.

    Attributes
    ----------
    busy
        Whether a request is in flight.
    stopping
        Set it to end after the request in flight.
    """

    def __init__(self, person: int, schedule: Schedule, context: PollerContext) -> None:
        self.busy = False
        self.stopping = False
        self._person = person
        self._schedule = schedule
        self._context = context
        self._address = context.api.address(person)
        self._backoff = Backoff(schedule.period, max(_LONGEST_PAUSE, 2 * schedule.period))

    async def run(self) -> None:
        """Ask at every tick until `stopping` is set, whatever the API answers."""
        metrics, schedule = self._context.metrics, self._schedule
        pause = 0.0
        while not self.stopping:
            late = await schedule.wait(pause)
            metrics.lag.observe(late)
            if schedule.skipped:
                metrics.skipped.inc(schedule.skipped)
                schedule.skipped = 0
            self.busy = True
            pause = await (self._retry() if self._backoff.failures else self._ask())
            self.busy = False

    async def _retry(self) -> float:
        retry_limit = self._context.retry_limit
        if not retry_limit.acquire():
            return 0.0
        try:
            return await self._ask()
        finally:
            retry_limit.release()

    async def _ask(self) -> float:
        context = self._context
        start = time.perf_counter()
        try:
            reading = await context.api.fetch(self._address)
            entry = Entry(self._person, context.clock.stamp(self._person), context.simulator(reading))
        except AnswerError as failure:
            return self._failed(failure)
        except Exception as error:  # noqa: BLE001 - one strange answer costs one person's reading, no more
            return self._failed(_unexpected(error))
        context.metrics.latency.observe(time.perf_counter() - start)
        context.metrics.succeeded.inc()
        context.outbox.put(entry)
        self._backoff.succeeded()
        context.failures.succeeded(self._person)
        context.unreadable.observe(self._person, reading.unreadable)
        return 0.0

    def _failed(self, failure: AnswerError) -> float:
        self._context.metrics.failed[failure.kind].inc()
        pause = max(self._backoff.failed(), failure.retry_after)
        self._context.failures.failed(self._person, failure.reason, self._backoff.failures)
        return pause


class Pollers:
    """Starts and stops pollers.

    Parameters
    ----------
    persons
        Everybody who may be followed; each is given a phase of the delay.
    delay
        Seconds from one request for a person to the next, start to start.
    context
        What all pollers share.
    log
        Gets the traceback of a poller that broke.
    now
        The clock that says when a request is due, seconds.
    """

    def __init__(
        self,
        persons: tuple[int, ...],
        delay: float,
        context: PollerContext,
        log: Log,
        now: Callable[[], float] = boot_seconds,
    ) -> None:
        self._phases = {person: phase(index, len(persons), delay) for index, person in enumerate(persons)}
        self._now = now
        self._origin = now()
        self._delay = delay
        self._context = context
        self._log = log
        self._running: dict[int, tuple[Poller, asyncio.Task[None]]] = {}

    def start(self, person: int) -> None:
        """Start to follow a person."""
        schedule = Schedule(self._delay, self._origin + self._phases[person], self._now)
        poller = Poller(person, schedule, self._context)
        task = asyncio.create_task(poller.run(), name=f"person {person}")
        self._running[person] = poller, task
        task.add_done_callback(lambda ended: self._ended(person, ended))

    def stop(self, person: int) -> None:
        """Stop to follow a person, and forget what is known of it."""
        if person in self._running:
            self._running.pop(person)[1].cancel()
        self._context.failures.forget(person)
        self._context.unreadable.forget(person)
        self._context.outbox.forget(person)

    async def close(self, seconds: float) -> None:
        """Stop all pollers; requests in flight have `seconds` to finish."""
        tasks = [task for _, task in self._running.values()]
        for poller, task in self._running.values():
            poller.stopping = True
            if not poller.busy:
                task.cancel()
        self._running.clear()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, person: int, task: asyncio.Task[None]) -> None:
        if task.cancelled() or not (error := task.exception()):
            return
        self._log.error("a poller broke and is started anew", persons=str(person), exc_info=error)
        if person in self._running:
            self.start(person)


def _unexpected(error: Exception) -> AnswerError:
    # The error's own text might hold a piece of the answer.
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
    return AnswerError("unexpected", f"the cacher failed on the answer ({type(error).__name__} in {where})")
