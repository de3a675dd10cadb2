from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog
from msgspec.structs import replace

from cacher.failures import Failures
from cacher.log import Log
from cacher.metrics import Metrics
from cacher.outage import Outage
from cacher.outbox import Outbox
from footlib.reading import decode_answer
from footlib.settings import Settings
from footlib.store import Clock, Entry, Writer, redis_client
from footlib.store.connection import Client
from tests.cacher.helpers import KillableRedis, eventually, stored
from tests.conftest import answer


@dataclass
class Bench:
    """An outbox and what it told others."""

    outbox: Outbox
    outage: Outage
    metrics: Metrics
    failures: Failures
    clock: Clock
    held: dict[int, str] = field(default_factory=dict)

    def put(self, person: int, number: int, *, anomaly: bool = False) -> None:
        reading = decode_answer(answer(trace_id=number, anomaly=anomaly))
        self.outbox.put(Entry(person, self.clock.stamp(person), reading))

    def total(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(f"footwatch_{name}", labels) or 0.0


@asynccontextmanager
async def bench(settings: Settings, log: Log) -> AsyncIterator[Bench]:
    client = redis_client(settings)
    clock = Clock()
    writer = Writer(client, settings, clock)
    metrics, outage, failures = Metrics(), Outage(log), Failures(writer, clock, log)
    held: dict[int, str] = {}
    outbox = Outbox(
        writer,
        settings,
        outage=outage,
        failures=failures,
        metrics=metrics,
        log=log,
        on_lease_lost=held.__setitem__,
        on_stored=lambda _: None,
    )
    yield Bench(outbox, outage, metrics, failures, clock, held)
    await client.aclose()


@asynccontextmanager
async def at_work(parts: Bench) -> AsyncIterator[None]:
    task = asyncio.create_task(parts.outbox.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_stores_in_order_and_in_few_round_trips(settings: Settings, client: Client, log: Log) -> None:
    async with bench(settings, log) as parts, at_work(parts):
        for number in range(1, 101):
            for person in range(1, 6):
                parts.put(person, number)
        await parts.outbox.emptied()
        for person in range(1, 6):
            assert await stored(client, person) == list(range(1, 101))
        assert parts.total("readings_stored_total") == 500
        assert parts.total("redis_seconds_count", call="append") < 5


async def test_a_full_buffer_drops_ordinary_readings_first_and_says_so_once(
    settings: Settings, killable: KillableRedis, log: Log, capture: structlog.testing.LogCapture
) -> None:
    killable.kill()
    small = replace(settings, port=killable.port, buffer_readings=10)
    async with bench(small, log) as parts, at_work(parts):
        for number in range(1, 31):
            parts.put(1, number, anomaly=number % 10 == 0)
        await eventually(lambda: parts.outage.reason is not None)
        assert len(parts.outbox) == 10
        killable.start()
        await parts.outbox.emptied()
        client = redis_client(small)
        assert await stored(client, 1) == [10, 20, *range(23, 31)]
        await client.aclose()
        assert parts.total("readings_dropped_total", why="buffer full, ordinary") == 20
        assert parts.total("readings_dropped_total", why="buffer full, flagged") == 0
    events = [entry["event"] for entry in capture.entries]
    assert len([event for event in events if "buffer is full" in event]) == 1


@pytest.fixture
def forgetful(tmp_path: Path) -> Iterator[KillableRedis]:
    """A Redis that loses nothing by itself and is cut by hand."""
    server = KillableRedis(tmp_path, appendfsync="no")
    server.start()
    yield server
    server.kill()


@pytest.mark.parametrize("noticed", [True, False], ids=["an append fails", "back before the next append"])
async def test_the_second_that_a_killed_redis_forgot_is_stored_again(
    settings: Settings, forgetful: KillableRedis, log: Log, capture: structlog.testing.LogCapture, *, noticed: bool
) -> None:
    own = replace(settings, port=forgetful.port)
    async with bench(own, log) as parts, at_work(parts):
        for number in range(1, 11):
            if number == 6:
                await parts.outbox.emptied()
                size = forgetful.written()
            for person in (1, 2, 3):
                parts.put(person, number, anomaly=number % 4 == 0)
        await parts.outbox.emptied()
        forgetful.kill()
        forgetful.cut(size)
        if noticed:
            parts.put(1, 11)
            await eventually(lambda: parts.outage.reason is not None)
        forgetful.start()
        # Whoever comes first after it: each person has its own to be stored again.
        for person in (3, 2, 1):
            parts.put(person, 12)
            await parts.outbox.emptied()
        client = redis_client(own)
        for person in (1, 2, 3):
            extra = [11] if noticed and person == 1 else []
            assert await stored(client, person) == [*range(1, 11), *extra, 12]
            assert await client.llen(f"{person}_anomaly") == 2
        await client.aclose()
        assert parts.total("readings_dropped_total", why="buffer full, ordinary") == 0
    said = [entry for entry in capture.entries if "has lost" in entry["event"]]
    assert said[0]["readings"] >= 5


async def test_a_loss_at_the_end_is_kept_with_what_is_left(
    settings: Settings, forgetful: KillableRedis, log: Log
) -> None:
    async with bench(replace(settings, port=forgetful.port), log) as parts:
        async with at_work(parts):
            for number in range(1, 6):
                parts.put(1, number)
            await parts.outbox.emptied()
        forgetful.kill()
        parts.put(1, 6)
        assert [entry.reading.trace_id for entry in await parts.outbox.close(0.3)] == [1, 2, 3, 4, 5, 6]


async def test_what_is_kept_of_a_person_goes_with_it(settings: Settings, forgetful: KillableRedis, log: Log) -> None:
    async with bench(replace(settings, port=forgetful.port), log) as parts:
        async with at_work(parts):
            for person in (1, 2):
                parts.put(person, person)
            await parts.outbox.emptied()
        parts.outbox.forget(1)
        forgetful.kill()
        parts.put(3, 3)
        assert [entry.person for entry in await parts.outbox.close(0.3)] == [2, 3]


async def test_one_person_s_wrong_keys_cost_only_that_person(settings: Settings, client: Client, log: Log) -> None:
    await client.set("1_data", "a text")
    async with bench(settings, log) as parts, at_work(parts):
        for number in range(1, 4):
            parts.put(1, number)
            parts.put(2, number)
        await parts.outbox.emptied()
        assert await stored(client, 2) == [1, 2, 3]
        assert parts.failures.failing == {1}
        assert parts.total("readings_dropped_total", why="refused by Redis") == 3


async def test_a_person_held_elsewhere_is_handed_on(settings: Settings, client: Client, log: Log) -> None:
    await client.set("1_lease", "somebody else")
    async with bench(settings, log) as parts, at_work(parts):
        parts.put(1, 1)
        await parts.outbox.emptied()
        assert parts.held == {1: "somebody else"}
        assert await client.llen("1_data") == 0
        assert parts.total("readings_dropped_total", why="held elsewhere") == 1


@pytest.mark.parametrize("alive", [True, False])
async def test_closing_stores_what_it_can_and_returns_the_rest(
    settings: Settings, killable: KillableRedis, log: Log, alive: bool
) -> None:
    if not alive:
        killable.kill()
    async with bench(replace(settings, port=killable.port), log) as parts:
        for number in range(1, 4):
            parts.put(1, number)
        left = await parts.outbox.close(10 if alive else 0.5)
        assert [entry.reading.trace_id for entry in left] == ([] if alive else [1, 2, 3])


@asynccontextmanager
async def forgetful_proxy(port: int, every: int) -> AsyncIterator[int]:
    """Passes commands on to Redis, but cuts the connection in place of every so-many-th answer."""
    answers = 0
    handlers: set[asyncio.Task[None] | None] = set()

    async def passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, cut: bool) -> None:
        nonlocal answers
        while data := await reader.read(65536):
            answers += cut
            if cut and answers % every == 0:
                return
            writer.write(data)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handlers.add(asyncio.current_task())
        redis_reader, redis_writer = await asyncio.open_connection("127.0.0.1", port)
        ways = [
            asyncio.create_task(passed_on(reader, redis_writer, cut=False)),
            asyncio.create_task(passed_on(redis_reader, writer, cut=True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for side in (writer, redis_writer):
                side.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await asyncio.wait([handler for handler in handlers if handler])


async def test_an_answer_lost_after_the_write_makes_no_duplicate(settings: Settings, client: Client, log: Log) -> None:
    async with forgetful_proxy(settings.port, every=5) as port, bench(replace(settings, port=port), log) as parts:
        async with at_work(parts):
            for number in range(1, 201):
                for person in (1, 2):
                    parts.put(person, number, anomaly=number % 7 == 0)
                if number % 5 == 0:
                    await parts.outbox.emptied()
            await parts.outbox.emptied()
        for person in (1, 2):
            assert await stored(client, person) == list(range(1, 201))
            assert await client.llen(f"{person}_anomaly") == 28
        assert parts.total("readings_repeated_total") > 0
