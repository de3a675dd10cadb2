"""When each person is asked, on a clock that stands still while anything is left to do: no machine is too slow."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from itertools import pairwise
from types import MappingProxyType

import aiohttp
import pytest
from yarl import URL

from cacher.api_client import AnswerError, ApiClient
from cacher.failures import Failures
from cacher.log import Log
from cacher.metrics import Metrics
from cacher.outage import Outage
from cacher.outbox import Outbox
from cacher.poller import PollerContext, Pollers, RetryLimit
from cacher.simulation import NEVER, AnomalySimulator
from cacher.unreadable import UnreadableFields
from footlib.reading import Reading, decode_answer
from footlib.settings import Settings
from footlib.store import Clock, Writer, redis_client
from tests.conftest import answer

DELAY = 0.2
PERSONS = tuple(range(1, 41))
READING = decode_answer(answer())
SECONDS = 10.0
BETWEEN = DELAY / len(PERSONS) / 2
"""From a tick of anybody to where none is."""


class Leaping(selectors.DefaultSelector):
    """Leaps over the time for which a loop would wait."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if not events:
            assert timeout is not None, "nothing would ever happen again"
            self.now += timeout
        return events


class Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.leaping = Leaping()
        super().__init__(self.leaping)

    def time(self) -> float:
        return self.leaping.now


class Asked(ApiClient):
    """Notes when each person is asked; how a person is answered can be said, and takes `latency` seconds otherwise."""

    def __init__(self, client: aiohttp.ClientSession, settings: Settings, latency: float) -> None:
        super().__init__(client, settings)
        self.times: dict[int, list[float]] = defaultdict(list)
        self.behaviours: Mapping[int, Callable[[], Awaitable[None]]] = {}
        self._latency = latency

    async def fetch(self, address: URL) -> Reading:
        person = int(address.name)
        self.times[person].append(asyncio.get_running_loop().time())
        await self.behaviours.get(person, self._late)()
        return READING

    async def _late(self) -> None:
        await asyncio.sleep(self._latency)


async def taking(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def failing(seconds: float) -> None:
    await asyncio.sleep(seconds)
    raise AnswerError("timeout", "no whole answer")


def asked(
    log: Log,
    *,
    delay: float = DELAY,
    latency: float = 0.0,
    held_up: float = 0.0,
    behaviours: Mapping[int, Callable[[], Awaitable[None]]] = MappingProxyType({}),
) -> dict[int, list[float]]:
    """When each person was asked in ten seconds, reckoned from the start; half way the loop is `held_up` once."""

    async def poll() -> dict[int, list[float]]:
        settings = Settings(host="127.0.0.1", port=1, request_delay=delay, ids=PERSONS)
        clock, metrics = Clock(), Metrics()
        client = redis_client(settings)
        writer = Writer(client, settings, clock)
        failures = Failures(writer, clock, log)
        outbox = Outbox(
            writer,
            settings,
            outage=Outage(log),
            failures=failures,
            metrics=metrics,
            log=log,
            on_lease_lost=lambda *_: None,
            on_stored=lambda _: None,
        )
        async with aiohttp.ClientSession() as session:
            source = Asked(session, settings, latency)
            source.behaviours = behaviours
            context = PollerContext(
                api=source,
                clock=clock,
                simulator=AnomalySimulator(NEVER, random.Random(1)),
                outbox=outbox,
                failures=failures,
                unreadable=UnreadableFields(log),
                metrics=metrics,
                retry_limit=RetryLimit(8),
            )
            pollers = Pollers(PERSONS, delay, context, log, loop.time)
            start = loop.time()
            for person in PERSONS:
                pollers.start(person)
            await asyncio.sleep(SECONDS / 2 + BETWEEN)
            loop.leaping.now += held_up
            await asyncio.sleep(SECONDS / 2 - held_up - 2 * BETWEEN)
            await pollers.close(0.0)
        await client.aclose()
        return {person: [time - start for time in times] for person, times in source.times.items()}

    loop = Loop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(poll())


def grid(person: int, *, every: int = 1, delay: float = DELAY) -> list[float]:
    """The ticks of a person."""
    phase = delay * PERSONS.index(person) / len(PERSONS)
    ticks = [phase + k * delay for k in range(0, round(SECONDS / delay), every)]
    return [tick for tick in ticks if tick < SECONDS - 1e-6]


def near(times: list[float]) -> object:
    """The same times; the loop's timers have a resolution of a millisecond."""
    return pytest.approx(times, abs=0.0015)


@pytest.mark.parametrize("latency", [0.0, 0.04, 0.19])
def test_every_person_is_asked_at_each_tick_of_its_own_whatever_the_latency(log: Log, latency: float) -> None:
    times = asked(log, latency=latency)
    for person in PERSONS:
        assert times[person] == near(grid(person))
    starts = sorted(times[person][0] for person in PERSONS)
    assert [b - a for a, b in pairwise(starts)] == near([DELAY / len(PERSONS)] * (len(PERSONS) - 1))


def test_who_answers_slowly_is_asked_at_the_next_tick_and_nobody_else_waits(log: Log) -> None:
    times = asked(log, behaviours={1: lambda: taking(0.5)})
    assert times[1] == near(grid(1, every=3))
    for person in PERSONS[1:]:
        assert times[person] == near(grid(person))


@pytest.mark.parametrize("after", [0.0, 1.0], ids=["refuses", "hangs"])
def test_who_fails_is_asked_less_and_less_and_nobody_else_waits(log: Log, after: float) -> None:
    times = asked(log, behaviours=dict.fromkeys(range(1, 21), lambda: failing(after)))
    for person in range(1, 21):
        # On the ticks of its own still.
        assert all(min(abs(time - tick) for tick in grid(person)) < 0.0015 for time in times[person])
    pauses = [b - a for a, b in pairwise(times[1])]
    assert 1 < len(pauses) < len(grid(1)) / 2
    assert max(pauses) > 4 * DELAY
    for person in range(21, 41):
        assert times[person] == near(grid(person))


def test_ticks_that_pass_while_the_machine_is_busy_are_skipped_and_no_later_one_is_moved(log: Log) -> None:
    times = asked(log, held_up=1.05)
    for person in PERSONS:
        kept = [tick for tick in grid(person) if not 5.0 + BETWEEN < tick < 6.05 + BETWEEN]
        late = [time for time in times[person] if min(abs(time - tick) for tick in grid(person)) > 0.0015]
        assert [time for time in times[person] if time not in late] == near(kept)
        assert late == near([6.05 + BETWEEN]), "one is late, none is made up for"
