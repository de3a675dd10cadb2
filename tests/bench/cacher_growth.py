"""A constant 2,000 readings/s from few and from many persons: CPU and memory."""

from __future__ import annotations

import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
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
SECONDS: Final = 10.0
ROUNDS: Final = 3
MOST_MB: Final = 150.0


@dataclass(frozen=True, slots=True)
class Round:
    """What one round found: CPU for 1,000 readings, s; readings/s; resident memory, MB."""

    cpu: float
    rate: float
    memory: float


def run() -> Iterator[Result]:
    """CPU for 1,000 readings (the baseline is that of the fewest persons), and resident memory."""
    rounds: defaultdict[int, list[Round]] = defaultdict(list)
    # In turns, so that a minute in which the machine is slower does not meet one number of persons alone.
    for _ in range(ROUNDS):
        for persons in PERSONS:
            rounds[persons].append(_round(persons))
    fewest = statistics.median(one.cpu for one in rounds[PERSONS[0]])
    for persons, found in rounds.items():
        conditions = {
            "persons": persons,
            "readings_per_s": round(statistics.median(one.rate for one in found), 1),
            "connections": CONNECTIONS,
            "latency_ms": _latency_ms(persons),
            "rounds": ROUNDS,
        }
        yield Result(
            statistics.median(one.cpu for one in found),
            "s",
            fewest,
            conditions
            | {
                "of": "CPU for 1,000 readings",
                "statistic": "median of the rounds",
                "least_s": min(one.cpu for one in found),
                "most_s": max(one.cpu for one in found),
            },
            (Target("ratio", at_least=0.8, at_most=1.2),),
        )
        yield Result(
            max(one.memory for one in found),
            "MB",
            None,
            conditions | {"of": "resident memory", "statistic": "largest of the rounds"},
            (Target("value", at_most=MOST_MB),),
        )


def _round(persons: int) -> Round:
    with tempfile.TemporaryDirectory() as folder, server() as redis:
        options = {"REQUEST_DELAY": persons / RATE, "CONNECTIONS": CONNECTIONS}
        with (
            api_stub(Path(folder), _latency_ms(persons)) as stub,
            cacher(stub.url, redis.port, persons, Path(folder), **options) as own,
        ):
            own.wait_for(persons, 5.0)
            before, after = own.over(SECONDS)
    stored = after.stored - before.stored
    return Round(1000 * (after.cpu - before.cpu) / stored, stored / (after.time - before.time), after.memory)


def _latency_ms(persons: int) -> float:
    """With fewer persons than fit into the latency, one request would wait for the last one."""
    return min(LATENCY_MS, round(1000 * persons / RATE / 3))
