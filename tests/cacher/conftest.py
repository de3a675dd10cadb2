"""What the cacher's tests share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import structlog
from msgspec.structs import replace

from cacher import service
from cacher.log import Log
from footlib.settings import Settings
from footlib.store import Clock
from footlib.store.connection import Client
from footlib.store.embedded import free_port
from tests.cacher.api import Api, running_api
from tests.cacher.helpers import Cacher, KillableRedis, eventually
from tests.cacher.served import Serve, answers


@pytest.fixture
def start_cacher(settings: Settings, tmp_path: Path) -> Iterator[Callable[..., Cacher]]:
    """Starts cachers on the tests' Redis; settings by name, in capitals."""
    started: list[Cacher] = []

    def start(**changed: Any) -> Cacher:
        defaults = {
            "HOST": settings.host,
            "PORT": settings.port,
            "DATA_DIR": tmp_path / "data",
            "REQUEST_DELAY": 0.05,
            "LEASE_SEC": 1,
            "HEALTH_PORT": free_port(),
        }
        started.append(Cacher(defaults | changed, tmp_path / f"cacher{len(started)}.log"))
        return started[-1]

    yield start
    for cacher in started:
        cacher.process.kill()
        cacher.process.wait()


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with running_api() as served:
        yield served


@pytest.fixture
def capture() -> structlog.testing.LogCapture:
    return structlog.testing.LogCapture()


@pytest.fixture
def log(capture: structlog.testing.LogCapture) -> Log:
    """A logger whose events stand in `capture`."""
    logger: Log = structlog.wrap_logger(None, processors=[capture], wrapper_class=structlog.stdlib.BoundLogger)
    return logger


@pytest.fixture
def killable(tmp_path: Path) -> Iterator[KillableRedis]:
    """A Redis of the test's own, running."""
    folder = tmp_path / "redis"
    folder.mkdir()
    server = KillableRedis(folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def serve(settings: Settings, client: Client, log: Log) -> Serve:
    """Runs the service while a context lasts; settings by name."""

    @asynccontextmanager
    async def run(clock: Clock | None = None, **changed: object) -> AsyncIterator[Settings]:
        own = replace(
            settings,
            **{"request_delay": 0.05, "lease_sec": 1.0, "ids": (1, 2, 3), "health_port": free_port()} | changed,
        )
        stop = asyncio.Event()
        task = asyncio.create_task(service.serve(own, stop, log, clock=clock))
        try:
            await eventually(partial(answers, own))
            yield own
        finally:
            stop.set()
            await asyncio.wait_for(task, 5)

    return run
