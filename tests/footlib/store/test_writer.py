import asyncio
import itertools
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck
from hypothesis import given as given_
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from footlib.errors import StoreAwayError, StoreError
from footlib.reading import decode_answer
from footlib.settings import Settings
from footlib.store import Clock, Entry, Store, Writer
from footlib.store.clock import as_text
from footlib.store.connection import Client, redis_client
from tests.conftest import answer

START = 1_700_000_000_000_000


def entries(
    person: int, n: int, *, start: int = START, step: int = 100_000, flagged: set[int] | None = None
) -> list[Entry]:
    return [
        Entry(person, start + i * step, decode_answer(answer(value=i % 1000, anomaly=i in (flagged or set()))))
        for i in range(n)
    ]


async def lists(client: Client, person: int) -> dict[str, list[bytes]]:
    raw: Any = client
    names = ("data", "timestamp", "trace", "anomaly", "anomaly_timestamp")
    return {name: [bytes(x) for x in await raw.lrange(f"{person}_{name}", 0, -1)] for name in names}


async def test_lists_hold_what_the_contract_says(writer: Writer, client: Client) -> None:
    batch = entries(3, 5, flagged={2})
    assert (await writer.append(batch)).stored == 5
    stored = await lists(client, 3)
    assert stored["data"] == [entry.reading.sensors for entry in batch]
    assert stored["timestamp"] == [as_text(entry.time).encode() for entry in batch]
    assert stored["timestamp"][0] == b"1700000000.000000"
    assert stored["anomaly"] == [batch[2].reading.sensors]
    assert stored["anomaly_timestamp"] == [b"1700000000.200000"]
    assert stored["trace"] == [b"2350401012010"] * 5


async def test_repeating_a_call_writes_nothing_twice(writer: Writer, client: Client) -> None:
    batch = entries(3, 10, flagged={4, 5})
    await writer.append(batch)
    before = await lists(client, 3)
    again = await writer.append(batch)
    assert (again.stored, again.passed_over) == (0, 10)
    assert await lists(client, 3) == before


async def test_reading_not_later_than_the_last_is_refused(writer: Writer, client: Client) -> None:
    await writer.append(entries(3, 2))
    late = await writer.append(entries(3, 1, start=START + 50_000))
    assert (late.stored, late.passed_over) == (0, 1)
    assert await client.llen("3_data") == 2


async def test_large_batches_of_many_persons_go_in_one_call(writer: Writer, client: Client) -> None:
    batch = [entry for person in (1, 2, 3) for entry in entries(person, 1300, flagged={0, 1299})]
    assert (await writer.append(batch)).stored == 3900
    for person in (1, 2, 3):
        stored = await lists(client, person)
        assert {len(stored[name]) for name in ("data", "timestamp", "trace")} == {1300}
        assert len(stored["anomaly"]) == len(stored["anomaly_timestamp"]) == 2


async def test_second_writer_stays_out_and_takes_over(writer: Writer, client: Client, settings: Settings) -> None:
    second = Writer(client, settings, Clock())
    assert (await second.lease([3, 7])).held_elsewhere == {3: writer.name}
    refused = await second.append(entries(3, 1))
    assert refused.held_elsewhere == {3: writer.name}
    assert await client.llen("3_data") == 0
    await writer.release([3])
    assert (await second.lease([3])).held_elsewhere == {}
    assert (await second.append(entries(3, 1))).stored == 1
    assert (await writer.append(entries(3, 2))).held_elsewhere == {3: second.name}


async def test_lease_runs_out_by_itself(client: Client, settings: Settings) -> None:
    first = Writer(client, settings, Clock())
    await first.lease([3])
    assert 0 < await client.pttl("3_lease") <= settings.lease_sec * 1000
    await client.pexpire("3_lease", 1)
    async with asyncio.timeout(2):
        while await client.exists("3_lease"):  # noqa: ASYNC110 - Redis tells nobody
            await asyncio.sleep(0.001)
    assert (await Writer(client, settings, Clock()).lease([3])).held_elsewhere == {}


async def test_appending_keeps_a_lease_from_running_out(client: Client, settings: Settings) -> None:
    writer = Writer(client, Settings(host=settings.host, port=settings.port, lease_sec=1), Clock())
    await writer.lease([3])
    await writer.append(entries(3, 1, start=START - 100_000))
    # An hour, which only a renewal shortens.
    await client.pexpire("3_lease", 3_600_000)
    async with asyncio.timeout(10):
        for start in itertools.count(START, 100_000):
            assert (await writer.append(entries(3, 1, start=start))).stored == 1
            if await client.pttl("3_lease") <= 1000:
                break
    assert await client.get("3_lease") in {writer.name.encode(), None}


async def test_clock_goes_on_after_the_stored_history(writer: Writer, client: Client, settings: Settings) -> None:
    ahead = writer.clock.now() + 3_600_000_000
    await writer.append(entries(3, 1, start=ahead))
    await writer.release([3])
    later = Writer(client, settings, Clock())
    await later.lease([3])
    stamp = later.clock.stamp(3)
    assert stamp > ahead
    assert (await later.append(entries(3, 1, start=stamp))).stored == 1


async def test_unaligned_lists_of_a_foreign_writer_are_aligned(writer: Writer, client: Client) -> None:
    await client.rpush("3_data", b"[1]", b"[2]", b"[3]")
    await client.rpush("3_timestamp", b"1600000000", b"1600000001")
    await client.rpush("3_anomaly", b"[1]", b"[2]")
    await client.rpush("3_anomaly_timestamp", b"1600000000")
    await writer.append(entries(3, 2, flagged={0}))
    stored = await lists(client, 3)
    assert stored["data"][:2] == [b"[1]", b"[2]"]
    assert len(stored["data"]) == len(stored["timestamp"]) == len(stored["trace"]) == 4
    assert stored["trace"][:2] == [b"", b""]
    assert stored["anomaly"][:2] == [b"[1]", b"[2]"], "a flagged row is never dropped"
    assert len(stored["anomaly"]) == len(stored["anomaly_timestamp"]) == 3


@pytest.mark.parametrize(
    "key",
    [
        "3_data",
        "3_timestamp",
        "3_trace",
        "3_anomaly",
        "3_anomaly_timestamp",
        "3_episode",
        "3_anomaly_count",
        "3_status",
    ],
)
async def test_key_of_a_wrong_type_costs_its_person_only(writer: Writer, client: Client, key: str) -> None:
    await client.set(key, "in the way")
    result = await writer.append([*entries(3, 2, flagged={0}), *entries(4, 2)])
    assert set(result.failed) == {3}
    assert result.stored == 2
    assert [name for name in await client.keys("3_*") if name not in {key.encode(), b"3_lease"}] == []


@pytest.mark.parametrize("key", ["3_data", "3_trace"])
async def test_key_that_turns_wrong_leaves_the_others_as_they_were(writer: Writer, client: Client, key: str) -> None:
    await writer.append(entries(3, 2, flagged={0}))
    await client.delete(key)
    await client.set(key, "in the way")
    kept = [name for name in ("3_data", "3_timestamp", "3_trace", "3_anomaly") if name != key]
    before = [await client.lrange(name, 0, -1) for name in kept]
    result = await writer.append([*entries(3, 2, start=START + 1_000_000, flagged={1}), *entries(4, 2)])
    assert set(result.failed) == {3}
    assert result.stored == 2
    assert [await client.lrange(name, 0, -1) for name in kept] == before


async def test_every_person_of_a_batch_has_an_outcome_of_its_own(
    writer: Writer, client: Client, settings: Settings
) -> None:
    second = Writer(client, settings, Clock())
    await writer.release([3])
    assert (await second.lease([3])).held_elsewhere == {}
    await client.set("4_data", "in the way")
    await writer.append(entries(5, 1))
    result = await writer.append([e for person in (2, 3, 4, 5, 6) for e in entries(person, 2)])
    assert result.held_elsewhere == {3: second.name}
    assert set(result.failed) == {4}
    assert (result.stored, result.passed_over) == (5, 1)


async def test_what_rarely_changes_is_told_again_after_failures_and_loss(writer: Writer, client: Client) -> None:
    await writer.append(entries(3, 1))
    await writer.append(entries(3, 1, start=START + 1_000_000))
    await writer.note_failures([(3, START, "HTTP 500", 2)])
    await writer.append(entries(3, 1, start=START + 2_000_000))
    assert await client.hget("3_status", "failures") == b"0"
    await client.delete("3_person", "3_status")
    writer.invalidate()
    await writer.append(entries(3, 1, start=START + 3_000_000))
    assert await client.exists("3_person") == 1
    assert await client.hget("3_status", "trace_name") == b"bach"


async def test_nothing_goes_after_readings_that_redis_has_lost(writer: Writer, client: Client) -> None:
    batch = entries(3, 12)
    await writer.append([*batch[:10], *entries(4, 1)])
    for name in ("data", "timestamp", "trace"):
        await client.ltrim(f"3_{name}", 0, 5)
    result = await writer.append([*batch[10:11], *entries(4, 1, start=START + 1_000_000)])
    assert (result.lost_writes, result.stored) == ({3}, 1)
    assert await client.llen("3_data") == 6
    # They go first now, and what comes then is taken as it is.
    assert (await writer.append(batch[4:])).passed_over == 2
    assert (await lists(client, 3))["timestamp"] == [as_text(entry.time).encode() for entry in batch]


async def test_a_person_whose_keys_were_deleted_is_stored_on(writer: Writer, client: Client) -> None:
    await writer.append(entries(3, 5))
    await client.flushall()
    assert (await writer.append(entries(3, 1, start=START + 1_000_000))).lost_writes == {3}
    assert (await writer.append(entries(3, 1, start=START + 1_000_000))).stored == 1


async def test_person_and_status_are_told_again_after_a_loss(writer: Writer, client: Client) -> None:
    batch = [*entries(2, 1), *entries(3, 1)]
    await writer.append(batch)
    await client.flushall()
    assert (await writer.append(batch)).lost_writes == {2, 3}
    assert (await writer.append(batch)).stored == 2
    assert await client.exists("2_person", "2_status", "3_person", "3_status") == 4


async def test_a_note_that_one_person_s_key_refuses_reaches_the_others(writer: Writer, client: Client) -> None:
    await client.set("3_status", "in the way")
    await writer.note_failures([(person, START, "HTTP 500", 2) for person in (2, 3, 4)])
    assert [await client.hget(f"{person}_status", "last_error") for person in (2, 4)] == [b"HTTP 500"] * 2


async def test_missing_rights_are_no_single_person_s_trouble(reader_only: Settings) -> None:
    client = redis_client(reader_only)
    writer = Writer(client, reader_only, Clock())
    with pytest.raises(StoreError, match="rights"):
        await writer.append(entries(3, 1))
    with pytest.raises(StoreError, match="rights"):
        await writer.lease([3])
    await client.aclose()


async def test_a_swept_list_is_no_loss(writer: Writer, client: Client) -> None:
    await writer.append(entries(3, 5))
    assert await writer.sweep(3, 1) == 5
    assert (await writer.append(entries(3, 1, start=START + 1_000_000))).stored == 1


async def test_new_trace_name_is_told(writer: Writer, client: Client) -> None:
    await writer.append(entries(3, 1))
    await writer.append([Entry(3, START + 1_000_000, decode_answer(answer(name="satie")))])
    assert await client.hget("3_status", "trace_name") == b"satie"


async def test_personal_data_and_status_for_readers(writer: Writer, client: Client) -> None:
    await writer.append(entries(3, 1))
    assert json.loads(await client.get("3_person") or b"")["lastname"] == "Grzegorczyk"
    await writer.note_failures([(3, START, "HTTP 500", 4)])
    status = await client.hgetall("3_status")
    assert (status[b"failures"], status[b"last_error"]) == (b"4", b"HTTP 500")
    await writer.append(entries(3, 1, start=START + 1_000_000))
    assert await client.hget("3_status", "failures") == b"0"


async def test_sweep_keeps_lists_aligned_and_anomalies(writer: Writer, client: Client) -> None:
    now = writer.clock.now(3)
    await writer.append(entries(3, 3000, start=now - 300_000_000, flagged={0, 2999}))
    dropped = await writer.sweep(3, 100)
    after = writer.clock.now(3)
    stored = await lists(client, 3)
    assert dropped == 3000 - len(stored["data"])
    assert len(stored["data"]) == len(stored["timestamp"]) == len(stored["trace"])
    oldest = float(stored["timestamp"][0])
    assert now / 1e6 - 100.1 <= oldest <= after / 1e6 - 99.8
    assert len(stored["anomaly"]) == 2
    assert await writer.sweep(3, 100) == 0 or float(await client.lindex("3_timestamp", 0) or 0) > oldest


async def test_sweep_to_nothing_keeps_time_rising_and_says_when_the_last_came(
    writer: Writer, client: Client, store: Store
) -> None:
    await writer.append(entries(3, 10))
    before = (await store.watch({3: None}))[3].status
    assert before.last_success == pytest.approx(START / 1e6 + 0.9)
    assert before.trace_id == 2350401012010
    assert await writer.sweep(3, 1) == 10
    after = (await store.watch({3: None}))[3].status
    assert (after.newest, after.last_success, after.trace_id) == (None, before.last_success, before.trace_id)
    assert await client.exists("3_data", "3_timestamp", "3_trace") == 0
    assert (await writer.append(entries(3, 10))).passed_over == 10


async def test_store_that_is_away_has_a_name(tmp_path: object) -> None:
    nowhere = Settings(host="127.0.0.1", port=1)
    client = redis_client(nowhere)
    with pytest.raises(StoreAwayError, match="cannot be used"):
        await Writer(client, nowhere, Clock()).lease([1])
    await client.aclose()


async def test_read_only_and_full_redis_are_outages(writer: Writer, client: Client) -> None:
    await client.config_set("maxmemory", "1")
    try:
        with pytest.raises(StoreAwayError, match=r"OOM|OutOfMemory"):
            await writer.append(entries(3, 1))
    finally:
        await client.config_set("maxmemory", "0")
    assert await client.exists("3_data", "3_timestamp") == 0
    assert (await writer.append(entries(3, 1))).stored == 1


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given_(
    st.lists(
        st.tuples(st.integers(0, 30), st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=8)),
        max_size=8,
    )
)
async def test_any_order_of_calls_keeps_every_list_aligned(
    client: Client, settings: Settings, store: Store, calls: list[tuple[int, list[tuple[int, bool]]]]
) -> None:
    await client.flushall()
    writer = Writer(client, settings, Clock())
    expected: list[tuple[int, bool]] = []
    last = -1
    for start, steps in calls:
        time, batch = start, []
        for step, flagged in steps:
            time += step
            batch.append(Entry(5, START + time * 100_000, decode_answer(answer(value=time, anomaly=flagged))))
            if time > last:
                expected.append((time, flagged))
                last = time
        await writer.append(batch) if batch else None
    recording = await store.window(5)
    assert np.round((recording.time - START / 1e6) * 10).astype(int).tolist() == [time for time, _ in expected]
    assert recording.flagged.tolist() == [flagged for _, flagged in expected]
    counts = await store.anomaly_counts(5)
    assert counts.readings == counts.counted == sum(flagged for _, flagged in expected)
    assert sum(counts.left) == 3 * counts.readings
