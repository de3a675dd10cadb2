"""Running counts of flagged readings: read, and catch up on what a foreign writer stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

from footlib.errors import ReadingError
from footlib.reading import decode_sensors
from footlib.store import script_calls
from footlib.store.connection import Client, store_errors
from footlib.store.episodes import BINS, GAP_SEC, VERSION, AnomalyCounts, pack_flagged, parse_episode
from footlib.store.keys import Keys

_PER_CALL: Final = 2000


async def read(client: Client, keys: Keys) -> AnomalyCounts:
    """Read the running counts of a person in one round trip.

    Raises
    ------
    StoreError
        If Redis is away, or the newest episode is none.
    """
    async with store_errors(), client.pipeline(transaction=False) as pipeline:
        pipeline.llen(keys.anomalies[0])
        pipeline.hgetall(keys.counts)
        pipeline.llen(keys.episodes)
        pipeline.lindex(keys.episodes, 0)
        pipeline.lindex(keys.episodes, -1)
        readings, counts, episodes, oldest, newest = await pipeline.execute()
    current = counts.get(b"version", b"").decode() == VERSION
    return AnomalyCounts(
        readings=readings,
        counted=int(counts.get(b"counted", 0)) if current else 0,
        episodes=episodes,
        since=parse_episode(oldest).start if oldest else None,
        last=parse_episode(newest) if newest else None,
        left=_bars(counts, "L"),
        right=_bars(counts, "R"),
    )


async def catch_up(client: Client, keys: Keys) -> AsyncIterator[float]:
    """Count flagged readings that nobody counted yet, in calls of bounded size.

    Somebody else may do the same at once: a call that finds the counts moved on does nothing.

    Yields
    ------
    float
        Share of the flagged readings that are counted.

    Raises
    ------
    StoreError
        If Redis is away or refuses it.
    """
    while True:
        counts = await read(client, keys)
        if counts.counted >= counts.readings:
            yield 1.0
            return
        yield counts.counted / counts.readings
        stop = counts.counted + _PER_CALL - 1
        async with store_errors(), client.pipeline(transaction=False) as pipeline:
            for key in keys.anomalies:
                pipeline.lrange(key, counts.counted, stop)
            rows, times = await pipeline.execute()
        arguments: list[str | bytes] = []
        for row, time in zip(rows, times, strict=False):
            arguments += (time, _packed(row))
        if not arguments:
            return
        rule = (counts.counted, GAP_SEC, VERSION)
        await script_calls.run_one(client, "count", (keys.episodes, keys.counts), *rule, *arguments)


def _packed(row: bytes) -> str:
    try:
        sensors = sorted(decode_sensors(row), key=lambda sensor: sensor.id)
    except ReadingError:
        return ""
    return pack_flagged(tuple(s.value for s in sensors), tuple(s.anomaly for s in sensors))


def _bars(counts: dict[bytes, Any], foot: str) -> tuple[int, ...]:
    return tuple(int(counts.get(f"{foot}{bar}".encode(), 0)) for bar in range(BINS))
