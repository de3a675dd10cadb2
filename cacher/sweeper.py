"""Drops what is older than MAX_SEC, and trials that were deleted a month ago."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from cacher.log import Log
from cacher.metrics import Metrics
from cacher.schedule import Schedule, boot_seconds
from footlib.errors import StoreAwayError, StoreError
from footlib.settings import Settings
from footlib.store import Writer


class Sweeper:
    """Sweeps the persons that this cacher follows, one after the other, every CLEAR_DELAY seconds.

    Parameters
    ----------
    writer
        Drops readings, in calls so small that no append waits for long.
    settings
        Uses clear_delay and max_sec.
    persons
        Returns the persons that are followed at the moment.
    metrics, log
        Where it counts and logs what happens.
    """

    def __init__(
        self, writer: Writer, settings: Settings, persons: Callable[[], Iterable[int]], metrics: Metrics, log: Log
    ) -> None:
        self._writer = writer
        self._max_sec = settings.max_sec
        self._delay = settings.clear_delay
        self._persons = persons
        self._metrics = metrics
        self._log = log
        self._refused: set[int] = set()

    async def run(self) -> None:
        """Sweep at every tick, for ever."""
        schedule = Schedule(self._delay, boot_seconds() + self._delay)
        while True:
            await schedule.wait()
            await self.round()

    async def round(self) -> None:
        """Sweep all persons once; an outage of Redis ends the round."""
        for person in self._persons():
            started = boot_seconds()
            try:
                with self._metrics.redis("sweep"):
                    dropped = await self._writer.sweep(person, self._max_sec)
                    await self._writer.purge(person)
            except StoreAwayError:
                return
            except StoreError as error:
                if person not in self._refused:
                    self._log.error("no clean-up", persons=str(person), reason=str(error))
                self._refused.add(person)
                continue
            self._refused.discard(person)
            self._metrics.swept.inc(dropped)
            # Appends are to have Redis half of the time.
            await asyncio.sleep(boot_seconds() - started)
        self._metrics.sweeps.inc()
