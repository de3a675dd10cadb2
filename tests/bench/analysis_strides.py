"""Ten minutes at 100 Hz: thresholds and stride table, beside a plain loop over the readings."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Final

import numpy as np

from footlib.analysis import adapt, detect, require, strides, summarise
from footlib.recording import Recording
from footlib.standin.gait import Walker, walk
from tests.bench.tools.result import Result, Target

RATE: Final = 100.0
SECONDS: Final = 600
REPEATS: Final = 15


def run() -> Iterator[Result]:
    """The live minute first, then the ten minutes."""
    moments = np.arange(0, SECONDS, 1 / RATE)
    recording = Recording.from_columns(moments, walk(Walker(saturation=0.6, drift=20.0), moments)[0])
    minute = recording.thin(10).window(60)
    yield Result(
        _milliseconds(lambda: summarise(minute), REPEATS * 20),
        "ms",
        conditions={"what": "summary of the live minute", "rate_hz": 10, "readings": len(minute)},
        targets=(Target("value", at_most=2.0),),
    )

    found, plain = require(strides(detect(recording))), _plain_strides(recording)
    if abs(len(found) - plain) > 2:
        raise AssertionError(f"{len(found)} strides, the plain loop found {plain}")
    yield Result(
        _milliseconds(lambda: strides(detect(recording, adapt(recording))), REPEATS),
        "ms",
        _milliseconds(lambda: _plain_strides(recording), 3),
        {"what": "thresholds and stride table", "rate_hz": RATE, "readings": len(recording), "strides": len(found)},
        (Target("value", at_most=100.0),),
    )


def _milliseconds(work: Callable[[], object], repeats: int) -> float:
    work()
    spent = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return 1e3 * median(spent)


def _plain_strides(recording: Recording) -> int:
    moments, rows = recording.time.tolist(), recording.counts.tolist()
    number = 0
    for channels in ((0, 1, 2), (3, 4, 5)):
        contacts: list[float] = []
        on = False
        block = len(rows) // (SECONDS // 60)
        for start in range(0, len(rows), block):
            part = rows[start : start + block]
            low = [_percentile([row[c] for row in part], 5) for c in channels]
            loads = [sum(max(0, row[c] - b) for c, b in zip(channels, low, strict=True)) for row in part]
            floor, top = _percentile(loads, 5), _percentile(loads, 95)
            rise, fall = floor + 0.10 * (top - floor), floor + 0.05 * (top - floor)
            for at, load in enumerate(loads, start):
                if not on and load > rise and (not contacts or moments[at] - contacts[-1] > 0.1):
                    on = True
                    contacts.append(moments[at])
                elif on and load < fall:
                    on = False
        number += len(contacts) - 1
    return number


def _percentile(values: list[float], percent: int) -> float:
    return sorted(values)[len(values) * percent // 100]
