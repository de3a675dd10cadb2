"""Trials of persons who walk ten readings a second from START on."""

import numpy as np

from footlib.recording import Recording
from footlib.store import Store, Trial, TrialFacts, TrialNote, Writer
from footlib.store.trial import new_id
from tests.footlib.store.test_writer import START

SECOND = 1_000_000
BEGIN = START / SECOND


async def sweep_before(writer: Writer, person: int, microseconds: int) -> int:
    """Sweep what is earlier than a time; half a reading's distance before it, as the clock goes on meanwhile."""
    return await writer.sweep(person, (writer.clock.now(person) - microseconds + 50_000) / SECOND)


def facts(recording: Recording, trial: Trial) -> TrialFacts:
    return TrialFacts(start=trial.start, stop=trial.stop, readings=len(recording))


async def kept(store: Store, person: int, trial: Trial) -> Recording:
    recording = await store.trials.readings(person, trial)
    assert await store.trials.keep(person, trial.id, facts(recording, trial), recording)
    return recording


def tenths(recording: Recording) -> list[int]:
    return [round(t) for t in ((recording.time - BEGIN) * 10).tolist()]


async def one(store: Store, person: int, trial: Trial) -> Trial:
    found = await store.trials.get(person, trial.id)
    assert found is not None
    return found


async def many(store: Store, person: int, n: int) -> list[str]:
    recording = Recording.from_columns(BEGIN + np.arange(10) / 10, np.zeros((10, 6), np.int16))
    ids = []
    for k in range(n):
        start = BEGIN + 100 * k
        ids.append(new_id(start, f"{k:06}"))
        assert await store.trials.keep(
            person, ids[-1], TrialFacts(start=start, stop=start + 1, readings=10), recording, TrialNote(f"walk {k}")
        )
    return ids
