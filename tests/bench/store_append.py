"""Readings appended per second by one connection, beside plain RPUSHes of the same bytes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count
from statistics import quantiles
from typing import Final

from redis.asyncio import Redis

from footlib.store import Clock, Entry, Writer, redis_client
from footlib.store.clock import as_text
from tests.bench.tools import store, walks
from tests.bench.tools.result import Result, Target

# What the outbox takes at once: 1,000 persons at 0.3 s, 200 persons as fast as it can, a full batch, after a pause.
BATCHES: Final = ((33, 1), (200, 1), (1000, 1), (200, 5))
READINGS: Final = 40_000
KEPT: Final = 6_000


def run() -> Iterator[Result]:
    """Measure batches of many persons."""
    for persons, each in BATCHES:
        ours, plain, rounds = store.run(partial(_measured, persons, each))
        yield Result(
            ours,
            "readings/s",
            plain,
            {
                "batch_persons": persons,
                "readings_a_person": each,
                "rounds": rounds,
                "statistic": "upper quartile of the rounds",
                "flagged_percent": 100 / walks.FLAGGED_EVERY,
                "baseline": "redis.asyncio pipeline, one RPUSH a list and reading",
                **store.VERSIONS,
            },
            (Target("ratio", at_least=1.0),),
        )


async def _measured(persons: int, each: int) -> tuple[float, float, int]:
    """Readings a second, ours and the baseline's, taken in turns."""
    rounds = max(READINGS // (persons * each), 20)
    ours, plain = [], []
    with store.server() as running:
        client = redis_client(store.settings(running))
        baseline = Redis(host="127.0.0.1", port=running.port, db=1, socket_timeout=None)
        writer = Writer(client, store.settings(running), Clock())
        for tick in count(0, each):
            batch = list(walks.entries(range(1, persons + 1), tick, each))
            if tick % KEPT == 0:
                await client.flushall()
            started = time.perf_counter()
            appended = await writer.append(batch)
            between = time.perf_counter()
            await _pushed(baseline, batch)
            ended = time.perf_counter()
            assert appended.stored == len(batch)
            ours.append(len(batch) / (between - started))
            plain.append(len(batch) / (ended - between))
            if len(ours) > rounds:
                break
        await client.aclose()
        await baseline.aclose()
    # The first round loads the script and opens the connections.
    return _quick(ours[1:]), _quick(plain[1:]), rounds


def _quick(rates: list[float]) -> float:
    # A round takes less than a millisecond, so whatever else the machine does shows in the slower ones.
    return quantiles(rates, n=4)[2]


async def _pushed(client: Redis, batch: Sequence[Entry]) -> None:
    async with client.pipeline(transaction=False) as pipeline:
        for entry in batch:
            person, reading, time_ = entry.person, entry.reading, as_text(entry.time)
            pipeline.rpush(f"{person}_data", reading.sensors)
            pipeline.rpush(f"{person}_timestamp", time_)
            pipeline.rpush(f"{person}_trace", reading.trace_id)
            if reading.flagged:
                pipeline.rpush(f"{person}_anomaly", reading.sensors)
                pipeline.rpush(f"{person}_anomaly_timestamp", time_)
        await pipeline.execute()
