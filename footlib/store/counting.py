"""Running counts of flagged readings: read, and catch up on what a foreign writer stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
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
    places: list[tuple[int, int]] = []
    for first in range(0, len(spans), _SPANS_PER_CALL):
        some = [repr(float(time)) for span in spans[first : first + _SPANS_PER_CALL] for time in span]
        found = await script_calls.run_one(client, "episodes_in", (keys.episodes,), *some)
        places += zip(found[::2], found[1::2], strict=True)
    episodes: list[Episode] = []
    reached = 0
    for start, stop in sorted(places):
        for first in range(max(start, reached), stop, _PER_CALL):
            async with store_errors():
                elements: Any = await client.lrange(keys.episodes, first, min(first + _PER_CALL, stop) - 1)
            episodes += map(parse_episode, elements)
        reached = max(reached, stop)
    return episodes


async def of_episodes(
    client: Client, keys: Keys, episodes: Sequence[Episode]
) -> AsyncIterator[tuple[Episode, AnomalyCounts]]:
    """What the flagged readings of each episode add to the running counts, read in calls of bounded size.

    Raises
    ------
    StoreError
        If Redis is away.
    """
    rows: list[str] = []
    begin = end = 0
    for number, episode in enumerate(episodes):
        bars = {foot: [0] * BINS for foot in "LR"}
        place, stop = episode.first, episode.first + episode.n
        while place < stop:
            if not begin <= place < end:
                # Of episodes that follow each other many are read at once.
                begin, end = place, min(place + _PER_CALL, _run_end(episodes, number))
                async with store_errors():
                    found: Any = await client.lrange(keys.anomalies[0], begin, end - 1)
                rows = [_packed(row) for row in found]
            for packed in rows[place - begin : min(stop, end) - begin]:
                for sensor, value in enumerate(map(int, packed.split()[1:])):
                    bars["L" if sensor in _LEFT else "R"][value // BIN_WIDTH] += 1
            place = min(stop, end)
        counted = AnomalyCounts(episode.n, episode.n, 1, episode.start, episode, tuple(bars["L"]), tuple(bars["R"]))
        yield episode, counted


def _run_end(episodes: Sequence[Episode], number: int) -> int:
    """Index after the flagged readings of an episode and of those that follow it without others between."""
    stop = episodes[number].first + episodes[number].n
    for episode in episodes[number + 1 :]:
        if episode.first != stop or stop - episodes[number].first > _PER_CALL:
            break
        stop += episode.n
    return stop


def _packed(row: bytes) -> str:
    try:
        sensors = sorted(decode_sensors(row), key=lambda sensor: sensor.id)
    except ReadingError:
        return ""
    return pack_flagged(tuple(s.value for s in sensors), tuple(s.anomaly for s in sensors))


def _bars(counts: dict[bytes, Any], foot: str) -> tuple[int, ...]:
    return tuple(int(counts.get(f"{foot}{bar}".encode(), 0)) for bar in range(BINS))
