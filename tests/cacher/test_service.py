"""The whole service in the tests' own loop: faults, clocks, what it tells about itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest
import structlog
from redis.asyncio import Redis

from cacher.health import check
from cacher.sweeper import Sweeper
from footlib.settings import Settings
from footlib.store import Clock, Store
from footlib.store.clock import wall_time
from footlib.store.connection import Client
from footlib.store.embedded import free_port
from tests.cacher.api import Api, answering, respond
from tests.cacher.helpers import KillableRedis, eventually, stored
from tests.cacher.served import Serve, healthz, metrics

HOUR = 3600 * 1_000_000


async def unwell(settings: Settings, reason: str = "") -> bool:
    status, report = await healthz(settings)
    return status == 503 and reason in report.reason


async def test_no_person_is_asked_twice_at_a_time_and_every_answer_is_stored(
    api: Api, client: Client, serve: Serve
) -> None:
    api.latency = 0.04
    persons = range(1, 41)
    async with serve(base_url=api.url, request_delay=0.2, ids=tuple(persons)):
        await eventually(lambda: all(len(api.times[person]) > 5 for person in persons), 60)
    assert api.most_under_way == 1
    for person in persons:
        assert await stored(client, person) == api.served[person]


async def test_a_slow_person_is_never_asked_while_the_last_request_is_under_way(api: Api, serve: Serve) -> None:
    async def slow(_: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> None:
        await asyncio.sleep(0.12)
        writer.write(respond(body))

    api.behaviours[1] = slow
    async with serve(base_url=api.url):
        await eventually(lambda: len(api.times[1]) > 8, 60)
    assert min(b - a for a, b in pairwise(api.times[1])) > 0.12


async def test_recovers_at_once_when_the_api_does(
    api: Api, client: Client, serve: Serve, capture: structlog.testing.LogCapture
) -> None:
    api.behaviours[1] = answering(respond(b"", "500 Internal Server Error"))
    async with serve(base_url=api.url):
        await eventually(lambda: len(api.times[1]) > 4)
        del api.behaviours[1]
        await eventually(lambda: len(api.served[1]) > 10)
        await eventually(lambda: any(entry["event"] == "readings again" for entry in capture.entries))
    assert await stored(client, 1) == api.served[1]


async def test_failing_persons_are_asked_less_and_less(api: Api, serve: Serve) -> None:
    api.behaviours[1] = answering(respond(b"", "500 Internal Server Error"))
    async with serve(base_url=api.url):
        await eventually(lambda: len(api.times[2]) > 60)
    assert len(api.times[1]) < len(api.times[2]) / 2


async def test_retry_after_is_honoured(api: Api, serve: Serve) -> None:
    api.behaviours[1] = answering(respond(b"", "503 Service Unavailable", "Retry-After: 1\r\n"))
    async with serve(base_url=api.url):
        await eventually(lambda: len(api.times[1]) > 2)
    assert all(b - a >= 0.99 for a, b in pairwise(api.times[1]))


async def test_hanging_persons_leave_connections_to_the_others(api: Api, client: Client, serve: Serve) -> None:
    async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter, __: bytes) -> None:
        await reader.read()

    hanging = range(1, 13)
    api.behaviours.update(dict.fromkeys(hanging, hang))
    async with serve(base_url=api.url, ids=(*hanging, 20, 21), connections=8, request_timeout=0.5):
        await eventually(lambda: all(len(api.times[person]) > 1 for person in hanging), 30)
        taken: list[int] = []
        served = len(api.served[20])

        def asked_on() -> bool:
            taken.append(sum(api.under_way[person] for person in hanging))
            return len(api.served[20]) > served + 40

        await eventually(asked_on)
    # Two at a time, and those whose end the API has not seen yet.
    assert max(taken) <= 4
    assert await stored(client, 20) == api.served[20]


async def test_health_is_503_while_all_persons_fail(api: Api, serve: Serve) -> None:
    for person in (1, 2, 3):
        api.behaviours[person] = answering(respond(b"", "500 Internal Server Error"))
    async with serve(base_url=api.url) as own:
        await eventually(partial(unwell, own, "none of the persons"))
        _, report = await healthz(own)
        assert (report.persons, report.failing) == (3, 3)
        well, sentence = await asyncio.to_thread(check, own)
        assert (well, sentence) == (False, report.reason)


async def test_health_is_503_until_redis_answers(api: Api, serve: Serve) -> None:
    async with serve(base_url=api.url, port=free_port()) as own:
        status, report = await healthz(own)
        assert status == 503
        assert "Redis" in report.reason
        assert not api.served


async def test_health_is_503_without_the_right_to_write(
    api: Api, client: Client, serve: Serve, reader_only: Settings
) -> None:
    async with serve(base_url=api.url, username="reader", password="any") as own:
        await eventually(partial(unwell, own, "rights"))
    assert not api.served


async def test_rights_that_are_taken_away_for_a_while_cost_no_reading(
    api: Api, client: Client, serve: Serve, reader_only: Settings
) -> None:
    await client.acl_setuser("reader", enabled=True, categories=["+@all"])
    async with serve(base_url=api.url, username="reader", password="any") as own:
        await eventually(lambda: len(api.served[1]) > 3)
        await client.acl_setuser("reader", enabled=True, nopass=True, keys=["*"], categories=["+@all", "-@write"])
        await eventually(partial(unwell, own))
        served = len(api.served[1])
        await eventually(lambda: len(api.served[1]) > served + 5)
        await client.acl_setuser("reader", enabled=True, nopass=True, keys=["*"], categories=["+@all"])
        await eventually(lambda: len(api.served[1]) > served + 10)
    for person in (1, 2, 3):
        assert await stored(client, person) == api.served[person]


async def test_health_is_503_where_all_leases_are_refused(api: Api, client: Client, serve: Serve) -> None:
    await client.rpush("1_lease", "no lease")
    async with serve(base_url=api.url, ids=(1,)) as own:
        await eventually(partial(unwell, own, "WRONGTYPE"))


async def test_metrics_tell_totals_and_nothing_personal(api: Api, serve: Serve) -> None:
    async with serve(base_url=api.url, ids=(77001, 77002)) as own:

        async def stored_some() -> bool:
            return "footwatch_readings_stored_total 0.0" not in await metrics(own)

        await eventually(stored_some)
        text = await metrics(own)
    for name in (
        "requests_total",
        "request_seconds_bucket",
        "schedule_lag_seconds_bucket",
        "buffer_readings",
        "readings_stored_total",
        "sweeps_total",
        "redis_seconds_bucket",
        "persons_led",
    ):
        assert f"footwatch_{name}" in text
    assert "77001" not in text
    assert "Grzegorczyk" not in text


async def test_the_drill_flags_stored_readings(api: Api, client: Client, serve: Serve) -> None:
    async with serve(base_url=api.url, anomalies_threshold=0.0):
        await eventually(lambda: len(api.served[1]) > 5)
    assert await client.llen("1_anomaly") == await client.llen("1_data") > 5
    assert (await client.lrange("1_anomaly", 0, -1)) == (await client.lrange("1_data", 0, -1))


@pytest.mark.parametrize("jump", [-HOUR, 24 * HOUR])
async def test_a_wall_clock_set_anew_between_two_starts(
    api: Api, client: Client, store: Store, serve: Serve, jump: int
) -> None:
    settings = {"base_url": api.url, "clear_delay": 0.1}
    async with serve(**settings):
        await eventually(lambda: len(api.served[1]) > 5)
    before = await client.lrange("1_timestamp", 0, -1)
    async with serve(Clock(wall_time() + jump), **settings):
        served = len(api.served[1])
        await eventually(lambda: len(api.served[1]) > served + 10)
    stamps = [float(stamp) for stamp in await client.lrange("1_timestamp", 0, -1)]
    assert stamps == sorted(set(stamps))
    # Not frozen: all that was served since is there, with its own distances.
    assert len(stamps) >= 10
    assert stamps[-1] - stamps[-10] > 0.3
    if jump < 0:
        assert len(stamps) == len(api.served[1])
        assert stamps[: len(before)] == [float(stamp) for stamp in before]


async def test_a_wall_clock_that_jumps_while_it_runs_changes_nothing(
    api: Api, client: Client, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time_ns
    async with serve(base_url=api.url, clear_delay=0.1):
        await eventually(lambda: len(api.served[1]) > 5)
        for jump in (-HOUR, 24 * HOUR):
            monkeypatch.setattr(time, "time_ns", lambda jump=jump: real() + jump * 1000)
            served = len(api.served[1])
            await eventually(partial(lambda before: len(api.served[1]) > before + 5, served))
    stamps = [float(stamp) for stamp in await client.lrange("1_timestamp", 0, -1)]
    assert len(stamps) == len(api.served[1])
    assert stamps[-1] - stamps[0] < 60
    assert await stored(client, 1) == api.served[1]


async def test_leaves_no_task_socket_or_file_behind(api: Api, serve: Serve) -> None:
    process = psutil.Process()
    async with serve(base_url=api.url, clear_delay=0.1):
        await eventually(lambda: len(api.served[3]) > 5)
    await eventually(lambda: not api.connections)
    tasks, descriptors = asyncio.all_tasks(), process.num_fds()
    served = len(api.served[3])
    async with serve(base_url=api.url, clear_delay=0.1):
        await eventually(lambda: len(api.served[3]) > served + 20)
        assert process.num_fds() > descriptors
    await eventually(lambda: asyncio.all_tasks() <= tasks and process.num_fds() <= descriptors)


async def test_a_cluster(api: Api, serve: Serve, tmp_path: Path, capture: structlog.testing.LogCapture) -> None:
    # The bus stands ten thousand above the port unless told, where outgoing connections take theirs.
    node = KillableRedis(tmp_path, cluster_enabled="yes", cluster_port=str(free_port()), appendonly="no")
    node.start()
    try:
        async with Redis(port=node.port) as client:
            command: Callable[..., Awaitable[Any]] = client.execute_command
            await command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)

            async def ready() -> bool:
                return b"cluster_state:ok" in await command("CLUSTER", "INFO")

            await eventually(ready)
            api.behaviours[3] = answering(respond(b"", "500 Internal Server Error"))
            async with serve(base_url=api.url, port=node.port, cluster=True, clear_delay=0.1):
                await eventually(lambda: len(api.served[2]) > 10)
            assert await client.lrange("{2}_trace", 0, -1) == [b"%d" % number for number in api.served[2]]
            assert await client.hget("{3}_status", "last_error") == b"status 500 in place of 200"
            assert not await client.keys("*_lease")
            assert (await client.config_get("list-compress-depth"))["list-compress-depth"] == "1"
    finally:
        node.kill()
    assert not [entry for entry in capture.entries if entry["log_level"] == "error"]


async def test_nobody_is_taken_over_while_it_ends(api: Api, client: Client, serve: Serve) -> None:
    await client.set("2_lease", "somebody else")

    async def freed() -> None:
        await asyncio.sleep(0.05)
        await client.delete("2_lease")

    api.latency = 0.8
    async with serve(base_url=api.url, ids=(1, 2)):
        await eventually(lambda: bool(api.under_way[1]))
        freeing = asyncio.create_task(freed())
    await freeing
    assert not api.times[2]


async def test_nobody_is_polled_after_a_part_broke(api: Api, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    broke = asyncio.Event()

    async def broken(_: Sweeper) -> None:
        if api.served[1]:
            broke.set()
            raise ZeroDivisionError

    monkeypatch.setattr(Sweeper, "round", broken)
    with pytest.raises(ExceptionGroup):
        async with serve(base_url=api.url, clear_delay=0.05):
            await broke.wait()
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("person")]
