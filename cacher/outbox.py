"""Readings on their way to Redis: batches, and what happens while Redis is away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from cacher.backoff import Backoff
from cacher.buffer import Buffer, BufferedEntry, Dropped
from cacher.failures import Failures
from cacher.log import Log
from cacher.metrics import Metrics
from cacher.outage import Outage
from cacher.unsynced import Unsynced
from footlib.errors import StoreError
from footlib.settings import Settings
from footlib.store import AppendResult, Entry, Writer

_BATCH: Final = 1000
"""Readings of one round trip; bounds how long Redis is busy with it."""
_LINGER: Final = 0.01
"""Seconds between two batches, so that many persons share a round trip."""
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 1.0
_UNSYNCED_SHARE: Final = 4
"""Readings that Redis may not have synced may take one byte of BUFFER_BYTES in this many."""


class Outbox:
    """Takes readings without waiting, and stores them in batches, one at a time.

    Parameters
    ----------
    writer
        Where they go.
    settings
        Uses buffer_readings and buffer_bytes.
    outage, failures, metrics, log
        Where it counts and logs what happens.
    on_lease_lost
        Called with a person and the name of another writer, which holds its lease now.
    on_stored
        Called with the persons of a stored batch: their leases have been renewed with it.

    Attributes
    ----------
    lost
        Readings that were taken and are not going to be stored.
    """

    def __init__(
        self,
        writer: Writer,
        settings: Settings,
        *,
        outage: Outage,
        failures: Failures,
        metrics: Metrics,
        log: Log,
        on_lease_lost: Callable[[int, str], None],
        on_stored: Callable[[set[int]], None],
    ) -> None:
        self._writer = writer
        self._buffer = Buffer(settings.buffer_readings, settings.buffer_bytes)
        self._outage = outage
        self._failures = failures
        self._metrics = metrics
        self._log = log
        self._on_lease_lost = on_lease_lost
        self._on_stored = on_stored
        self._backoff = Backoff(_FIRST_PAUSE, _LONGEST_PAUSE)
        self._filled = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()
        self._unsynced = Unsynced(settings.buffer_bytes // _UNSYNCED_SHARE)
        self.lost = 0
        self._resending = False
        self._full = False
        metrics.depth.set_function(lambda: len(self._buffer))
        metrics.bytes.set_function(lambda: self._buffer.bytes)

    def __len__(self) -> int:
        return len(self._buffer)

    @property
    def half_full(self) -> bool:
        """Whether half of the buffer is taken, so that whoever fills it faster than Redis stores has to wait."""
        return self._buffer.half_full

    def put(self, entry: Entry) -> None:
        """Take a reading; never waits."""
        self._note_dropped(self._buffer.put(entry))
        self._empty.clear()
        self._filled.set()

    def forget(self, person: int) -> None:
        """Drop the unsynced readings of a person that another cacher follows now."""
        self._unsynced.take([person])

    async def emptied(self) -> None:
        """Wait until everything has been stored."""
        await self._empty.wait()

    async def run(self) -> None:
        """Store what is put, for ever."""
        while True:
            await self._filled.wait()
            pause = await self._flush()
            await asyncio.sleep(pause)

    async def close(self, seconds: float) -> list[Entry]:
        """Store what is left, within `seconds`; `run` must have ended.

        Returns
        -------
        list
            What could not be stored in time, behind what Redis may not have synced.
        """
        try:
            async with asyncio.timeout(seconds):
                while len(self._buffer):
                    pause = await self._flush()
                    await asyncio.sleep(pause)
        except TimeoutError:
            pass
        left = self._buffer.take(len(self._buffer))
        return [item.entry for item in (*self._unsynced.take(), *left)] if left else []

    async def _flush(self) -> float:
        batch = self._buffer.take(_BATCH)
        try:
            with self._metrics.redis("append"):
                result = await self._writer.append([item.entry for item in batch])
        except StoreError as error:
            self._note_dropped(self._buffer.put_back(batch))
            self._outage.began(error)
            return self._backoff.failed()
        except BaseException:
            # Stopped half-way: whether it was written is unknown, and writing it again is harmless.
            self._note_dropped(self._buffer.put_back(batch))
            raise
        self._apply(batch, result)
        # Passing over writes nothing, so even a Redis without memory does it.
        if result.stored:
            self._backoff.succeeded()
            self._outage.ended()
        if not len(self._buffer):
            self._full = False
            self._filled.clear()
            self._empty.set()
        return _LINGER if len(self._buffer) < _BATCH else 0.0

    def _apply(self, batch: list[BufferedEntry], result: AppendResult) -> None:
        self._metrics.stored.inc(result.stored)
        self._metrics.repeated.inc(result.passed_over)
        taken: list[BufferedEntry] = []
        lost: list[BufferedEntry] = []
        for item in batch:
            if item.entry.person in result.lost_writes:
                lost.append(item)
            elif item.entry.person in result.held_elsewhere:
                self._metrics.dropped["held elsewhere"].inc()
            elif item.entry.person in result.failed:
                self._metrics.dropped["refused by Redis"].inc()
            else:
                taken.append(item)
        for person, error in result.failed.items():
            self._failures.failed(person, str(error))
        for person, holder in result.held_elsewhere.items():
            self._on_lease_lost(person, holder)
        self.lost += len(batch) - len(taken) - len(lost)
        self._unsynced.add(taken)
        self._on_stored({item.entry.person for item in taken})
        if lost:
            self._resend(lost, result.lost_writes)
        self._resending = bool(lost)

    def _resend(self, batch: list[BufferedEntry], persons: set[int]) -> None:
        unsynced = self._unsynced.take(persons)
        self._note_dropped(self._buffer.put_back([*unsynced, *batch]))
        if not self._resending:
            self._outage.lost_writes(persons, len(unsynced))

    def _note_dropped(self, dropped: Dropped) -> None:
        if not dropped.ordinary and not dropped.flagged:
            return
        self.lost += dropped.ordinary + dropped.flagged
        self._metrics.dropped["buffer full, ordinary"].inc(dropped.ordinary)
        self._metrics.dropped["buffer full, flagged"].inc(dropped.flagged)
        if not self._full:
            self._full = True
            self._log.error(
                "the buffer is full; the oldest ordinary readings go first, flagged ones last",
                readings=len(self._buffer),
                bytes=self._buffer.bytes,
                settings="BUFFER_READINGS, BUFFER_BYTES",
            )
