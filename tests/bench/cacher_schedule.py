"""1,000 persons at 0.3 s, an API that takes 50 ms: is every reading there, and in time?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from tests.bench.tools.api_stub import api_stub
from tests.bench.tools.cachers import cacher
from tests.bench.tools.result import Result, Target
from tests.bench.tools.store import server

PERSONS: Final = 1000
DELAY: Final = 0.3
LATENCY_MS: Final = 50.0
SECONDS: Final = 60.0


def run() -> Iterator[Result]:
    """Readings stored of those due, intervals between two requests for a person, and the cores that it takes."""
    with tempfile.TemporaryDirectory() as folder, server() as redis:
        with (
            api_stub(Path(folder), LATENCY_MS) as stub,
            cacher(stub.url, redis.port, PERSONS, Path(folder), REQUEST_DELAY=DELAY) as own,
        ):
            own.wait_for(PERSONS, 3.0)
            before, after = own.over(SECONDS)
        intervals = stub.intervals(before.time, after.time)
    took = after.time - before.time
    share = 100 * (after.stored - before.stored) / (PERSONS * took / DELAY)
    off = 1000 * np.abs(intervals - DELAY)
    conditions = {
        "persons": PERSONS,
        "delay_s": DELAY,
        "latency_ms": LATENCY_MS,
        "seconds": SECONDS,
        "waited_for_a_core_s": None if after.waited is None else round(after.waited - (before.waited or 0.0), 2),
    }
    yield Result(
        share, "percent", None, conditions | {"of": "readings stored of those due"}, (Target("value", at_least=99.9),)
    )
    for quantile, most in ((50, 1.0), (99, 15.0)):
        yield Result(
            float(np.percentile(off, quantile)),
            "ms",
            None,
            conditions | {"of": f"p{quantile} of start-to-start off 0.3 s", "intervals": len(off)},
            (Target("value", at_most=most),),
        )
    cores = (after.cpu - before.cpu) / took
    yield Result(cores, "cores", None, conditions | {"of": "cacher"}, (Target("value", at_most=0.8),))
