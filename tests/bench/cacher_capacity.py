"""As fast as it can, 200 persons, answers checked and stored, beside a bare aiohttp client that only reads them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

from tests.bench.tools import bare_client
from tests.bench.tools.api_stub import api_stub
from tests.bench.tools.cachers import cacher
from tests.bench.tools.result import Result, Target
from tests.bench.tools.store import server

PERSONS: Final = 200
CONNECTIONS: Final = 500
SECONDS: Final = 5.0
ROUNDS: Final = 5


def run() -> Iterator[Result]:
    """Readings a second, and CPU time for a thousand, in turns with the baseline."""
    rates, costs = [], []
    with tempfile.TemporaryDirectory() as folder, server() as redis, api_stub(Path(folder)) as stub:
        for _ in range(ROUNDS):
            bare = bare_client.measured(stub.url, PERSONS, CONNECTIONS, SECONDS)
            with cacher(
                stub.url, redis.port, PERSONS, Path(folder), REQUEST_DELAY=0.01, CONNECTIONS=CONNECTIONS
            ) as own:
                own.wait_for(PERSONS, 1.0)
                before, after = own.over(SECONDS)
            stored = after.stored - before.stored
            rates.append((stored / (after.time - before.time), bare["rate"]))
            costs.append((1000 * (after.cpu - before.cpu) / stored, bare["cpu"]))
    conditions = {"persons": PERSONS, "connections": CONNECTIONS, "seconds": SECONDS, "rounds": ROUNDS}
    yield _middle(rates, "readings/s", conditions, (Target("ratio", at_least=0.75),))
    yield _middle(costs, "s", conditions | {"of": "CPU for 1,000 readings"}, ())


def _middle(
    pairs: list[tuple[float, float]], unit: str, conditions: dict[str, Any], targets: tuple[Target, ...]
) -> Result:
    """The round whose ratio is the median."""
    ratio = median(value / baseline for value, baseline in pairs)
    value, baseline = next(pair for pair in pairs if pair[0] / pair[1] == ratio)
    return Result(value, unit, baseline, conditions, targets)  # type: ignore[arg-type]
