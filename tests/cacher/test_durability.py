from __future__ import annotations

import asyncio

import pytest
import structlog

from cacher import recurring
from cacher.durability import DurabilityCheck
from cacher.log import Log
from footlib.store.connection import Client
from tests.cacher.helpers import eventually


async def test_danger_is_said_once_when_it_comes_and_once_when_it_goes(
    client: Client, log: Log, capture: structlog.testing.LogCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recurring, "_AGAIN_SEC", 0.02)
    part = DurabilityCheck(client, log)
    task = asyncio.create_task(part.run())
    part.due.set()
    await eventually(lambda: not part.due.is_set())
    await client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        await eventually(lambda: bool(capture.entries))
        await client.config_set("maxmemory-policy", "volatile-lru")
        await eventually(lambda: len(capture.entries) == 2)
    finally:
        await client.config_set("maxmemory-policy", "noeviction")
    await eventually(lambda: len(capture.entries) == 3)
    task.cancel()
    await asyncio.wait([task])
    assert [entry["log_level"] for entry in capture.entries] == ["warning", "warning", "info"]
    assert capture.entries[0]["event"].startswith("Anomalies are not safe: ")
    assert "allkeys-lru" in capture.entries[0]["event"]
