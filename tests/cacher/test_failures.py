from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog

from cacher.failures import Failures
from cacher.log import Log
from footlib.store import Clock, Writer
from footlib.store.connection import Client
from tests.cacher.helpers import eventually


@pytest.fixture
async def failures(writer: Writer, log: Log) -> AsyncIterator[Failures]:
    made = Failures(writer, Clock(), log)
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    await asyncio.wait([task])


def said(capture: structlog.testing.LogCapture, event: str) -> list[Any]:
    return [entry for entry in capture.entries if entry["event"] == event]


async def test_a_failure_is_said_once_and_told_to_the_store(
    failures: Failures, client: Client, capture: structlog.testing.LogCapture
) -> None:
    for count in range(1, 6):
        failures.failed(1, "status 500 in place of 200", count)
    failures.failed(2, "status 500 in place of 200")
    failures.failed(3, "no whole answer")

    async def told() -> bool:
        return await client.hget("3_status", "last_error") is not None

    await eventually(told)
    status = await client.hgetall("1_status")
    assert status[b"last_error"] == b"status 500 in place of 200"
    assert status[b"failures"] == b"5"
    assert float(status[b"last_error_time"]) > 1e9
    assert failures.failing == {1, 2, 3}
    assert [(entry["persons"], entry["reason"]) for entry in said(capture, "no readings")] == [
        ("1-2", "status 500 in place of 200"),
        ("3", "no whole answer"),
    ]


async def test_a_recovery_is_said_once_when_it_lasts(failures: Failures, capture: structlog.testing.LogCapture) -> None:
    for _ in range(5):
        failures.failed(1, "status 500 in place of 200")
        await asyncio.sleep(0)
        failures.succeeded(1)
    assert failures.failing == set()
    await eventually(lambda: bool(said(capture, "readings again")))
    assert [entry["persons"] for entry in said(capture, "readings again")] == ["1"]
    assert len(said(capture, "no readings")) == 1
    failures.failed(1, "again")
    await eventually(lambda: len(said(capture, "no readings")) == 2)


async def test_who_is_followed_elsewhere_is_forgotten(failures: Failures, client: Client) -> None:
    failures.failed(1, "gone")
    failures.forget(1)
    failures.failed(2, "gone")

    async def told() -> bool:
        return await client.hget("2_status", "last_error") is not None

    await eventually(told)
    assert await client.hget("1_status", "last_error") is None
