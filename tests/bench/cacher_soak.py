"""Ten minutes: does anything grow, or stay?

Pools that fill up are no leak: connections to the API are opened where all others are in use, up to CONNECTIONS, and
each part of the cacher that talks to Redis has one of its own once two of them talk at the same time. So these two
are held to their bounds, and everything else to what was there at minute two.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.bench.tools.api_stub import api_stub
from tests.bench.tools.cachers import RunningCacher, cacher
from tests.bench.tools.result import Result, Target
from tests.bench.tools.store import server

PERSONS: Final = 600
DELAY: Final = 0.3
LATENCY_MS: Final = 50.0
MINUTES: Final = 10
SETTLED: Final = 2
CONNECTIONS: Final = 500
REDIS_PARTS: Final = 5
"""Outbox, leases, sweeper, failures, list compression."""


def run() -> Iterator[Result]:
    """Memory, sockets and files, threads at the end beside those of minute two."""
    with tempfile.TemporaryDirectory() as folder, server() as redis, api_stub(Path(folder), LATENCY_MS) as stub:
        options = {"REQUEST_DELAY": DELAY, "MAX_SEC": 30, "CLEAR_DELAY": 10, "CONNECTIONS": CONNECTIONS}
        ports = {urlsplit(stub.url).port: "sockets to the API", redis.port: "sockets to Redis"}
        with cacher(stub.url, redis.port, PERSONS, Path(folder), **options) as own:
            own.wait_for(PERSONS, 60.0 * SETTLED)
            settled = _sizes(own, ports)
            time.sleep(60.0 * (MINUTES - SETTLED))
            ended = _sizes(own, ports)
    conditions = {"persons": PERSONS, "delay_s": DELAY, "minutes": MINUTES, "baseline_minute": SETTLED}
    yield Result(
        ended["memory"],
        "MB",
        settled["memory"],
        conditions | {"of": "resident memory"},
        (Target("ratio", at_most=1.05),),
    )
    bounds = settled | {"sockets to the API": CONNECTIONS, "sockets to Redis": REDIS_PARTS}
    for name in (*ports.values(), "other sockets", "files", "threads", "tasks"):
        yield Result(
            ended[name],
            "count",
            settled[name],
            conditions | {"of": name, "bound": bounds[name]},
            (Target("value", at_most=bounds[name]),),
        )


def _sizes(own: RunningCacher, ports: Mapping[int | None, str]) -> dict[str, float]:
    sockets = Counter(
        ports.get(socket.raddr.port if socket.raddr else None, "other sockets")
        for socket in own.process.net_connections()
    )
    seen = own.look()
    return {
        **{name: sockets[name] for name in (*ports.values(), "other sockets")},
        "memory": seen.memory,
        "files": len(own.process.open_files()),
        "threads": own.process.num_threads(),
        "tasks": seen.numbers["tasks"],
    }
