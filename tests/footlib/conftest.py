"""A store for tests of what brings an event loop of its own: commands, exports, imports."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from footlib.settings import Settings
from tests.footlib.trial_commands import Do, Work, on_loop


@pytest.fixture
def server(settings: Settings) -> Iterator[redis.Redis]:
    """A connection to an empty database."""
    with redis.Redis(settings.host or "", settings.port) as connection:
        connection.flushall()
        yield connection


@pytest.fixture
def do(settings: Settings) -> Do:
    """Does something with a store that is empty at first."""

    def run(work: Work[Any]) -> Any:
        return asyncio.run(on_loop(settings, work))

    run(lambda parts: parts.client.flushall())
    return run
