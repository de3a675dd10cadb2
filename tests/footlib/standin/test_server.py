from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from footlib.errors import SettingsError
from footlib.reading import decode_answer
from footlib.standin import Monitor, StandinOptions, create_app, running, serve, stopwatch

Ask = Callable[[str], Awaitable[Any]]


async def test_an_answer_is_what_the_monitor_shows_at_the_clocks_time(ask: Ask) -> None:
    now = 0.0
    monitor = Monitor(StandinOptions())
    async with running(StandinOptions(port=0), clock=lambda: now) as url:
        for person, now in ((1, 0.0), (6, 3.7), (2, 1234.5)):
            answer = await ask(f"{url}{person}")
            assert answer.status == 200
            assert answer.headers["content-type"] == "application/json"
            assert answer.body == monitor.answer(person, now)


@pytest.mark.parametrize("person", ["7", "0", "-1", "abc", "1.0", "%C2%B2", "9" * 40, "1/2", ""])
async def test_an_unknown_person_is_404_with_json(person: str, ask: Ask) -> None:
    async with running(StandinOptions(port=0)) as url:
        answer = await ask(url + person)
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/json"
    assert list(json.loads(answer.body)) == ["error"]


async def test_the_wall_clock_runs_without_an_injected_one(ask: Ask) -> None:
    clock = stopwatch()
    assert 0 <= clock() <= clock()
    async with running(StandinOptions(port=0)) as url:
        bodies = {(await ask(f"{url}1")).body for _ in range(20)}
    assert len(bodies) > 1


async def test_the_latency_passes_before_the_answer(ask: Ask) -> None:
    loop = asyncio.get_running_loop()
    async with running(StandinOptions(port=0, latency=0.2)) as url:
        start = loop.time()
        answer = await ask(f"{url}1")
        assert loop.time() - start >= 0.2
    decode_answer(answer.body)


async def test_the_fault_rate_is_met_and_the_seed_repeats_it(ask: Ask) -> None:
    async def outcomes(seed: int) -> list[str]:
        found = []
        async with running(StandinOptions(port=0, fault_rate=0.5, seed=seed), clock=lambda: 1.0) as url:
            for _ in range(120):
                answer = await ask(f"{url}1")
                whole = len(answer.body) == int(answer.headers.get("content-length", -1))
                if answer.reset or not whole:
                    found.append("reset")
                elif answer.status != 200:
                    found.append(str(answer.status))
                else:
                    found.append("right" if answer.body.endswith(b"}") else "truncated")
        return found

    one = await outcomes(3)
    assert set(one) == {"right", "500", "truncated", "reset"}
    assert one.count("right") == pytest.approx(60, abs=20)
    assert await outcomes(3) == one
    assert await outcomes(4) != one


async def test_a_busy_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"--port is {port}, which another process listens on at 127.0.0.1"):
            await serve(StandinOptions(port=port))


async def test_a_foreign_address_is_named() -> None:
    with pytest.raises(SettingsError, match=r"cannot listen on --host 192\.0\.2\.1"):
        await serve(StandinOptions(host="192.0.2.1", port=0))


async def test_a_wrong_profile_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        create_app(StandinOptions(faults=tmp_path / "absent.toml"))


async def test_serving_ends_when_cancelled(ask: Ask) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    task = asyncio.create_task(serve(StandinOptions(port=port)))
    url = f"http://127.0.0.1:{port}/v2/monitor/1"
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(ConnectionRefusedError):
                assert (await ask(url)).status == 200
                break
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ConnectionRefusedError):
        await ask(url)
