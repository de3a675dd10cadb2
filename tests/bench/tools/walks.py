"""Readings as the monitor API gives them, from the walking model."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import numpy as np

from footlib.reading import Reading, decode_answer
from footlib.standin.gait import Walker, walk
from footlib.store import Entry

RATE: Final = 10.0
"""Readings a second of one person."""
STEP: Final = round(1e6 / RATE)
FLAGGED_EVERY: Final = 20
START: Final = 1_700_000_000_000_000


@cache
def readings(n: int) -> tuple[Reading, ...]:
    """`n` readings of a walk at `RATE`, one in `FLAGGED_EVERY` flagged, in the form that DOMAIN.md documents."""
    counts, _ = walk(Walker(saturation=0.6, drift=20.0, noise=4.0), np.arange(n) / RATE)
    return tuple(decode_answer(_answer(row, tick)) for tick, row in enumerate(counts.tolist()))


def entries(persons: Iterable[int], first: int, n: int, start: int = START) -> Iterator[Entry]:
    """Rows `first` to `first + n` of every person's walk, as the cacher takes them in: tick by tick."""
    walked = readings(6000)
    followed = list(persons)
    for tick in range(first, first + n):
        for person in followed:
            yield Entry(person, start + tick * STEP + person, walked[(tick + 7 * person) % len(walked)])


def _answer(counts: list[int], tick: int) -> bytes:
    flagged = tick % FLAGGED_EVERY == FLAGGED_EVERY - 1
    seconds = int(tick / RATE)
    clock = f"{seconds // 3600 % 24}{seconds // 60 % 60:02d}{seconds % 60:02d}01012010"
    sensors = [{"anomaly": flagged, "id": i, "value": value} for i, value in enumerate(counts)]
    return json.dumps(
        {
            "birthdate": "1982",
            "disabled": False,
            "firstname": "Janek",
            "id": 12,
            "lastname": "Grzegorczyk",
            "trace": {"id": int(clock), "name": "bach", "sensors": sensors},
        }
    ).encode()
