from typing import Any

import pytest

from footlib.errors import StoreError, TrialError
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Store, Trial, TrialFacts, TrialNote, Writer
from footlib.store.connection import Client
from tests.footlib.store.test_reader import foreign
from tests.footlib.store.test_writer import START, entries
from tests.footlib.store.trial_helpers import BEGIN, SECOND, facts, kept, many, one, sweep_before


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
