"""The cacher as a whole: starts and stops its parts, in order."""

from __future__ import annotations

import asyncio
import os
import random
from contextlib import suppress
from pathlib import Path
from typing import Final

import aiohttp

from cacher import health, spill
from cacher.api_client import ApiClient, session
from cacher.compression import ListCompression
from cacher.durability import DurabilityCheck
from cacher.failures import Failures
from cacher.leases import Leases
from cacher.log import Log
from cacher.metrics import Metrics
from cacher.outage import Outage
from cacher.outbox import Outbox
from cacher.poller import PollerContext, Pollers, RetryLimit
from cacher.simulation import AnomalySimulator
from cacher.sweeper import Sweeper
from cacher.unreadable import UnreadableFields
from footlib.errors import StoreError
from footlib.settings import Settings
from footlib.store import Clock, Entry, Writer, redis_client

_RETRY_SHARE: Final = 4
"""Failing persons share one connection in this many."""
_REQUESTS_SEC: Final = 1.0
_FLUSH_SEC: Final = 2.0
_RELEASE_SEC: Final = 0.5
"""How a shutdown divides the five seconds that it may take."""


async def serve(settings: Settings, stop: asyncio.Event, log: Log, *, clock: Clock | None = None) -> None:
    """Follow the persons until `stop` is set.

    Parameters
    ----------
    settings
        With HOST set.
    stop
        Set it to shut down: requests in flight are waited for, and the buffer is stored, or kept in DATA_DIR if Redis
        is away.
    log
        Gets a line whenever something changes.
    clock
        Stamps the readings; the machine's by default.
    """
    async with session(settings) as client:
        service = Service(settings, client, clock or Clock(), log)
        async with health.serving(settings, service.report, service.metrics, log):
            await service.run(stop)


class Service:
    """All parts of the cacher, wired together.

    Parameters
    ----------
    settings, clock, log
        As in `serve`.
    client
        Asks the API.
    """

    def __init__(self, settings: Settings, client: aiohttp.ClientSession, clock: Clock, log: Log) -> None:
        self.metrics: Final = Metrics()
        self._settings = settings
        self._clock = clock
        self._log = log
        self._folder = Path(settings.data_dir)
        self._redis = redis_client(settings)
        self._writer = Writer(self._redis, settings, clock)
        self._outage = Outage(log)
        self._failures = Failures(self._writer, clock, log)
        self._unreadable = UnreadableFields(log)
        self.metrics.tasks.set_function(lambda: len(asyncio.all_tasks()))
        self.metrics.healthy.set_function(lambda: self.report().ok)
        self.metrics.failing.set_function(lambda: len(self._failures.failing))
        self._outbox = Outbox(
            self._writer,
            settings,
            outage=self._outage,
            failures=self._failures,
            metrics=self.metrics,
            log=log,
            on_lease_lost=lambda person, holder: self._leases.lost(person, holder),  # noqa: PLW0108 - the leases come later
            on_stored=lambda persons: self._leases.renewed(persons),  # noqa: PLW0108
        )
        context = PollerContext(
            api=ApiClient(client, settings),
            clock=clock,
            simulator=AnomalySimulator(settings.anomalies_threshold, random.Random()),  # noqa: S311 - chance, no secret
            outbox=self._outbox,
            failures=self._failures,
            unreadable=self._unreadable,
            metrics=self.metrics,
            retry_limit=RetryLimit(max(1, settings.connections // _RETRY_SHARE)),
        )
        self._pollers = Pollers(settings.ids, settings.request_delay, context, log)
        self._leases = Leases(
            self._writer,
            settings.ids,
            settings.lease_sec,
            pollers=self._pollers,
            outage=self._outage,
            metrics=self.metrics,
            log=log,
        )
        self._sweeper = Sweeper(self._writer, settings, lambda: self._leases.held, self.metrics, log)
        self._recurring = (ListCompression(self._redis, log), DurabilityCheck(self._redis, log))
        # Redis may have come back empty and with its configuration as it was.
        self._outage.on_reconnect += [self._writer.invalidate, *(part.due.set for part in self._recurring)]

    def report(self) -> health.Report:
        """How the cacher is."""
        persons, failing = len(self._leases.held), len(self._failures.failing)
        reason = self._outage.reason or ""
        if not reason and self._leases.refused and not persons:
            reason = next(iter(self._leases.refused.values()))
        elif not reason and persons and failing >= persons:
            reason = "none of the persons gives readings; the log and the dashboard say why"
        elsewhere, waiting = len(self._leases.held_elsewhere), len(self._outbox)
        return health.Report(not reason, reason, persons, failing, elsewhere, waiting, os.getpid())

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the persons until `stop` is set."""
        self._log_start()
        loops = (self._outbox, self._failures, self._unreadable, self._sweeper, *self._recurring)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(part.run()) for part in loops]
                tasks.append(group.create_task(self._follow_persons()))
                await stop.wait()
                for task in tasks:
                    task.cancel()
        finally:
            await self._shut_down()

    def _log_start(self) -> None:
        settings = self._settings
        self._log.info(
            "the cacher starts",
            persons=len(settings.ids),
            delay_s=settings.request_delay,
            api=settings.api_place,
            redis=f"{settings.host}:{settings.port}",
        )

    async def _follow_persons(self) -> None:
        # Redis takes times in order only, so what earlier stops left over goes first.
        files = list(spill.read(self._folder, self._log))
        for _, spilled in files:
            await self._leases.take_over({entry.person for entry in spilled.entries}, spilled.writer)
        for path, spilled in files:
            await self._store_spilled(path, spilled)
        await self._leases.run()

    async def _store_spilled(self, path: Path, spilled: spill.Spilled) -> None:
        lost = self._outbox.lost
        for entry in spilled.entries:
            self._clock.resume(entry.person, entry.time)
            self._outbox.put(entry)
            if self._outbox.half_full:
                await self._outbox.emptied()
        await self._outbox.emptied()
        self._finish_spilled(path, len(spilled.entries), self._outbox.lost - lost)

    def _finish_spilled(self, path: Path, readings: int, refused: int) -> None:
        if refused:
            self._log.warning(
                "not all that an earlier stop left over could be stored; it is tried again at the next start",
                readings=readings,
                refused=refused,
                file=str(path),
            )
        else:
            path.unlink(missing_ok=True)
            self._log.info("stored what an earlier stop left over", readings=readings)

    async def _shut_down(self) -> None:
        await self._pollers.close(_REQUESTS_SEC)
        left = await self._outbox.close(_FLUSH_SEC)
        if left:
            self._spill(left)
        with suppress(StoreError, TimeoutError):
            async with asyncio.timeout(_RELEASE_SEC):
                await self._leases.release()
        await self._redis.aclose()
        self._log.info("the cacher ends", readings_left=len(left))

    def _spill(self, entries: list[Entry]) -> None:
        try:
            path = spill.write(self._folder, entries, self._writer.name)
        except OSError as error:
            self._log.error(
                "Redis is away and DATA_DIR cannot be written: readings are lost",
                readings=len(entries),
                folder=str(self._folder),
                reason=error.strerror,
            )
            return
        self._log.warning("Redis is away: readings are kept for the next start", readings=len(entries), file=str(path))
