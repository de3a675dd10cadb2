"""Spans of time out of lists that change meanwhile."""

import asyncio

import numpy as np
import pytest

from footlib.reading import decode_answer
from footlib.settings import Settings
from footlib.store import Clock, Entry, Store, Writer, redis_client
from footlib.store.connection import Client
from tests.conftest import answer
from tests.footlib.store.test_writer import START, entries

STEP = 100_000


async def test_window_of_a_list_that_grows_and_is_swept(writer: Writer, settings: Settings, store: Store) -> None:
    now = writer.clock.now()
    start = now - 3000 * STEP
    batch = entries(3, 3000, start=start, step=STEP)
    await writer.append(batch)
    other = redis_client(settings)
    await writer.release([3])
    second = Writer(other, settings, Clock())

    async def change() -> None:
        for i in range(400):
            await second.append(entries(3, 5, start=now + i * 5 * STEP, step=STEP))
            await second.sweep(3, 300 - i / 4)

    changing = asyncio.create_task(change())
    looked = 0
    while not changing.done():
        since, until = now - 150 * STEP, now + 100 * STEP
        recording = await store.window(3, since=since / 1e6, until=until / 1e6)
        index = np.rint((recording.time * 1e6 - start) / STEP).astype(int)
        first = recording.counts[:, 0]
        assert (np.diff(index) == 1).all()
        # Rows count up from the start of each call of `entries`.
        assert np.array_equal(first, np.where(index < 3000, index % 1000, (index - 3000) % 5))
        assert len(recording) in range(150, 252)
        looked += 1
    await changing
    assert looked > 10
    await other.aclose()


@pytest.mark.parametrize("trace", [True, False])
async def test_limits_of_a_window(writer: Writer, client: Client, store: Store, *, trace: bool) -> None:
    await writer.append(entries(3, 100, step=STEP))
    if not trace:
        await client.delete("3_trace")

    async def indices(since: float | None, until: float | None) -> list[int]:
        at = [None if i is None else (START + i * STEP) / 1e6 for i in (since, until)]
        recording = await store.window(3, since=at[0], until=at[1])
        return [round((t * 1e6 - START) / STEP) for t in recording.time]

    assert await indices(None, None) == list(range(100))
    assert await indices(40, None) == list(range(40, 100))
    assert await indices(40, 50) == list(range(40, 51))
    assert await indices(40.5, 50.5) == list(range(41, 51))
    assert await indices(None, 3) == [0, 1, 2, 3]
    assert await indices(200, None) == await indices(None, -1) == await indices(50, 40) == []


async def test_a_window_tells_every_row_s_trace(writer: Writer, store: Store) -> None:
    clocks = [5, 5, 5, 6, 5, 7, 7]
    batch = [Entry(3, START + i * STEP, decode_answer(answer(trace_id=clock))) for i, clock in enumerate(clocks)]
    await writer.append(batch)
    assert (await store.window(3)).trace_id.tolist() == clocks
    since = (START + 3 * STEP) / 1e6
    assert (await store.window(3, since)).trace_id.tolist() == clocks[3:]
