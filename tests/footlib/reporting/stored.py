"""Trials that were stored, for reports to tell of."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from footlib.drawing.times import LocalTime
from footlib.settings import Settings
from footlib.store import Store, TrialNote, redis_client
from footlib.trials import bring_in
from tests.footlib.reporting.contents import walk

DAY = 1_793_700_000.0
"""10:00 of 3 November 2026 in Greenwich."""
UTC = LocalTime("UTC")
HOUR = 3600.0

Work = Callable[[Store], Coroutine[Any, Any, Any]]


async def kept(
    store: Store, start: float, name: str = "10 m walk", condition: str = "shoe", text: str = "", **how: Any
) -> str:
    """A trial of half a minute; `how` is what `walk` takes."""
    recording = walk(**{"seconds": 30.0, "start": start} | how)
    # Nobody walks the same twice, and what is the same is kept once.
    counts = recording.counts.copy()
    counts[int(start / 60) % 500] += 1
    recording = replace(recording, counts=counts)
    return (await bring_in(store, 3, recording, TrialNote(name, condition, text)))[0]


def on(settings: Settings, work: Work) -> None:
    async def run() -> None:
        client: Any = redis_client(settings)
        await client.flushall()
        await client.aclose()
        async with Store(settings) as store:
            await work(store)

    asyncio.run(run())
