"""Ten minutes: does anything grow, or stay?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.tools.api_stub import api_stub
from tests.bench.tools.cachers import RunningCacher, cacher
from tests.bench.tools.result import Result, Target
from tests.bench.tools.store import server

PERSONS: Final = 600
DELAY: Final = 0.3
LATENCY_MS: Final = 50.0
MINUTES: Final = 10
SETTLED: Final = 2


def run() -> Iterator[Result]:
    """Memory, sockets and files, threads at the end beside those of minute two."""
    with tempfile.TemporaryDirectory() as folder, server() as redis, api_stub(Path(folder), LATENCY_MS) as stub:
        options = {"REQUEST_DELAY": DELAY, "MAX_SEC": 30, "CLEAR_DELAY": 10}
        with cacher(stub.url, redis.port, PERSONS, Path(folder), **options) as own:
            own.wait_for(PERSONS, 60.0 * SETTLED)
            settled = _sizes(own)
            time.sleep(60.0 * (MINUTES - SETTLED))
            ended = _sizes(own)
    conditions = {"persons": PERSONS, "delay_s": DELAY, "minutes": MINUTES, "baseline_minute": SETTLED}
    yield Result(
        ended["memory"],
        "MB",
        settled["memory"],
        conditions | {"of": "resident memory"},
        (Target("ratio", at_most=1.05),),
    )
    for name in ("sockets", "files", "threads", "tasks"):
        bound = (Target("value", at_most=settled[name]),) if name != "sockets" else ()
        yield Result(ended[name], "count", settled[name], conditions | {"of": name}, bound)


def _sizes(own: RunningCacher) -> dict[str, float]:
    seen = own.look()
    return {
        "memory": seen.memory,
        "sockets": len(own.process.net_connections()),
        "files": len(own.process.open_files()),
        "threads": own.process.num_threads(),
        "tasks": seen.numbers["tasks"],
    }
