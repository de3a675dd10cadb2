"""A constant 2,000 readings/s from few and from many persons: CPU and memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.tools.api_stub import api_stub
from tests.bench.tools.cachers import cacher
from tests.bench.tools.result import Result, Target
from tests.bench.tools.store import server

PERSONS: Final = (100, 600, 2000, 6000)
RATE: Final = 2000.0
CONNECTIONS: Final = 500
LATENCY_MS: Final = 50.0
SECONDS: Final = 15.0
MOST_MB: Final = 150.0


def run() -> Iterator[Result]:
    """CPU for 1,000 readings (the baseline is that of the fewest persons), and resident memory."""
    first = None
    for persons in PERSONS:
        delay = persons / RATE
        with tempfile.TemporaryDirectory() as folder, server() as redis:
            # With fewer persons than fit into the latency, one request would wait for the last one.
            latency = min(LATENCY_MS, round(1000 * delay / 3))
            with api_stub(Path(folder), latency) as stub:
                options = {"REQUEST_DELAY": delay, "CONNECTIONS": CONNECTIONS}
                with cacher(stub.url, redis.port, persons, Path(folder), **options) as own:
                    own.wait_for(persons, 5.0)
                    before, after = own.over(SECONDS)
        stored = after.stored - before.stored
        cpu = 1000 * (after.cpu - before.cpu) / stored
        first = first or cpu
        conditions = {
            "persons": persons,
            "readings_per_s": round(stored / (after.time - before.time), 1),
            "connections": CONNECTIONS,
            "latency_ms": latency,
        }
        yield Result(
            cpu,
            "s",
            first,
            conditions | {"of": "CPU for 1,000 readings"},
            (Target("ratio", at_least=0.8, at_most=1.2),),
        )
        yield Result(
            after.memory, "MB", None, conditions | {"of": "resident memory"}, (Target("value", at_most=MOST_MB),)
        )
