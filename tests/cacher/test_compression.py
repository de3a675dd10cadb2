from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import structlog
from msgspec.structs import replace

from cacher import recurring
from cacher.compression import ListCompression
from cacher.log import Log
from footlib.settings import Settings
from footlib.store import redis_client
from footlib.store.connection import Client
from tests.cacher.helpers import eventually

NAME = "list-compress-depth"


@asynccontextmanager
async def at_work(settings: Settings, log: Log) -> AsyncIterator[ListCompression]:
    client = redis_client(settings)
    parts = ListCompression(client, log)
    task = asyncio.create_task(parts.run())
    yield parts
    task.cancel()
    await asyncio.wait([task])
    await client.aclose()


async def depth(client: Client) -> str:
    return str((await client.config_get(NAME))[NAME])


async def test_asks_when_it_is_due_and_again_after_a_while(
    settings: Settings, client: Client, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def compressed() -> bool:
        return await depth(client) == "1"

    monkeypatch.setattr(recurring, "_AGAIN_SEC", 0.05)
    await client.config_set(NAME, 0)
    async with at_work(settings, log) as parts:
        parts.due.set()
        await eventually(compressed)
        # A restart that nobody noticed.
        await client.config_set(NAME, 0)
        await eventually(compressed)


async def test_a_redis_that_forbids_it_is_said_once(
    settings: Settings, client: Client, log: Log, capture: structlog.testing.LogCapture
) -> None:
    await client.acl_setuser("plain", enabled=True, passwords=["+secret"], categories=["+@all"], commands=["-config"])
    try:
        async with at_work(replace(settings, username="plain", password="secret"), log) as parts:
            for _ in range(3):
                parts.due.set()
                await eventually(lambda: not parts.due.is_set())
            await eventually(lambda: bool(capture.entries))
    finally:
        await client.acl_deluser("plain")
    (said,) = capture.entries
    assert said["log_level"] == "warning"
    assert "list-compress-depth 1" in said["event"]
    assert "NOPERM" in said["reason"] or "permission" in said["reason"]
