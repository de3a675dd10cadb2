"""Waiting for what a widget or another process does."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - neither can set an event
            await asyncio.sleep(0.01)
