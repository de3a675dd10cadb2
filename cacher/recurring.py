"""Work on Redis that is repeated: after every reconnect, and once a minute."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Final

from cacher.log import Log
from footlib.errors import StoreError
from footlib.store.connection import Client

_AGAIN_SEC: Final = 60.0


class Recurring(ABC):
    """Runs whenever `due` is set, and once a minute, since a restart of Redis may go unnoticed.

    Parameters
    ----------
    client
        Connection to Redis.
    log
        Gets what is wrong, once.

    Attributes
    ----------
    due
        Set it to run at once.
    """

    def __init__(self, client: Client, log: Log) -> None:
        self.due = asyncio.Event()
        self._client = client
        self._log = log

    async def run(self) -> None:
        """Run for ever."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_AGAIN_SEC):
                    await self.due.wait()
            self.due.clear()
            # The outbox logs that Redis is away, or lets nobody in.
            with suppress(StoreError):
                await self._ask()

    @abstractmethod
    async def _ask(self) -> None:
        """Do the work once."""
