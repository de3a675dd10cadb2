import asyncio
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from footlib.errors import StoreError
from footlib.recording import UNKNOWN_TRACE
from footlib.settings import Settings
from footlib.store import Clock, EmbeddedStore, Store, Writer, redis_client
from footlib.store.clock import as_text
from footlib.store.connection import Client
from footlib.store.episodes import GAP_SEC
from footlib.store.keys import Keys
from tests.footlib.store.test_reader import foreign
from tests.footlib.store.test_writer import START, entries

SECOND = 1_000_000


async def listed(client: Client, person: int, name: str) -> list[bytes]:
    raw: Any = client
    return [bytes(element) for element in await raw.lrange(f"{person}_{name}", 0, -1)]


async def context(client: Client, person: int) -> list[tuple[bytes, bytes, bytes]]:
    columns = [await listed(client, person, f"context_{name}") for name in ("data", "timestamp", "trace")]
    return list(zip(*columns, strict=True))


async def sweep_before(writer: Writer, person: int, microseconds: int) -> int:
    return await writer.sweep(person, (writer.clock.now(person) - microseconds) / SECOND)


def tenths(recording_time: np.ndarray[Any, np.dtype[np.float64]]) -> list[int]:
    return [round(t) for t in ((recording_time - START / SECOND) * 10).tolist()]


def kept(times: list[float], flagged: list[float], seconds: float) -> list[bool]:
    """Whether a reading belongs to the context, told from the definition."""
    runs: list[tuple[float, float]] = []
    for t in sorted(flagged):
        if runs and t - runs[-1][1] <= GAP_SEC:
            runs[-1] = (runs[-1][0], t)
        else:
            runs.append((t, t))
    return [any(start - seconds <= t <= end + seconds for start, end in runs) for t in times]


async def test_an_episode_outlives_the_history_with_its_context(writer: Writer, client: Client, store: Store) -> None:
    batch = entries(3, 3000, flagged={*range(1000, 1011), 1025})
    await writer.append(batch)
    (episode,) = await store.episodes(3)
    before = await store.episode_window(3, episode)
    assert await sweep_before(writer, 3, START + 10**9) == 3000
    assert await client.exists("3_data", "3_timestamp", "3_trace") == 0
    window = await store.episode_window(3, episode)
    assert tenths(window.time) == tenths(before.time) == list(range(950, 1076))
    assert window.counts.tolist() == [list(entry.reading.counts) for entry in batch[950:1076]]
    assert window.trace_id.tolist() == [2350401012010] * 126
    assert np.flatnonzero(window.flagged).tolist() == [*range(50, 61), 75]
    assert [row for row, _, _ in await context(client, 3)] == [entry.reading.sensors for entry in batch[950:1076]]


@pytest.mark.parametrize("cut", [940, 951, 1000, 1005, 1030, 1059, 1070])
async def test_half_swept_context_is_read_once(writer: Writer, client: Client, store: Store, cut: int) -> None:
    await writer.append(entries(3, 2000, flagged=set(range(1000, 1011))))
    for _ in range(2):
        await sweep_before(writer, 3, START + cut * 100_000 - 50_000)
    (episode,) = await store.episodes(3)
    assert tenths((await store.episode_window(3, episode)).time) == list(range(950, 1061))
    assert len(await context(client, 3)) == max(0, min(cut, 1061) - 950)


async def test_without_context_the_flagged_readings_remain(settings: Settings, client: Client) -> None:
    without = msgspec.structs.replace(settings, context_sec=0.0)
    writer, store = Writer(client, without, Clock()), Store(without)
    await writer.append(entries(3, 100, flagged={50, 51}))
    await sweep_before(writer, 3, START + 10**9)
    assert await client.keys("3_context*") == []
    (episode,) = await store.episodes(3)
    window = await store.episode_window(3, episode)
    assert tenths(window.time) == [50, 51]
    assert window.flagged.all()
    await store.close()


async def test_what_was_swept_is_read_with_the_context_it_was_kept_with(
    settings: Settings, writer: Writer, client: Client
) -> None:
    await writer.append(entries(3, 1000, flagged={500}))
    await sweep_before(writer, 3, START + 10**9)
    assert await client.hget("3_anomaly_count", "context") == b"5.0"
    later = Store(msgspec.structs.replace(settings, context_sec=1.0))
    (episode,) = await later.episodes(3)
    assert len(await later.episode_window(3, episode)) == 101
    assert len(await later.episode_window(3, episode, 2)) == 41
    assert len(await later.episode_window(3, episode, 60)) == 101
    await later.close()


async def test_foreign_anomalies_keep_their_context_before_anybody_counts_them(
    writer: Writer, client: Client, store: Store
) -> None:
    await foreign(client, 7, [str(1_700_000_000 + i // 3) for i in range(90)])
    await foreign(client, 7, ["1700000010", "1700000010"], anomalies=True)
    assert await sweep_before(writer, 7, START + 10**9) == 90
    assert [float(t) for _, t, _ in await context(client, 7)] == [1_700_000_000 + i // 3 for i in range(15, 48)]
    assert [share async for share in store.count_foreign(7)][-1] == 1
    assert await client.hget("7_anomaly_count", "context") == b"5.0", "counting anew does not forget it"
    (episode,) = await store.episodes(7)
    window = await store.episode_window(7, episode)
    assert len(window) == 33, "rows of one time stamp are all there, none twice"
    assert window.trace_id.tolist() == [UNKNOWN_TRACE] * 33


async def test_store_without_anomalies_gets_no_new_keys(writer: Writer, client: Client) -> None:
    await foreign(client, 7, [str(1_700_000_000 + i) for i in range(90)])
    assert await sweep_before(writer, 7, START + 49 * SECOND + 500_000) == 50
    assert sorted(await client.keys("7_*")) == [b"7_data", b"7_timestamp"]


async def test_unreadable_and_unpaired_rows_are_dropped_alone(writer: Writer, client: Client) -> None:
    await foreign(client, 7, ["1700000000", "soon", "1700000002"])
    await client.rpush("7_timestamp", "1700000003")
    await foreign(client, 7, ["1700000001"], anomalies=True)
    assert await sweep_before(writer, 7, START + 10**9) == 4
    assert [t for _, t, _ in await context(client, 7)] == [b"1700000000", b"1700000002"]


async def test_a_full_redis_can_still_be_swept(writer: Writer, client: Client) -> None:
    await writer.append(entries(3, 200, flagged={100}))
    await client.config_set("maxmemory", "1")
    try:
        assert await sweep_before(writer, 3, START + 10**9) == 200
    finally:
        await client.config_set("maxmemory", "0")
    assert len(await context(client, 3)) == 101


@pytest.mark.parametrize("key", ["3_context_data", "3_context_trace", "3_anomaly_count"])
async def test_key_of_a_wrong_type_leaves_everything_as_it_was(writer: Writer, client: Client, key: str) -> None:
    await writer.append(entries(3, 200, flagged={100}))
    await client.delete(key)
    await client.set(key, "of somebody else")
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await sweep_before(writer, 3, START + 10**9)
    assert len(await listed(client, 3, "data")) == len(await listed(client, 3, "timestamp")) == 200
    assert len(await listed(client, 3, "context_timestamp")) == 0


async def test_cost_of_a_call_does_not_grow_with_the_anomalies(writer: Writer, client: Client) -> None:
    """Commands that a sweep runs over one row, with ever more flagged readings on either side of it."""
    spent = []
    for n in (1000, 40_000):
        await client.flushdb()
        around = [*range(n), *range(n + 10, 2 * n)]
        for start in range(0, len(around), 5000):
            await foreign(client, 7, [str(1_600_000_000 + t) for t in around[start : start + 5000]], anomalies=True)
        await foreign(client, 7, [str(1_600_000_000 + t) for t in (n + 2, n + 4, 2 * n + 50)])
        await client.config_resetstat()
        assert await sweep_before(writer, 7, START) == 3
        assert len(await context(client, 7)) == 2
        stats = await client.info("commandstats")
        spent.append({name: stats[f"cmdstat_{name}"]["calls"] for name in ("lindex", "lrange", "evalsha")})
    few, many = spent
    assert many["lindex"] <= few["lindex"] + 40, "two look-ups for every doubling"
    assert many["evalsha"] - few["evalsha"] <= 1
    assert many["lrange"] <= few["lrange"] + 20


steps = st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=40)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.tuples(steps, st.integers(0, 400)), max_size=5), seconds=st.sampled_from([0.5, 1.0, 5.0]))
async def test_any_order_of_appends_and_sweeps_keeps_the_context_and_nothing_else(
    settings: Settings, client: Client, rounds: list[tuple[list[tuple[int, bool]], int]], seconds: float
) -> None:
    await client.flushall()
    writer = Writer(client, msgspec.structs.replace(settings, context_sec=seconds), Clock())
    history: list[float] = []
    flagged: list[float] = []
    expected: list[float] = []
    at = 0
    for batch, limit in rounds:
        for step, flag in batch:
            at += step
            await writer.append(entries(5, 1, start=START + at * 100_000, flagged={0} if flag else set()))
            history.append(at / 10)
            flagged += [at / 10] if flag else []
        cut = max(0, at - limit)
        await sweep_before(writer, 5, START + cut * 100_000 - 50_000)
        due = [t for t in history if t < cut / 10 - 0.01]
        expected += [t for t, keep in zip(due, kept(due, flagged, seconds + 1e-6), strict=True) if keep]
        history = history[len(due) :]
    assert [round(float(t) - START / SECOND, 1) for _, t, _ in await context(client, 5)] == expected
    assert len(await listed(client, 5, "data")) == len(await listed(client, 5, "trace")) == len(history)


async def test_killed_store_has_every_reading_in_one_place(tmp_path: Path) -> None:
    """Redis is killed again and again while the sweep runs; nothing is lost and nothing is there twice."""
    embedded = EmbeddedStore(tmp_path)
    settings = embedded.filled(Settings())
    client = redis_client(settings)
    dice = random.Random(7)
    batch = entries(3, 4000, flagged=set(range(0, 4000, 90)))
    try:
        await client.config_set("appendfsync", "always")
        await Writer(client, settings, Clock()).append(batch)
        for killed in range(8):
            writer = Writer(client, settings, Clock())
            sweeping = asyncio.create_task(sweep_slowly(client, writer, 500 * (killed + 1)))
            await asyncio.sleep(dice.uniform(0, 0.02))
            os.kill(embedded.pid, signal.SIGKILL)
            deadline = time.monotonic() + 10
            while embedded.alive():
                assert time.monotonic() < deadline
                await asyncio.sleep(0.001)
            await asyncio.gather(sweeping, return_exceptions=True)
            embedded.restart()
            await client.config_set("appendfsync", "always")
            moved = [t for _, t, _ in await context(client, 3)]
            left = await listed(client, 3, "timestamp")
            assert len(left) == len(await listed(client, 3, "data")) == len(await listed(client, 3, "trace"))
            # A flagged reading every nine seconds has a context without a break.
            assert moved + left == [as_text(entry.time).encode() for entry in batch]
        assert moved
    finally:
        await client.aclose()
        embedded.close()


async def sweep_slowly(client: Client, writer: Writer, rows: int) -> None:
    for row in range(0, rows, 20):
        await sweep_before(writer, 3, START + row * 100_000)


def test_context_keys_of_a_cluster_share_a_slot() -> None:
    assert Keys(3, cluster=True).context == ("{3}_context_data", "{3}_context_timestamp", "{3}_context_trace")
