"""Trials in the store: begun, spared by the sweep, kept, changed, deleted; whatever happens meanwhile."""

import asyncio
import os
import signal
import time
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from footlib.errors import StoreError, TrialError
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Clock, EmbeddedStore, Store, Trial, TrialFacts, TrialNote, Writer, redis_client
from footlib.store.connection import Client
from footlib.store.trial import new_id
from tests.footlib.store.test_reader import foreign
from tests.footlib.store.test_writer import START, entries

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


async def test_foreign_whole_seconds_are_all_in_it(writer: Writer, client: Client, store: Store) -> None:
    await foreign(client, 7, [str(1_700_000_000 + i // 3) for i in range(90)])
    trial = await store.trials.begin(7, back=10, now=BEGIN + 30)
    before = await store.trials.readings(7, trial)
    assert len(before) == 30
    await sweep_before(writer, 7, START + 25 * SECOND)
    after = await store.trials.readings(7, trial)
    assert after.time.tolist() == before.time.tolist()


async def test_what_cannot_be_read_says_so(client: Client, store: Store) -> None:
    raw: Any = client
    (trial_id,) = await many(store, 3, 1)
    trial = await store.trials.get(3, trial_id)
    assert trial is not None
    await raw.set(f"3_trial:{trial_id}", b"PAR1 no")
    with pytest.raises(StoreError, match=f"trial {trial_id} cannot be read .*restore it from a back-up"):
        await store.trials.readings(3, trial)
    await raw.delete(f"3_trial:{trial_id}")
    with pytest.raises(StoreError, match="are not in the store; restore them from a back-up"):
        await store.trials.readings(3, trial)
    await raw.hset("3_trial", trial_id, b"{}")
    with pytest.raises(StoreError, match="cannot be read, since another program wrote it"):
        await store.trials.get(3, trial_id)


async def test_who_may_only_read_is_told_so(writer: Writer, reader_only: Settings) -> None:
    await writer.append(entries(3, 10))
    reader = Store(reader_only)
    try:
        with pytest.raises(StoreError, match="rights"):
            await reader.trials.begin(3)
        assert (await reader.trials.page(3)).open == ()
    finally:
        await reader.close()


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


async def test_two_who_change_different_texts_of_a_note_lose_none(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 10))
    trial = await store.trials.begin(3, TrialNote("walk", "stick"), now=BEGIN + 1)
    await store.trials.annotate(3, trial.id, TrialNote("walk", "stick", "slow"), seen=trial.note)
    await store.trials.annotate(3, trial.id, TrialNote("TUG", "stick"), seen=trial.note)
    assert (await one(store, 3, trial)).note == TrialNote("TUG", "stick", "slow")
    await store.trials.annotate(3, trial.id, TrialNote("stairs"))
    assert (await one(store, 3, trial)).note == TrialNote("stairs"), "who has seen nothing replaces all of it"


@pytest.mark.parametrize("trial_id", ["../../x", "a/b", ".x", "", "x" * 81, "a\x1b[2J", "a b", "é", "x\n"])
async def test_what_is_no_id_is_no_trial(store: Store, trial_id: str) -> None:
    assert await store.trials.get(3, trial_id) is None
    recording = Recording.empty()
    with pytest.raises(TrialError, match="is no id of a trial; allowed are 80 letters"):
        await store.trials.keep(3, trial_id, TrialFacts(start=1, stop=2, readings=0), recording, TrialNote())


FOREIGN_FACTS: list[tuple[Any, bytes]] = [
    ("../../../x", b'{"start":1,"stop":2,"readings":0}'),
    (b"\xff\xfe", b'{"start":1,"stop":2,"readings":0}'),
    ("esc\x1b]0;x\x07", b'{"start":1,"stop":2,"readings":0}'),
    ("much", b'{"start":1e300,"stop":2e300,"readings":0}'),
    ("late", b'{"start":1,"stop":2,"readings":1,"first":1,"last":-1e299}'),
    ("none", b"nonsense"),
]


@pytest.mark.parametrize(("trial_id", "encoded"), FOREIGN_FACTS)
async def test_a_foreign_trial_hides_no_other(
    writer: Writer, store: Store, client: Client, caplog: pytest.LogCaptureFixture, trial_id: Any, encoded: bytes
) -> None:
    await writer.append(entries(3, 20))
    trial = await store.trials.begin(3, back=None, now=BEGIN + 1)
    await kept(store, 3, trial)
    raw: Any = client
    await raw.hset("3_trial", trial_id, encoded)
    await raw.zadd("3_trial_start", {trial_id: 5})
    for _ in range(2):
        assert [found.id async for found in store.trials.all(3)] == [trial.id]
    assert [one_.id for one_ in (await store.trials.page(3)).trials] == [trial.id]
    around = await store.trials.around(3, BEGIN, BEGIN + 1)
    assert around is None or around.id == trial.id
    assert len([record for record in caplog.records if "another program wrote it" in record.message]) <= 1


@pytest.mark.parametrize("span", [b"nan nan nan", b"1 inf 1", b"-inf 2 -inf", b"1 2 1e300", b"1 2"])
async def test_a_foreign_open_trial_hides_no_other(writer: Writer, store: Store, client: Client, span: bytes) -> None:
    await writer.append(entries(3, 20))
    raw: Any = client
    await raw.hset("3_trial_open", "theirs", span)
    trial = Trial("ours", BEGIN, BEGIN + 1, BEGIN, TrialNote("x"))
    recording = await store.window(3)
    assert await store.trials.keep(3, trial.id, facts(recording, trial), recording, trial.note)
    assert [found.id async for found in store.trials.all(3)] == ["ours"]


async def test_a_foreign_note_does_nothing_to_a_terminal(writer: Writer, store: Store, client: Client) -> None:
    await writer.append(entries(3, 20))
    trial = await store.trials.begin(3, now=BEGIN + 1)
    raw: Any = client
    await raw.hset("3_trial_note", trial.id, '{"name":"\\u001b]0;mine\\u0007","text":"' + "x" * 10_000 + '"}')
    note = (await one(store, 3, trial)).note
    assert note.name == "]0;mine"
    assert len(note.text) == 4000


@pytest.mark.parametrize("foreign_version", ["nonsense", "1e999", "", ["a list"]])
async def test_a_foreign_version_leaves_nothing_half_done(
    writer: Writer, store: Store, client: Client, foreign_version: Any
) -> None:
    await writer.append(entries(3, 20))
    raw: Any = client
    if isinstance(foreign_version, list):
        await raw.rpush("3_trial_version", *foreign_version)
        with pytest.raises(StoreError, match="WRONGTYPE"):
            await store.trials.begin(3, now=BEGIN + 1)
        assert await raw.exists("3_trial_open", "3_trial_note") == 0
        return
    await raw.set("3_trial_version", foreign_version)
    trial = await store.trials.begin(3, back=None, now=BEGIN + 1)
    await store.trials.end(3, trial.id, now=BEGIN + 2)
    await kept(store, 3, trial)
    assert await raw.hlen("3_trial_open") == 0
    await store.trials.delete(3, trial.id)


async def test_a_first_time_that_is_none_spoils_no_list(store: Store, client: Client) -> None:
    raw: Any = client
    await raw.rpush("3_data", b"[]", b"[]")
    await raw.rpush("3_timestamp", "no time at all", str(BEGIN))
    trial = await store.trials.begin(3, back=None, now=BEGIN + 1)
    assert [open_.id for open_ in (await store.trials.page(3)).open] == [trial.id]


async def test_a_full_redis_lets_a_trial_be_ended(writer: Writer, store: Store, client: Client) -> None:
    await writer.append(entries(3, 20))
    trial = await store.trials.begin(3, now=BEGIN + 1)
    raw: Any = client
    before = (await raw.config_get("maxmemory"))["maxmemory"]
    await raw.config_set("maxmemory", 1)
    try:
        with pytest.raises(StoreError):
            await store.trials.annotate(3, trial.id, TrialNote("x"))
        await store.trials.end(3, trial.id, now=BEGIN + 3)
    finally:
        await raw.config_set("maxmemory", before)
    assert (await one(store, 3, trial)).stop == pytest.approx(BEGIN + 3)


async def test_a_deleted_trial_whose_id_is_no_text_is_purged_too(writer: Writer, client: Client) -> None:
    raw: Any = client
    await raw.zadd("3_trial_deleted", {b"\xff": 1})
    await raw.set(b"3_trial:\xff", b"x")
    assert await writer.purge(3) == 1
    assert await raw.exists(b"3_trial:\xff", "3_trial_deleted") == 0
