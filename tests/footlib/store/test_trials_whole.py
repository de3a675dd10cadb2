import asyncio
import os
import signal
import time
from math import inf
from pathlib import Path

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from footlib.settings import Settings
from footlib.store import Clock, EmbeddedStore, Store, Trial, Writer, redis_client
from footlib.store.connection import Client
from tests.footlib.store.test_writer import START, entries
from tests.footlib.store.trial_helpers import BEGIN, kept, one, sweep_before, tenths


async def test_a_redis_that_is_killed_has_every_trial_whole(tmp_path: Path) -> None:
    embedded = EmbeddedStore(tmp_path)
    settings = embedded.filled(Settings())
    trials: list[Trial] = []
    try:
        for n in (0, 100, 200):
            client, store = redis_client(settings), Store(settings)
            await client.config_set("appendfsync", "always")
            writer = Writer(client, settings, Clock())
            await writer.lease([3])
            await writer.append(entries(3, 100, start=START + n * 100_000))
            if n < 200:
                trials.append(await store.trials.begin(3, back=5, limit=1, now=BEGIN + 9.95 + n / 10))
            await sweep_before(writer, 3, START + (n + 80) * 100_000)
            await writer.release([3])
            await store.close()
            await client.aclose()
            os.kill(embedded.pid, signal.SIGKILL)
            deadline = time.monotonic() + 10
            while embedded.alive():
                assert time.monotonic() < deadline
                await asyncio.sleep(0.001)
            embedded.restart()
        store = Store(settings)
        received = [tenths(await store.trials.readings(3, await one(store, 3, trial))) for trial in trials]
        await store.close()
        assert received == [list(range(50, 110)), list(range(150, 210))]
    finally:
        embedded.close()


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("append"), st.integers(1, 80)),
            st.tuples(st.just("begin"), st.sampled_from([0.0, 2.0, 30.0])),
            st.tuples(st.just("end"), st.just(0)),
            st.tuples(st.just("sweep"), st.integers(0, 40)),
            st.tuples(st.just("keep"), st.just(0)),
        ),
        max_size=25,
    )
)
async def test_whatever_happens_a_trial_has_what_was_stored_within(
    settings: Settings, client: Client, steps: list[tuple[str, float]]
) -> None:
    await client.flushall()
    writer, store = Writer(client, settings, Clock()), Store(settings)
    n, swept = 0, 0
    expected: dict[str, list[int]] = {}
    spared: set[int] = set()
    starts: dict[str, float] = {}
    running: Trial | None = None
    for step, value in steps:
        now = BEGIN + n / 10 - 0.05
        if step == "append":
            await writer.append(entries(3, int(value), start=START + n * 100_000))
            if running:
                expected[running.id] += range(n, n + int(value))
            n += int(value)
        elif step == "begin" and running is None:
            running = await store.trials.begin(3, back=value, now=now)
            back = range(max(n - round(value * 10), 0), n)
            # A history that was swept as a whole has no newest reading to reach back from.
            expected[running.id] = [i for i in back if swept < n and (i >= swept or i in spared)]
            starts[running.id] = running.start
        elif step == "end" and running is not None:
            await store.trials.end(3, running.id, now=now)
            running = None
        elif step == "sweep":
            spared |= {i for trial in starts for i in expected[trial] if i >= swept and i < n - value}
            swept = max(swept, n - int(value))
            await sweep_before(writer, 3, START + swept * 100_000)
        elif step == "keep":
            for trial in (await store.trials.page(3)).open:
                if trial.complete:
                    await kept(store, 3, trial)
                    del starts[trial.id]
                    earliest = min(starts.values(), default=inf)
                    spared = {i for i in spared if BEGIN + i / 10 >= earliest - 1e-6}
    found = {trial.id: tenths(await store.trials.readings(3, trial)) async for trial in store.trials.all(3)}
    assert found == expected
    await store.close()
