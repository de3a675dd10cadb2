"""Readings of an earlier stop: stored at the next start, or kept while somebody else is in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
import structlog
from redis.asyncio import Redis

from cacher import spill
from cacher.log import Log
from footlib.reading import decode_answer
from footlib.store import Clock, Entry
from footlib.store.connection import Client
from tests.cacher.api import Api
from tests.cacher.helpers import KillableRedis, eventually
from tests.cacher.served import Serve, healthz
from tests.conftest import answer

READINGS = 40
DEAD = "a cacher that was killed"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """What a stop left of the persons 1 and 2, numbered from 1001 on."""
    start = Clock().now() - 60_000_000
    entries = [
        Entry(person, start + number, decode_answer(answer(trace_id=1000 + number, anomaly=number % 9 == 0)))
        for number in range(1, READINGS + 1)
        for person in (1, 2)
    ]
    return spill.write(tmp_path, entries, "the one that stopped")


def there(file: Path) -> bool:
    return file.exists()


async def traces(client: Client, person: int) -> list[int]:
    return [int(trace) for trace in await client.lrange(f"{person}_trace", 0, -1)]


def expected(api: Api, person: int) -> list[int]:
    return [*range(1001, 1001 + READINGS), *api.served[person]]


@pytest.mark.parametrize("held", [0, 500])
async def test_goes_first_even_where_a_dead_cacher_s_lease_must_run_out(
    api: Api, client: Client, serve: Serve, file: Path, held: int
) -> None:
    if held:
        await client.set("2_lease", DEAD, px=held)
    async with serve(base_url=api.url, ids=(1, 2)):
        await eventually(lambda: len(api.served[2]) > 3)
        assert not there(file)
    for person in (1, 2):
        assert await traces(client, person) == expected(api, person)


async def test_is_kept_where_another_cacher_goes_on(
    api: Api, client: Client, serve: Serve, file: Path, capture: structlog.testing.LogCapture
) -> None:
    await client.set("2_lease", DEAD)
    async with serve(base_url=api.url, ids=(1, 2)):
        await eventually(lambda: len(api.served[1]) > 3)
    assert there(file)
    assert await traces(client, 1) == expected(api, 1)
    assert not await traces(client, 2)
    (said,) = [entry for entry in capture.entries if "stop left over" in entry["event"]]
    assert (said["log_level"], said["readings"], said["refused"]) == ("warning", 2 * READINGS, READINGS)
    await client.delete("2_lease")
    async with serve(base_url=api.url, ids=(1, 2)):
        await eventually(lambda: len(api.served[2]) > 3)
    assert not there(file)
    assert await traces(client, 2) == expected(api, 2)


@pytest.mark.parametrize("limit", ["buffer_readings", "buffer_bytes"])
async def test_more_than_the_buffer_holds_is_stored_in_parts(
    api: Api, client: Client, serve: Serve, file: Path, limit: str, capture: structlog.testing.LogCapture
) -> None:
    async with serve(base_url=api.url, ids=(1, 2), **{limit: {"buffer_readings": 10, "buffer_bytes": 65536}[limit]}):
        await eventually(lambda: len(api.served[2]) > 3)
    assert not there(file)
    assert not [entry for entry in capture.entries if "full" in entry["event"]]
    for person in (1, 2):
        assert (await traces(client, person))[:READINGS] == expected(api, person)[:READINGS]


async def test_an_end_in_the_middle_gives_every_lease_back(api: Api, client: Client, serve: Serve, file: Path) -> None:
    await client.set("2_lease", DEAD)

    async def taken() -> bool:
        return bool(await client.exists("1_lease"))

    async with serve(base_url=api.url, ids=(1, 2), lease_sec=600.0):
        await eventually(taken)
    assert await client.keys("*_lease") == [b"2_lease"]
    assert there(file)


async def test_holds_nothing_of_a_person_that_another_cacher_took(
    api: Api, killable: KillableRedis, serve: Serve, log: Log, tmp_path: Path
) -> None:
    redis = Redis(port=killable.port)
    async with serve(base_url=api.url, ids=(1, 2), port=killable.port) as own:
        await eventually(lambda: min(len(api.served[person]) for person in (1, 2)) > 3)
        await redis.set("1_lease", "another cacher")

        async def lost() -> bool:
            return (await healthz(own))[1].elsewhere == 1

        await eventually(lost)
        killable.kill()
        served = len(api.served[2])
        await eventually(lambda: len(api.served[2]) > served + 3)
    await redis.aclose()
    ((_, spilled),) = spill.read(tmp_path, log)
    assert {entry.person for entry in spilled.entries} == {2}
