"""Trials in the store: begun, spared by the sweep, kept, changed, deleted; whatever happens meanwhile."""

import asyncio

import numpy as np
import pytest

from footlib.errors import TrialError
from footlib.store import Store, Trial, TrialNote, Writer
from footlib.store.connection import Client
from tests.footlib.store.test_writer import START, entries
from tests.footlib.store.trial_helpers import BEGIN, SECOND, facts, kept, many, one, sweep_before, tenths


async def test_a_trial_is_what_is_received_from_its_begin_to_its_end(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 100))
    trial = await store.trials.begin(3, TrialNote("10 m walk", "stick"), now=BEGIN + 9.95)
    assert trial.runs(BEGIN + 10)
    assert trial.note == TrialNote("10 m walk", "stick")
    await writer.append(entries(3, 50, start=START + 10 * SECOND))
    await store.trials.end(3, trial.id, now=BEGIN + 14.95)
    ended = await one(store, 3, trial)
    assert not ended.runs(BEGIN + 15)
    assert not ended.complete, "a reading of its time may still wait with the cacher"
    await writer.append(entries(3, 10, start=START + 15 * SECOND))
    ended = await one(store, 3, trial)
    assert ended.complete
    recording = await store.trials.readings(3, ended)
    assert tenths(recording) == list(range(100, 150))
    assert recording.counts[0].tolist() == list(entries(3, 1)[0].reading.counts)


@pytest.mark.parametrize(("back", "first"), [(0.0, 100), (3.0, 70), (3600.0, 0), (None, 0)])
async def test_a_trial_reaches_back(writer: Writer, store: Store, back: float | None, first: int) -> None:
    await writer.append(entries(3, 100))
    trial = await store.trials.begin(3, back=back, now=BEGIN + 10)
    await writer.append(entries(3, 10, start=START + 10 * SECOND))
    assert tenths(await store.trials.readings(3, trial)) == list(range(first, 110))


async def test_a_reading_that_waits_longer_than_the_end_belongs_to_it(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 10))
    trial = await store.trials.begin(3, now=BEGIN + 1)
    await store.trials.end(3, trial.id, now=BEGIN + 3)
    # Redis was away: what the cacher held back comes only now.
    await writer.append(entries(3, 30, start=START + SECOND))
    assert tenths(await store.trials.readings(3, await one(store, 3, trial))) == list(range(10, 31))


async def test_it_tells_for_how_long_it_has_run_whatever_came_before(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 10))
    for back, begun in ((0.0, BEGIN + 3600), (30.0, BEGIN + 3570), (None, BEGIN)):
        trial = await store.trials.begin(3, back=back, now=BEGIN + 3600)
        assert trial.begun == pytest.approx(begun), "the last reading came an hour ago"
        await store.trials.end(3, trial.id, now=BEGIN + 3600)


async def test_it_ends_by_itself_after_its_limit(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 10))
    trial = await store.trials.begin(3, limit=2, now=BEGIN + 1)
    await writer.append(entries(3, 90, start=START + SECOND))
    assert not (await one(store, 3, trial)).runs(BEGIN + 10)
    assert tenths(await store.trials.readings(3, trial)) == list(range(10, 31))
    second = await store.trials.begin(3, now=BEGIN + 10)
    assert second.id != trial.id


async def test_one_at_a_time_is_recorded(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 10))
    trial = await store.trials.begin(3, now=BEGIN + 1)
    with pytest.raises(TrialError, match=r"person 3 is being recorded since \d\d:\d\d:\d\d; end that trial"):
        await store.trials.begin(3, now=BEGIN + 2)
    assert [open_.id for open_ in (await store.trials.page(3)).open] == [trial.id]
    assert (await store.trials.begin(4, now=BEGIN + 2)).runs(BEGIN + 3), "another person is another matter"


async def test_two_who_begin_at_once_share_one_trial(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 10))
    begun = await asyncio.gather(*(store.trials.begin(3, now=BEGIN + 1) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(result, Trial) for result in begun) == 1
    assert len((await store.trials.page(3)).open) == 1


async def test_the_sweep_spares_what_an_open_trial_has(writer: Writer, client: Client, store: Store) -> None:
    await writer.append(entries(3, 500))
    trial = await store.trials.begin(3, back=10, now=BEGIN + 50)
    await writer.append(entries(3, 500, start=START + 50 * SECOND))
    assert await sweep_before(writer, 3, START + 70 * SECOND) == 700
    assert len(await store.window(3)) == 300, "the history is as short as it always is"
    await writer.append(entries(3, 500, start=START + 100 * SECOND))
    await store.trials.end(3, trial.id, now=BEGIN + 120)
    for limit in (80, 119, 130, 10_000):
        await sweep_before(writer, 3, START + limit * SECOND)
        recording = await store.trials.readings(3, await one(store, 3, trial))
        assert tenths(recording) == list(range(400, 1500))[: len(recording)]
        assert len(recording) == 1100
    assert await client.llen("3_trial_data") == 1100
    assert recording.trace_id.tolist() == [2350401012010] * 1100


async def test_what_a_kept_trial_alone_needed_is_let_go(writer: Writer, client: Client, store: Store) -> None:
    await writer.append(entries(3, 100))
    trials = []
    for k in range(3):
        trials.append(await store.trials.begin(3, back=2, now=BEGIN + 10 + 10 * k))
        await writer.append(entries(3, 100, start=START + (10 + 10 * k) * SECOND))
        await store.trials.end(3, trials[-1].id, now=BEGIN + 15 + 10 * k)
    await writer.append(entries(3, 1, start=START + 100 * SECOND))
    await sweep_before(writer, 3, START + 90 * SECOND)
    assert await client.llen("3_trial_data") == 320, "each has 120, and shares 20 with the next"
    await kept(store, 3, await one(store, 3, trials[1]))
    assert await client.llen("3_trial_data") == 320, "the first begins before it"
    await kept(store, 3, await one(store, 3, trials[0]))
    assert await client.llen("3_trial_timestamp") == 120
    assert tenths(await kept(store, 3, await one(store, 3, trials[2])))[0] == 280
    assert await client.keys("3_trial_[dt]*") == []
    assert (await store.trials.page(3)).open == ()


async def test_kept_is_what_was_received_and_is_kept_once(writer: Writer, client: Client, store: Store) -> None:
    await writer.append(entries(3, 600, flagged={250, 300}))
    trial = await store.trials.begin(3, TrialNote("TUG"), back=None, now=BEGIN + 60)
    await store.trials.end(3, trial.id, now=BEGIN + 60)
    await writer.append(entries(3, 10, start=START + 61 * SECOND))
    trial = await one(store, 3, trial)
    recording = await kept(store, 3, trial)
    assert not await store.trials.keep(3, trial.id, facts(recording, trial), recording)
    await client.delete("3_data", "3_timestamp", "3_trace")
    found = await one(store, 3, trial)
    assert found.facts == facts(recording, trial)
    assert found.note == TrialNote("TUG")
    back = await store.trials.readings(3, found)
    for column in ("time", "counts", "anomaly", "trace_id"):
        np.testing.assert_array_equal(getattr(back, column), getattr(recording, column))
    assert int(back.flagged.sum()) == 2


async def test_a_trial_without_readings_is_no_error(writer: Writer, store: Store) -> None:
    trial = await store.trials.begin(9, now=BEGIN)
    assert len(await store.trials.readings(9, trial)) == 0
    await store.trials.end(9, trial.id, now=BEGIN + 5)
    await writer.append(entries(9, 1, start=START + 10 * SECOND))
    assert len(await kept(store, 9, await one(store, 9, trial))) == 0
    assert (await one(store, 9, trial)).facts is not None


async def test_pages_are_newest_first_and_all_has_each_once(store: Store) -> None:
    ids = await many(store, 3, 45)
    pages = [await store.trials.page(3, page, 20) for page in range(4)]
    assert [trial.id for page in pages for trial in page.trials] == ids[::-1]
    assert [len(page.trials) for page in pages] == [20, 20, 5, 0]
    assert {page.kept for page in pages} == {45}
    running = await store.trials.begin(3, now=BEGIN + 10_000)
    assert [trial.id async for trial in store.trials.all(3)] == [running.id, *ids[::-1]]
    assert await store.persons() == [3], "a person of whom trials alone are stored is one"


async def test_what_may_change_changes(store: Store) -> None:
    (trial_id,) = await many(store, 3, 1)
    await store.trials.annotate(3, trial_id, TrialNote(" stairs\x00 ", "brace", "slow\nthen fast", "mk"))
    (trial,) = (await store.trials.page(3)).trials
    assert trial.note == TrialNote("stairs", "brace", "slow\nthen fast", "mk")
    with pytest.raises(TrialError, match="the name has 81 characters, allowed are 80; shorten it"):
        await store.trials.annotate(3, trial_id, TrialNote("x" * 81))
    with pytest.raises(TrialError, match="no such trial any more"):
        await store.trials.annotate(3, "another", TrialNote("x"))


async def test_deleted_can_be_taken_back_for_a_month(writer: Writer, client: Client, store: Store) -> None:
    ids = await many(store, 3, 3)
    now = writer.clock.now(3) / SECOND
    await store.trials.delete(3, ids[1], now - 29 * 86400)
    await store.trials.delete(3, ids[2], now - 31 * 86400)
    assert [trial.id for trial in (await store.trials.page(3)).trials] == [ids[0]]
    assert [trial.id for trial in (await store.trials.page(3, deleted=True)).trials] == [ids[1], ids[2]]
    assert await writer.purge(3) == 1
    assert await writer.purge(3) == 0
    assert await client.exists(f"3_trial:{ids[2]}") == 0
    with pytest.raises(TrialError, match="no such trial any more"):
        await store.trials.restore(3, ids[2])
    await store.trials.restore(3, ids[1])
    assert [trial.id for trial in (await store.trials.page(3)).trials] == [ids[1], ids[0]], "in its place again"
    assert len(await store.trials.readings(3, await store.trials.get(3, ids[1]))) == 10  # type: ignore[arg-type]
    with pytest.raises(TrialError, match="no such trial any more"):
        await store.trials.delete(3, ids[2])


async def test_readers_hear_of_every_change(writer: Writer, store: Store) -> None:
    async def version() -> int:
        return (await store.watch({3: None}))[3].trials

    await writer.append(entries(3, 10))
    seen = [await version()]
    trial = await store.trials.begin(3, now=BEGIN + 1)
    seen.append(await version())
    await store.trials.end(3, trial.id, now=BEGIN + 2)
    seen.append(await version())
    await writer.append(entries(3, 1, start=START + 5 * SECOND))
    await kept(store, 3, await one(store, 3, trial))
    seen.append(await version())
    await store.trials.annotate(3, trial.id, TrialNote("x"))
    seen.append(await version())
    await store.trials.delete(3, trial.id)
    seen.append(await version())
    await store.trials.restore(3, trial.id)
    seen.append(await version())
    assert seen == sorted(set(seen)), seen


async def test_two_who_change_different_texts_of_a_note_lose_none(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 10))
    trial = await store.trials.begin(3, TrialNote("walk", "stick"), now=BEGIN + 1)
    await store.trials.annotate(3, trial.id, TrialNote("walk", "stick", "slow"), seen=trial.note)
    await store.trials.annotate(3, trial.id, TrialNote("TUG", "stick"), seen=trial.note)
    assert (await one(store, 3, trial)).note == TrialNote("TUG", "stick", "slow")
    await store.trials.annotate(3, trial.id, TrialNote("stairs"))
    assert (await one(store, 3, trial)).note == TrialNote("stairs"), "who has seen nothing replaces all of it"
