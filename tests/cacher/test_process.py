"""``python -m cacher`` as a process, with a real Redis and an API that remembers what it served."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from cacher.__main__ import app
from footlib.settings import Settings
from footlib.store import redis_client
from footlib.store.connection import Client
from footlib.store.embedded import ensure_store
from footlib.store.endpoint import read_endpoint
from tests import commands
from tests.cacher.api import Api
from tests.cacher.helpers import Cacher, KillableRedis, eventually, stored
from tests.cacher.outage import accounted, ridden_out

Start = Callable[..., Cacher]
PERSONS = 20
KILLED_PERSONS = range(1, 9)
"""Those of kills.py: enough to be in each batch, and few enough that the kills take the time and not the readings."""


async def poured(api: Api, client: Client, readings: int) -> None:
    """Wait until every person has so many stored readings."""

    async def enough() -> bool:
        counts = [await client.llen(f"{person}_data") for person in range(1, PERSONS + 1)]
        return min(counts) >= readings

    await eventually(enough, 20)


async def assert_all_stored(api: Api, client: Client) -> None:
    """Every reading that was served is stored exactly once, in order."""
    for person in range(1, PERSONS + 1):
        assert await stored(client, person) == api.served[person]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_flushes_and_ends(api: Api, client: Client, start_cacher: Start, number: signal.Signals) -> None:
    api.latency = 0.02
    cacher = start_cacher(BASE_URL=api.url, IDS=f"1-{PERSONS}")
    await poured(api, client, 3)
    assert await cacher.ended(number) == 0
    await assert_all_stored(api, client)
    assert api.most_under_way == 1
    assert not await client.keys("*_lease")
    assert cacher.events("the cacher ends")[0]["readings_left"] == 0


async def test_logs_hold_no_personal_data(api: Api, client: Client, start_cacher: Start) -> None:
    cacher = start_cacher(BASE_URL=api.url, IDS=f"1-{PERSONS}", PASSWORD="")
    await poured(api, client, 2)
    await cacher.ended()
    text = cacher.log.read_text()
    assert "Janek" not in text
    assert "Grzegorczyk" not in text


@pytest.mark.parametrize("forgotten", [0.0, 1.0], ids=["the file is whole", "the file lacks a second"])
async def test_redis_killed_and_started_again_loses_nothing(
    api: Api, killable: KillableRedis, start_cacher: Start, forgotten: float
) -> None:
    cacher = start_cacher(BASE_URL=api.url, IDS=f"1-{PERSONS}", PORT=killable.port)
    client = Redis(port=killable.port)
    # Where an fsync hangs, everysec puts off the write of what it has acknowledged.
    await client.config_set("appendfsync", "always")
    await poured(api, client, 10)
    before = sum(map(len, api.served.values()))
    found = await ridden_out(api, killable, cacher, steady=0.5, away=3.0, forgotten=forgotten)
    assert found.stored == found.served > before
    assert (found.lost, found.duplicated, found.out_of_order) == (0, 0, 0)
    assert len(cacher.events("Redis is away")) == 1
    assert len(cacher.events("Redis is back")) == 1
    assert bool(cacher.events("Redis has lost readings")) is bool(forgotten)
    assert (await client.config_get("list-compress-depth"))["list-compress-depth"] == "1"
    await client.aclose()


def test_the_account_finds_what_is_wrong() -> None:
    served = {1: [1, 2, 3, 4], 2: [1, 2]}
    found = accounted(served, {1: [1, 3, 2, 2], 2: [1, 2]})
    assert (found.served, found.stored, found.lost, found.duplicated, found.out_of_order) == (6, 6, 1, 1, 2)


async def test_a_redis_that_does_not_answer_is_ridden_out(
    api: Api, killable: KillableRedis, start_cacher: Start
) -> None:
    cacher = start_cacher(BASE_URL=api.url, IDS=f"1-{PERSONS}", PORT=killable.port)
    client = Redis(port=killable.port)
    await poured(api, client, 5)
    killable.signal(signal.SIGSTOP)
    await eventually(lambda: bool(cacher.events("Redis is away")), 20)
    killable.signal(signal.SIGCONT)
    await poured(api, client, len(api.served[1]))
    assert await cacher.ended() == 0
    await assert_all_stored(api, client)
    await client.aclose()


TROUBLES = {
    "OutOfMemoryError": ("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"),
    "ReadOnlyError": ("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE"),
    "NOREPLICAS": ("CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_redis_that_cannot_write_is_an_outage(
    api: Api, killable: KillableRedis, start_cacher: Start, trouble: str
) -> None:
    begin, end = TROUBLES[trouble]
    cacher = start_cacher(BASE_URL=api.url, IDS=f"1-{PERSONS}", PORT=killable.port)
    client = Redis(port=killable.port)
    await poured(api, client, 5)
    command: Callable[..., Awaitable[Any]] = client.execute_command
    await command(*begin.split())
    await eventually(lambda: bool(cacher.events("Redis is away")))
    (said,) = cacher.events("Redis is away")
    assert said["level"] == "error"
    code, sentence = cacher.check()
    assert code == 1
    for text in (said["reason"], sentence):
        assert trouble in text
    served = len(api.served[1])
    await eventually(lambda: len(api.served[1]) > served + 10)
    await command(*end.split())
    await poured(api, client, len(api.served[1]))
    assert cacher.check()[0] == 0
    assert await cacher.ended() == 0
    await assert_all_stored(api, client)
    await client.aclose()


async def test_what_redis_could_not_take_at_the_end_is_stored_at_the_next_start(
    api: Api, killable: KillableRedis, start_cacher: Start, tmp_path: Path
) -> None:
    # Its leases outlive it by far: the next start goes on in its name.
    settings = {"BASE_URL": api.url, "IDS": f"1-{PERSONS}", "PORT": killable.port, "LEASE_SEC": 3600}
    cacher = start_cacher(**settings)
    client = Redis(port=killable.port)
    await poured(api, client, 5)
    killable.kill()
    served = len(api.served[1])
    await eventually(lambda: len(api.served[1]) > served + 10)
    assert await cacher.ended() == 0
    (file,) = (tmp_path / "data").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    # A start and an end without Redis in between keep them, too.
    second = start_cacher(**settings)
    await eventually(lambda: bool(second.events("Redis is away")))
    assert await second.ended() == 0
    assert len(list((tmp_path / "data").iterdir())) == 1
    killable.start()
    third = start_cacher(**settings)
    await poured(api, client, len(api.served[1]) + 3)
    assert await third.ended() == 0
    await assert_all_stored(api, client)
    assert not list((tmp_path / "data").iterdir())
    await client.aclose()


async def test_a_second_cacher_stays_out_and_takes_over_from_a_killed_one(
    api: Api, client: Client, start_cacher: Start
) -> None:
    settings = {"BASE_URL": api.url, "IDS": f"1-{PERSONS}"}
    first = start_cacher(**settings)
    await poured(api, client, 3)
    holder = cast("bytes", await client.get("1_lease"))
    second = start_cacher(**settings)
    await eventually(lambda: bool(second.events("another cacher follows")))
    (event,) = second.events("another cacher follows")
    assert event["persons"] == f"1-{PERSONS}"
    assert event["cacher"] == holder.decode()
    assert second.check()[0] == 0
    first.process.kill()
    served = {person: len(numbers) for person, numbers in api.served.items()}
    await eventually(lambda: bool(second.events("taken over")))
    await poured(api, client, served[1] + 5)
    assert await client.get("1_lease") != holder
    assert await second.ended() == 0
    for person in range(1, PERSONS + 1):
        numbers = await stored(client, person)
        # What was under way when the first was killed is nowhere; nothing else is missing.
        assert numbers == sorted(set(numbers))
        missing = sorted(set(api.served[person]) - set(numbers))
        last = missing[-1] if missing else served[person]
        assert last in {served[person], served[person] + 1}
        assert missing == list(range(last + 1 - len(missing), last + 1))


async def test_one_that_ends_hands_over_at_once(api: Api, client: Client, start_cacher: Start) -> None:
    settings = {"BASE_URL": api.url, "IDS": f"1-{PERSONS}", "LEASE_SEC": 3600}
    first = start_cacher(**settings)
    await poured(api, client, 3)
    assert await first.ended() == 0
    start_cacher(**settings)
    await poured(api, client, len(api.served[1]) + 3)


async def test_the_embedded_store_serves_without_a_host(api: Api, start_cacher: Start, tmp_path: Path) -> None:
    for _ in range(2):
        cacher = start_cacher(BASE_URL=api.url, HOST="", PORT="")
        served = len(api.served[6])
        await eventually(partial(lambda before: len(api.served[6]) > before + 5, served))
        assert await cacher.ended() == 0
    assert not (tmp_path / "data" / "store.json").exists()


async def test_an_embedded_store_that_dies_is_started_anew(api: Api, start_cacher: Start, tmp_path: Path) -> None:
    cacher = start_cacher(BASE_URL=api.url, HOST="", PORT="", IDS=f"1-{PERSONS}")
    await eventually(lambda: len(api.served[PERSONS]) > 5)
    endpoint = read_endpoint(tmp_path / "data")
    assert endpoint
    os.kill(endpoint.server, signal.SIGKILL)
    await eventually(lambda: bool(cacher.events("Redis is back")), 20)
    assert cacher.events("the embedded store ended")
    served = len(api.served[PERSONS])
    await eventually(lambda: len(api.served[PERSONS]) > served + 5)
    assert await cacher.ended() == 0
    settings = Settings(data_dir=str(tmp_path / "data"))
    with ensure_store(settings) as filled:
        client = redis_client(filled)
        await assert_all_stored(api, client)
        await client.aclose()


def test_a_wrong_setting_ends_with_a_sentence(start_cacher: Start) -> None:
    cacher = start_cacher(SENSOR_NUMBER=5)
    assert cacher.process.wait(10) == 2
    assert "SENSOR_NUMBER" in cacher.log.read_text()


def test_help_names_the_options() -> None:
    done = commands.run(app, "cacher", "--help", environment={})
    assert {"--conf", "--check", "--help"} <= set(done.out.split())


def test_check_without_a_cacher_says_where_it_looked(start_cacher: Start, tmp_path: Path) -> None:
    conf = tmp_path / "mine.py"
    conf.write_text("HEALTH_PORT = 1\n")
    done = subprocess.run(
        [sys.executable, "-m", "cacher", "--check", "--conf", str(conf)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "127.0.0.1:1/healthz" in done.stderr


async def test_a_busy_health_port_is_a_warning(api: Api, client: Client, start_cacher: Start) -> None:
    port = int(api.url.split(":")[2].split("/")[0])
    cacher = start_cacher(BASE_URL=api.url, IDS=f"1-{PERSONS}", HEALTH_PORT=port)
    await poured(api, client, 2)
    (event,) = cacher.events("no /healthz")
    assert event["port"] == port
    assert await cacher.ended() == 0


@pytest.mark.timeout(100)
async def test_fifty_kills_leave_every_list_aligned(
    api: Api, client: Client, settings: Settings, tmp_path: Path
) -> None:
    script = Path(__file__).parent / "kills.py"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(script),
        api.url,
        str(settings.port),
        str(tmp_path),
        "50",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    assert json.loads(output)["killed"] == 50
    for person in KILLED_PERSONS:
        numbers = await stored(client, person)
        assert numbers == sorted(set(numbers))
        # Sweeps were among what was killed, and three in ten readings are flagged and stay.
        assert numbers[0] > 1
        assert await client.llen(f"{person}_anomaly") > 10
