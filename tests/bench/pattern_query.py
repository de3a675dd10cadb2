"""Find a stretch elsewhere in ten minutes at 10 Hz, six channels, beside a loop over every place.

In this process, as a notebook does it, and by way of the process that the dashboard asks.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any, Final

import numpy as np

from footlib.analysis import require
from footlib.analysis.patterns import find_similar
from footlib.recording import Recording
from footlib.standin.gait import Walker, walk
from footlib.ui.data.searcher import Searcher
from tests.bench.tools.result import Result, Target

RATE: Final = 10.0
SECONDS: Final = 600
SINCE: Final = 100.0
LENGTHS: Final = (1.0, 3.0, 10.0)
REPEATS: Final = 50


def run() -> Iterator[Result]:
    """One result for each length of the stretch, after the package has compiled itself."""
    moments = np.arange(0, SECONDS, 1 / RATE)
    recording = Recording.from_columns(moments, walk(Walker(saturation=0.6), moments)[0])
    started = time.perf_counter()
    find_similar(recording, SINCE, SINCE + LENGTHS[0])
    warm_up = time.perf_counter() - started
    for length in LENGTHS:
        until = SINCE + length
        best, plain = require(find_similar(recording, SINCE, until, least=-1.0))[0], _plain(recording, SINCE, until)
        if abs(best.similarity - plain) > 1e-6:
            raise AssertionError(f"the best match has {best.similarity}, the plain loop found {plain}")
        slow = _milliseconds(lambda until=until: _plain(recording, SINCE, until), 3)  # type: ignore[misc]
        here = _milliseconds(lambda until=until: find_similar(recording, SINCE, until), REPEATS)  # type: ignore[misc]
        conditions: dict[str, Any] = {"readings": len(recording), "stretch_s": length}
        target = (Target("value", at_most=200.0),)
        yield Result(here, "ms", slow, {**conditions, "asked": "here", "warm_up_s": round(warm_up, 1)}, target)
        there, started_in = asyncio.run(_beside(recording, until))
        conditions |= {"asked": "the process beside", "warm_up_s": round(started_in, 1)}
        yield Result(there, "ms", slow, conditions, target)


async def _beside(recording: Recording, until: float) -> tuple[float, float]:
    """Milliseconds of a question and its answer, seconds of the first one."""
    searcher = Searcher()
    spent = []
    try:
        for _ in range(1 + REPEATS):
            started = time.perf_counter()
            await searcher.find(recording, SINCE, until)
            spent.append(time.perf_counter() - started)
    finally:
        await searcher.close()
    return 1e3 * median(spent[1:]), spent[0]


def _milliseconds(work: Callable[[], object], repeats: int) -> float:
    spent = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return 1e3 * median(spent)


def _plain(recording: Recording, since: float, until: float) -> float:
    """Similarity of the best match, found by normalising the stretch at every place anew."""
    counts = recording.counts.astype(np.float64)
    first = int(np.searchsorted(recording.time, since))
    size = int(np.searchsorted(recording.time, until, "right")) - first
    query = _normalised(counts[first : first + size])
    best = -1.0
    for place in range(len(counts) - size + 1):
        if abs(place - first) >= size:
            best = max(best, float((query * _normalised(counts[place : place + size])).mean()))
    return best


def _normalised(stretch: np.ndarray) -> np.ndarray:
    deviation = stretch.std(axis=0)
    normal: np.ndarray = (stretch - stretch.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
    return normal
