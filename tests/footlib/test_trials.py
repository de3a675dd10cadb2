"""Keeping of trials that have ended, with what was measured in them."""

import asyncio

import numpy as np
import pytest

from footlib.analysis import summarise
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.standin.gait import Walker, walk
from footlib.store import Store, Trial, TrialNote, Writer
from footlib.trials import bring_in, facts_of, keep_complete
from tests.footlib.store.test_writer import START, entries

BEGIN = START / 1e6


def span(recording: Recording) -> Trial:
    return Trial("x", float(recording.time[0]), float(recording.time[-1]), float(recording.time[0]), TrialNote())


def test_facts_are_the_numbers_of_the_whole_walk() -> None:
    t = np.arange(0, 60, 0.05)
    counts, _ = walk(Walker(cadence=105.0), t)
    counts[100:110, 0] = 1023
    flags = np.zeros((len(t), 6), np.bool_)
    flags[7, 2] = True
    later = np.where(t > 30, t + 20.0, t)
    recording = Recording.from_columns(BEGIN + later, counts, anomaly=flags)
    facts = facts_of(span(recording), recording)
    assert (facts.readings, facts.flagged, facts.origin) == (1200, 1, "recorded")
    assert facts.rate == pytest.approx(20.0)
    assert facts.gaps == pytest.approx(20.05)
    assert (facts.first, facts.last) == (BEGIN, recording.time[-1])
    assert facts.saturated[0] >= 0.8
    summary = summarise(recording)
    assert facts.numbers.keys() == {measure.key for measure in summary.measures}
    assert facts.numbers["cadence"] == pytest.approx(105.0, abs=3)
    assert facts.numbers["stance_left"] == pytest.approx(summary["stance_left"].value)


def test_facts_of_what_carries_no_number_have_none() -> None:
    slow = Recording.from_columns(BEGIN + np.arange(20.0), np.full((20, 6), 30))
    assert facts_of(span(slow), slow).numbers["cadence"] is None
    nothing = Recording.empty()
    facts = facts_of(Trial("x", BEGIN, BEGIN + 1, BEGIN, TrialNote()), nothing)
    assert (facts.readings, facts.first, facts.last, facts.rate, facts.saturated) == (0, None, None, None, ())


async def test_what_is_complete_is_kept_once_by_whoever_comes(writer: Writer, store: Store, settings: Settings) -> None:
    await writer.append(entries(3, 100))
    trial = await store.trials.begin(3, TrialNote("TUG"), back=None, now=BEGIN + 10)
    assert await keep_complete(store, 3) == 0, "it runs"
    await store.trials.end(3, trial.id, now=BEGIN + 10)
    assert await keep_complete(store, 3) == 0, "a reading of its time may still wait with the cacher"
    await writer.append(entries(3, 10, start=START + 11_000_000))
    others = [Store(settings) for _ in range(4)]
    assert sum(await asyncio.gather(*(keep_complete(other, 3) for other in others))) == 1
    for other in others:
        await other.close()
    (kept,) = (await store.trials.page(3)).trials
    assert kept.facts is not None
    assert (kept.note.name, kept.facts.readings) == ("TUG", 100)
    assert await keep_complete(store, 3) == 0


async def test_what_was_deleted_and_is_brought_in_again_is_kept_for_good(store: Store) -> None:
    recording = Recording.from_columns(BEGIN + np.arange(50) / 10, np.full((50, 6), 30))
    trial_id, _ = await bring_in(store, 3, recording, TrialNote("x"))
    await store.trials.delete(3, trial_id)
    assert await bring_in(store, 3, recording, TrialNote("x")) == (trial_id, True)
    assert [trial.id async for trial in store.trials.all(3)] == [trial_id]
