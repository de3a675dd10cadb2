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

from footlib.reading import decode_answer
from footlib.settings import Settings
from footlib.store import Clock, Entry, Store, Writer
from footlib.store.clock import as_text
from footlib.store.connection import Client
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
