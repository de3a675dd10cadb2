import json

import pytest

from footlib.recording import UNKNOWN_TRACE
from footlib.store import Store, Writer
from footlib.store.connection import Client
from tests.footlib.store.test_reader import foreign, row
from tests.footlib.store.test_writer import entries


async def test_foreign_store_of_four_lists_with_repeating_whole_seconds(client: Client, store: Store) -> None:
    times = [str(1_700_000_000 + i // 3) for i in range(30)]
    await foreign(client, 7, times)
    await foreign(client, 7, times[:6], anomalies=True)
    assert await store.persons() == [7]
    recording = await store.window(7)
    assert recording.time.tolist() == [float(t) for t in times]
    assert recording.trace_id.tolist() == [UNKNOWN_TRACE] * 30
    update = (await store.watch({7: None}))[7]
    assert len(update.recording) == 30
    await client.rpush("7_data", row(1), row(2))
    await client.rpush("7_timestamp", times[-1], times[-1])
    more = (await store.watch({7: update.cursor}))[7]
    assert more.recording.counts[:, 0].tolist() == [1, 2]
    assert len((await store.watch({7: more.cursor}))[7].recording) == 0
    assert [len(part) async for part in store.chunks(7)] == [32]


async def test_half_written_row_of_a_foreign_writer_waits_for_its_partner(client: Client, store: Store) -> None:
    await foreign(client, 7, ["1", "2", "3"])
    await client.rpush("7_data", row(9))
    assert (await store.window(7)).time.tolist() == [1, 2, 3]
    update = (await store.watch({7: None}))[7]
    assert update.recording.time.tolist() == [1, 2, 3]
    await client.rpush("7_timestamp", "4")
    later = (await store.watch({7: update.cursor}))[7]
    assert later.recording.counts[:, 0].tolist() == [9]


async def test_bad_rows_are_skipped_and_counted(client: Client, store: Store) -> None:
    await client.rpush("7_data", row(1), b"nonsense", row(2), b"[]", row(3), row(4))
    await client.rpush("7_timestamp", "1", "2", "3", "4", "soon", "6")
    recording = await store.window(7)
    assert recording.time.tolist() == [1, 3, 6]
    assert recording.counts[:, 0].tolist() == [1, 2, 4]
    assert recording.skipped == 3


async def test_bad_times_stop_nobody_who_follows(client: Client, store: Store) -> None:
    followed: list[float] = []
    cursor = None
    for times in (
        ["None"],
        ["1", "soon"],
        ["nan"],
        ["2", "inf", "3"],
        ["4", "None", "None"],
        [],
        ["4", "", "5"],
        ["6"],
    ):
        for time in times:
            await client.rpush("7_data", row(1))
            await client.rpush("7_timestamp", time)
        update = (await store.watch({7: cursor}))[7]
        cursor = update.cursor
        followed += update.recording.time.tolist()
        assert not len((await store.watch({7: cursor}))[7].recording) or cursor is None
    assert followed == [1, 2, 3, 4, 4, 5, 6]
    assert [t async for part in store.chunks(7) for t in part.time.tolist()] == followed
    assert (await store.window(7)).time.tolist() == followed


@pytest.mark.parametrize("first", ["10", "None"])
async def test_bad_times_of_flagged_readings_belong_to_the_episode_before(
    client: Client, store: Store, first: str
) -> None:
    await foreign(client, 3, [first, "nan", "10", "None", "11", "inf", "30"], anomalies=True)
    assert [share async for share in store.count_foreign(3)][-1] == 1
    newest, before, *_ = episodes = await store.episodes(3)
    assert (newest.start, newest.end, newest.n) == (30, 30, 1)
    assert (before.start, before.end, before.n) == (10, 11, 6 if first == "10" else 4)
    assert sum(episode.n for episode in episodes) == 7
    assert (await store.episode_window(3, before)).time.tolist()[-2:] == [10, 11]
    counts = await store.anomaly_counts(3)
    assert (counts.counted, counts.last) == (7, newest)


async def test_chunks_that_end_in_bad_times_go_on(client: Client, store: Store) -> None:
    times = [str(i) for i in range(4990)] + ["soon"] * 12_000 + [str(i) for i in range(5000, 6000)]
    await foreign(client, 7, times)
    seen: list[float] = []
    async for part in store.chunks(7):
        seen += part.time.tolist()
        if len(seen) == 4990:
            # As the sweep does; the readings behind are in another place now.
            await client.ltrim("7_data", 100, -1)
            await client.ltrim("7_timestamp", 100, -1)
    assert seen == [*range(4990), *range(5000, 6000)]


async def test_one_person_s_wrong_key_stops_nobody_who_watches(writer: Writer, client: Client, store: Store) -> None:
    await writer.append([*entries(3, 2), *entries(4, 2)])
    await client.set("5_data", "in the way")
    await client.set("3_person", "no JSON")
    await client.hset("3_status", "failures", "many")
    updates = await store.watch({3: None, 4: None, 5: None})
    assert [len(updates[person].recording) for person in (3, 4, 5)] == [2, 2, 0]
    assert updates[3].person is None
    assert "WRONGTYPE" in updates[5].status.last_error
    assert updates[5].status.failures
    await client.hset("2_person", "in", "the way")
    assert set(await store.people([2, 3, 4])) == {4}


async def test_rows_of_a_clock_that_was_set_back_are_sorted(client: Client, store: Store) -> None:
    await foreign(client, 7, ["5", "6", "3", "4"])
    assert (await store.window(7)).time.tolist() == [3, 4, 5, 6]


async def test_sensors_in_any_order_land_in_their_columns(client: Client, store: Store) -> None:
    sensors = [{"anomaly": i == 4, "id": i, "value": i * 10} for i in (3, 1, 5, 0, 4, 2)]
    await client.rpush("7_data", json.dumps(sensors), row(0))
    await client.rpush("7_timestamp", "1", "2")
    recording = await store.window(7)
    assert recording.counts[0].tolist() == [0, 10, 20, 30, 40, 50]
    assert recording.anomaly[0].tolist() == [False, False, False, False, True, False]


async def test_foreign_anomalies_are_counted_once_and_then_from_there(
    writer: Writer, client: Client, store: Store
) -> None:
    times = [str(1_600_000_000 + 10 * i) for i in range(5000)]
    await foreign(client, 3, times, anomalies=True)
    shares = [share async for share in store.count_foreign(3)]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)
    assert len(shares) > 2
    counts = await store.anomaly_counts(3)
    assert (counts.readings, counts.counted, counts.episodes) == (5000, 5000, 5000)
    assert sum(counts.left) == sum(counts.right) == 15_000
    await writer.append(entries(3, 1, flagged={0}))
    assert (await store.anomaly_counts(3)).counted == 5001
    await foreign(client, 3, ["1700000100"], anomalies=True)
    assert (await store.anomaly_counts(3)).counted == 5001
    assert [share async for share in store.count_foreign(3)] == [5001 / 5002, 1]
    assert (await store.anomaly_counts(3)).episodes == 5002
