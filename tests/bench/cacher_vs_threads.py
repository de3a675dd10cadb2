"""Persons at 0.3 s beside a poller on a thread pool with blocking Redis writes, the API taking 50 ms."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.tools import threads
from tests.bench.tools.api_stub import api_stub
from tests.bench.tools.cachers import cacher
from tests.bench.tools.result import Result, Target
from tests.bench.tools.store import server

PERSONS: Final = (6, 60, 600)
DELAY: Final = 0.3
LATENCY_MS: Final = 50.0
SECONDS: Final = 12.0


def run() -> Iterator[Result]:
    """Readings stored in a second; the full rate is persons by delay."""
    for persons in PERSONS:
        with tempfile.TemporaryDirectory() as folder, server() as redis, api_stub(Path(folder), LATENCY_MS) as stub:
            old = threads.measured(stub.url, persons, DELAY, SECONDS, redis.port)
            with cacher(stub.url, redis.port, persons, Path(folder), REQUEST_DELAY=DELAY) as own:
                own.wait_for(persons, 2.0)
                before, after = own.over(SECONDS)
        full = persons / DELAY
        targets = [Target("value", at_least=0.999 * full)]
        if persons == PERSONS[-1]:
            targets.append(Target("ratio", at_least=15.0))
        yield Result(
            (after.stored - before.stored) / (after.time - before.time),
            "readings/s",
            old,
            {"persons": persons, "delay_s": DELAY, "latency_ms": LATENCY_MS, "full_rate": full},
            tuple(targets),
        )
