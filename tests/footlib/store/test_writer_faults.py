import pytest

from footlib.errors import StoreAwayError, StoreError
from footlib.settings import Settings
from footlib.store import Clock, Writer
from footlib.store.clock import as_text
from footlib.store.connection import Client, redis_client
from tests.footlib.store.test_writer import START, entries, lists


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
