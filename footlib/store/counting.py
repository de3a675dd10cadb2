"""Running counts of flagged readings: read, and catch up on what a foreign writer stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from operator import attrgetter
from typing import Any, Final

from footlib.errors import ReadingError
from footlib.reading import decode_sensors
from footlib.sensors import LEFT, NAMES
from footlib.store import script_calls
from footlib.store.connection import Client, store_errors
from footlib.store.episodes import (
    BIN_WIDTH,
    BINS,
    GAP_SEC,
    VERSION,
    AnomalyCounts,
    Episode,
    pack_flagged,
    parse_episode,
)
from footlib.store.keys import Keys

_PER_CALL: Final = 2000
_SPANS_PER_CALL: Final = 100
_LEFT: Final = range(len(NAMES))[LEFT]


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


async def episodes_in(client: Client, keys: Keys, spans: Sequence[tuple[float, float]]) -> list[Episode]:
    """Episodes of a person that overlap any of some spans, oldest first, each once.

    Raises
    ------
    StoreError
        If Redis is away, or one is no episode.
    """
    elements: dict[bytes, None] = {}
    for first in range(0, len(spans), _SPANS_PER_CALL):
        some = [repr(time) for span in spans[first : first + _SPANS_PER_CALL] for time in span]
        elements |= dict.fromkeys(await script_calls.run_one(client, "episodes_in", (keys.episodes,), *some))
    return sorted(map(parse_episode, elements), key=attrgetter("first"))


async def of_episode(client: Client, keys: Keys, episode: Episode) -> AnomalyCounts:
    """What the flagged readings of an episode add to the running counts, read in calls of bounded size.

    Raises
    ------
    StoreError
        If Redis is away.
    """
    bars = {foot: [0] * BINS for foot in "LR"}
    stop = episode.first + episode.n
    for first in range(episode.first, stop, _PER_CALL):
        async with store_errors():
            rows: Any = await client.lrange(keys.anomalies[0], first, min(first + _PER_CALL, stop) - 1)
        for row in rows:
            for sensor, value in enumerate(map(int, _packed(row).split()[1:])):
                bars["L" if sensor in _LEFT else "R"][value // BIN_WIDTH] += 1
    return AnomalyCounts(episode.n, episode.n, 1, episode.start, episode, tuple(bars["L"]), tuple(bars["R"]))


def _packed(row: bytes) -> str:
    try:
        sensors = sorted(decode_sensors(row), key=lambda sensor: sensor.id)
    except ReadingError:
        return ""
    return pack_flagged(tuple(s.value for s in sensors), tuple(s.anomaly for s in sensors))


def _bars(counts: dict[bytes, Any], foot: str) -> tuple[int, ...]:
    return tuple(int(counts.get(f"{foot}{bar}".encode(), 0)) for bar in range(BINS))
