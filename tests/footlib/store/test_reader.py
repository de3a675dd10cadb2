import asyncio
import json
import math
from functools import reduce

import numpy as np
import pytest

from footlib.errors import StoreAwayError, StoreError
from footlib.reading import decode_answer
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.settings import Settings
from footlib.store import AnomalyCounts, Entry, Store, Writer
from footlib.store.connection import Client
from tests.conftest import answer
from tests.footlib.store.test_writer import START, entries


def row(value: int) -> bytes:
    return json.dumps([{"anomaly": value % 2 == 1, "id": i, "value": value} for i in range(6)]).encode()


async def foreign(client: Client, person: int, times: list[str], *, anomalies: bool = False) -> None:
    name = "anomaly" if anomalies else "data"
    await client.rpush(f"{person}_{name}", *(row(i % 1000) for i in range(len(times))))
    await client.rpush(f"{person}_{'anomaly_' if anomalies else ''}timestamp", *times)


async def test_window_comes_back_as_it_was_stored(writer: Writer, store: Store) -> None:
    batch = entries(3, 1200, flagged={7})
    await writer.append(batch)
    recording = await store.window(3)
    assert len(recording) == 1200
    assert recording.counts.tolist() == [list(entry.reading.counts) for entry in batch]
    assert np.round(recording.time * 1e6).astype(np.int64).tolist() == [entry.time for entry in batch]
    assert np.flatnonzero(recording.flagged).tolist() == [7]
    assert recording.device_clock[0] == np.datetime64("2010-01-01T02:35:04")


@pytest.mark.parametrize(
    ("since", "until"),
    [(None, None), (10.0, None), (None, 20.0), (10.0, 20.0), (50.0, 60.0), (-9.0, -1.0), (10.05, 10.06)],
)
async def test_window_is_cut_by_time(writer: Writer, store: Store, since: float | None, until: float | None) -> None:
    await writer.append(entries(3, 300))
    origin = START / 1e6
    recording = await store.window(
        3, None if since is None else origin + since, None if until is None else origin + until
    )
    expected = [
        i for i in range(300) if (since is None or i / 10 >= since - 1e-9) and (until is None or i / 10 <= until + 1e-9)
    ]
    assert np.round((recording.time - origin) * 10).astype(int).tolist() == expected


async def test_watch_hands_out_every_reading_once(writer: Writer, store: Store) -> None:
    batch = entries(3, 500)
    seen: list[float] = []
    cursor = None
    for start in range(0, 500, 7):
        await writer.append(batch[start : start + 7])
        update = (await store.watch({3: cursor}))[3]
        cursor = update.cursor
        seen += update.recording.time.tolist()
    assert seen == [entry.time / 1e6 for entry in batch]


async def test_watch_tells_status_person_and_anomalies(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 5, flagged={1, 2}))
    updates = await store.watch({3: None, 4: None})
    assert updates[3].status.newest == updates[3].status.last_success == pytest.approx(START / 1e6 + 0.4)
    assert updates[3].status.trace_name == "bach"
    assert updates[3].status.request_delay == 0.3
    assert updates[3].person is not None
    assert updates[3].person.firstname == "Janek"
    assert updates[3].flagged == 2
    assert len(updates[4].recording) == 0
    assert updates[4].status.newest is None


async def test_chunks_cover_everything_once(writer: Writer, store: Store) -> None:
    batch = entries(3, 12_345, flagged=set(range(0, 12_345, 10)))
    await writer.append(batch)
    times = [t async for part in store.chunks(3) for t in part.time.tolist()]
    assert times == [entry.time / 1e6 for entry in batch]
    flagged = [t async for part in store.chunks(3, anomalies=True) for t in part.time.tolist()]
    assert flagged == times[::10]
    some = [t async for part in store.chunks(3, times[100], times[8000]) for t in part.time.tolist()]
    assert some == times[100:8001]


async def test_anomalies_have_the_clock_that_is_still_stored(writer: Writer, client: Client, store: Store) -> None:
    for i in range(60):
        reading = decode_answer(answer(anomaly=i % 20 < 2, trace_id=2350401012010 + i))
        await writer.append([Entry(3, START + i * 1_000_000, reading)])
    told = [2350401012010 + i for i in range(60) if i % 20 < 2]

    async def clocks(person: int) -> list[int]:
        return [clock async for part in store.chunks(person, anomalies=True) for clock in part.trace_id.tolist()]

    assert await clocks(3) == told
    assert await writer.sweep(3, (writer.clock.now(3) - START) / 1e6 - 30.5) == 31
    assert await clocks(3) == told, "those around an anomaly are kept"
    await client.delete("3_context_trace")
    assert await clocks(3) == [UNKNOWN_TRACE] * 4 + told[4:]
    await foreign(client, 7, ["1", "2", "2"], anomalies=True)
    assert await clocks(7) == [UNKNOWN_TRACE] * 3
    await foreign(client, 7, ["1", "2", "2"])
    await client.rpush("7_trace", "1", "2", "3")
    assert await clocks(7) == [1, UNKNOWN_TRACE, UNKNOWN_TRACE], "two readings have one time, but not one clock"


async def test_chunks_of_one_long_second(client: Client, store: Store) -> None:
    await foreign(client, 7, ["5"] * 11_000 + ["6"])
    assert sum([len(part) async for part in store.chunks(7)]) == 11_001


async def test_episodes_are_runs_with_gaps_up_to_two_seconds(writer: Writer, store: Store) -> None:
    runs = [(0.0, 0.5, 2.5), (4.6, 5.0), (20.0,)]
    for time in (t for run in runs for t in run):
        reading = decode_answer(answer(value=int(time * 10), anomaly=True, name=f"trace {time:g}"))
        await writer.append([Entry(3, START + round(time * 1e6), reading)])
    episodes = await store.episodes(3)
    assert [episode.n for episode in episodes] == [1, 2, 3]
    assert [round(episode.length, 3) for episode in episodes] == [0, 0.4, 2.5]
    oldest = episodes[-1]
    assert oldest.sensors == ("L0", "L1", "L2", "R0", "R1", "R2")
    assert (oldest.peak, oldest.first, oldest.trace_name) == (30, 0, "trace 0")
    assert [e.first for e in episodes] == [5, 3, 0]
    counts = await store.anomaly_counts(3)
    assert (counts.readings, counts.counted, counts.episodes) == (6, 6, 3)
    assert counts.since == START / 1e6
    assert counts.last == episodes[0]
    flagged = Recording.join([part async for part in store.chunks(3, anomalies=True)])
    assert flagged.time[[e.first for e in episodes]].tolist() == [e.start for e in episodes]
    assert [e.n for e in await store.episodes(3, page=1, size=2)] == [3]


async def test_the_share_of_an_episode_is_taken_out_of_the_counts(writer: Writer, store: Store) -> None:
    for n, time in enumerate((0.0, 0.5, 10.0, 20.0, 20.5)):
        await writer.append([Entry(3, START + round(time * 1e6), decode_answer(answer(value=100 * n, anomaly=True)))])
    counts = await store.anomaly_counts(3)
    one, two, three = await store.episodes_in(3, [(0.0, 9e9)])
    parts = [counts async for _, counts in store.counts_of(3, [one, two, three])]
    alone = [counts async for _, counts in store.counts_of(3, [one, three])]
    assert alone == [parts[0], parts[2]]
    assert [part.readings for part in parts] == [2, 1, 2]
    assert counts.minus(parts[1]).left == parts[0].plus(parts[2]).left
    assert sum(counts.minus(parts[1]).right) == 4 * 3
    rest = reduce(AnomalyCounts.minus, parts, counts)
    assert (rest.readings, rest.counted, rest.episodes, sum(rest.left), sum(rest.right)) == (0, 0, 0, 0, 0)
    assert (rest.since, rest.last) == (counts.since, counts.last)
    at = START / 1e6
    assert await store.episodes_in(3, [(at + 20.2, at + 20.3), (at + 0.5, at + 0.6), (at + 0.5, at + 3)]) == [
        one,
        three,
    ]
    assert await store.episodes_in(3, []) == []


async def test_who_may_not_write_is_told_so_in_place_of_counting(client: Client, reader_only: Settings) -> None:
    await foreign(client, 3, ["1", "2"], anomalies=True)
    store = Store(reader_only)
    with pytest.raises(StoreError, match="rights"):
        async with asyncio.timeout(5):
            assert [share async for share in store.count_foreign(3)]
    await store.close()


async def test_counts_by_another_rule_are_made_anew(client: Client, store: Store) -> None:
    await foreign(client, 3, ["1", "2", "9"], anomalies=True)
    await client.hset("3_anomaly_count", mapping={"counted": 3, "version": "0", "L0": 99})
    await client.rpush("3_episode", "1 9 0 3 63 5 - old")
    assert [share async for share in store.count_foreign(3)][-1] == 1
    counts = await store.anomaly_counts(3)
    assert (counts.counted, counts.episodes, sum(counts.left)) == (3, 2, 9)


async def test_person_without_a_single_reading_is_known_by_the_status(writer: Writer, store: Store) -> None:
    await writer.append(entries(3, 1))
    await writer.note_failures([(9, START, "HTTP 500", 1)])
    assert await store.persons() == [3, 9]


async def test_empty_store(store: Store, client: Client) -> None:
    assert await store.persons() == []
    assert len(await store.window(3)) == 0
    assert await store.episodes(3) == []
    assert await store.people([1, 2]) == {}
    counts = await store.anomaly_counts(3)
    assert (counts.readings, counts.since, counts.last) == (0, None, None)
    assert [part async for part in store.chunks(3)] == []
    assert math.isnan((await store.window(3)).rate)


async def test_store_away_is_named(settings: Settings) -> None:
    store = Store(Settings(host="127.0.0.1", port=1))
    with pytest.raises(StoreAwayError):
        await store.watch({1: None})
    with pytest.raises(StoreAwayError):
        await store.window(1)
    with pytest.raises(StoreAwayError):
        await store.persons()
    await store.close()


async def test_chunks_go_on_where_they_were_while_the_sweep_drops_rows(
    writer: Writer, client: Client, store: Store
) -> None:
    await writer.append(entries(3, 20_000))
    seen: list[float] = []
    parts = store.chunks(3)
    async for part in parts:
        seen += part.time.tolist()
        await client.ltrim("3_data", 7000, -1)
        await client.ltrim("3_timestamp", 7000, -1)
        await client.ltrim("3_trace", 7000, -1)
    tenths = [round((time - START / 1e6) * 10) for time in seen]
    assert tenths == [*range(5000), *range(7000, 12_000), *range(14_000, 19_000)]


@pytest.mark.parametrize("before", [7000, 4998, 4999, 5000])
async def test_chunks_of_a_clock_that_was_set_back_come_once(client: Client, store: Store, before: int) -> None:
    await foreign(client, 7, [str(9000 + i) for i in range(before)] + [str(500 + i) for i in range(7000)])
    assert sum([len(part) async for part in store.chunks(7)]) == before + 7000


async def test_chunks_pass_over_no_reading_of_several_with_one_time_while_the_sweep_drops_others(
    client: Client, store: Store
) -> None:
    times = [*["1000"] * 100, *[str(1001 + i) for i in range(9800)], *["20000"] * 300]
    await foreign(client, 7, times)
    seen: list[float] = []
    async for part in store.chunks(7):
        seen += part.time.tolist()
        if len(seen) == 10_000:
            await client.ltrim("7_data", 100, -1)
            await client.ltrim("7_timestamp", 100, -1)
    assert seen == [float(time) for time in times]
