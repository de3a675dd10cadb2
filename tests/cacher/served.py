"""The whole service in the tests' own loop, and what it tells about itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import aiohttp
import msgspec

from cacher.health import Report
from footlib.settings import Settings

Serve = Callable[..., AbstractAsyncContextManager[Settings]]
"""Runs the service while a context lasts; settings by name."""


async def answers(settings: Settings) -> bool:
    try:
        await healthz(settings)
    except aiohttp.ClientError:
        return False
    return True


async def healthz(settings: Settings) -> tuple[int, Report]:
    url = f"http://127.0.0.1:{settings.health_port}/healthz"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, msgspec.json.decode(await response.read(), type=Report)


async def metrics(settings: Settings) -> str:
    url = f"http://127.0.0.1:{settings.health_port}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.text()
