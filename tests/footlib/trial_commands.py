"""A store and the commands that tests of trials give on it."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Clock, Store, Trial, TrialFacts, TrialNote, Writer, redis_client
from footlib.store.connection import Client
from footlib.store.trial import new_id
from tests import commands
from tests.footlib.store.test_writer import START, entries

T = TypeVar("T")
SECOND = 1_000_000


@dataclass
class Parts:
    """What writes and reads a store, on an event loop of its own: a command runs one itself."""

    writer: Writer
    store: Store
    client: Any


Work = Callable[[Parts], Coroutine[Any, Any, T]]
Do = Callable[[Work[Any]], Any]


async def on_loop(settings: Settings, work: Work[T]) -> T:
    client: Client = redis_client(settings)
    store = Store(settings)
    try:
        return await work(Parts(Writer(client, settings, Clock()), store, client))
    finally:
        await store.close()
        await client.aclose()


def footwatch(*arguments: str | Path, settings: Settings, code: int = 0, typed: str = "") -> str:
    done = commands.footwatch(*arguments, environment=settings.environment(), typed=typed)
    assert done.code == code, done.out + done.err
    return " ".join((done.out + (done.err if code else "")).split())


async def walk(parts: Parts, person: int, first: int, name: str = "walk") -> Trial:
    """Record a trial of ten seconds that ends `first` seconds and eleven after START."""
    start = START + first * SECOND
    await parts.writer.append(entries(person, 10, start=start, flagged={3}))
    trial = await parts.store.trials.begin(person, TrialNote(name, "stick"), now=start / 1e6 + 1)
    await parts.writer.append(entries(person, 100, start=start + SECOND))
    await parts.store.trials.end(person, trial.id, now=start / 1e6 + 11)
    await parts.writer.append(entries(person, 10, start=start + 12 * SECOND))
    await parts.writer.release([person])
    return trial


async def keep(parts: Parts, person: int, start: float) -> str:
    recording = Recording.from_columns(start + np.arange(10) / 10, np.zeros((10, 6), np.int16))
    facts = TrialFacts(start=start, stop=start + 1, readings=10, first=start, last=start + 0.9)
    trial_id = new_id(start)
    assert await parts.store.trials.keep(person, trial_id, facts, recording, TrialNote())
    return trial_id
