from __future__ import annotations

import asyncio

import structlog
from msgspec.structs import replace

from cacher.log import Log
from cacher.metrics import Metrics
from cacher.sweeper import Sweeper
from footlib.reading import decode_answer
from footlib.settings import Settings
from footlib.store import Entry, Writer
from footlib.store.connection import Client
from tests.cacher.helpers import eventually, stored
from tests.conftest import answer

SECOND = 1_000_000


async def fill(writer: Writer, person: int) -> None:
    """Readings of the last 20 s, one a second, every fifth flagged."""
    now = writer.clock.now(person)
    entries = [
        Entry(person, now - (20 - n) * SECOND, decode_answer(answer(trace_id=n, anomaly=n % 5 == 0))) for n in range(20)
    ]
    await writer.append(entries)


async def test_drops_what_is_old_of_every_led_person_and_keeps_flagged_readings(
    writer: Writer, settings: Settings, client: Client, log: Log
) -> None:
    for person in (1, 2, 3):
        await fill(writer, person)
    metrics = Metrics()
    sweeper = Sweeper(writer, replace(settings, max_sec=9.5), lambda: (1, 2), metrics, log)
    await sweeper.round()
    for person in (1, 2):
        kept = await stored(client, person)
        assert kept == list(range(11, 20))
        assert await client.llen(f"{person}_anomaly") == 4
    assert len(await stored(client, 3)) == 20
    assert metrics.registry.get_sample_value("footwatch_readings_swept_total") == 22
    assert metrics.registry.get_sample_value("footwatch_sweeps_total") == 1


async def test_one_person_s_wrong_keys_are_said_once_and_keep_no_other_waiting(
    writer: Writer, settings: Settings, client: Client, log: Log, capture: structlog.testing.LogCapture
) -> None:
    await client.set("1_timestamp", "a text")
    await fill(writer, 2)
    sweeper = Sweeper(writer, replace(settings, max_sec=9.5), lambda: (1, 2), Metrics(), log)
    for _ in range(2):
        await sweeper.round()
    assert len(await stored(client, 2)) == 9
    assert [entry["persons"] for entry in capture.entries] == ["1"]


async def test_sweeps_at_every_clear_delay(writer: Writer, settings: Settings, client: Client, log: Log) -> None:
    metrics = Metrics()
    sweeper = Sweeper(writer, replace(settings, clear_delay=0.05), lambda: (1,), metrics, log)
    task = asyncio.create_task(sweeper.run())
    await eventually(lambda: (metrics.registry.get_sample_value("footwatch_sweeps_total") or 0) >= 3)
    task.cancel()
    await asyncio.wait([task])
