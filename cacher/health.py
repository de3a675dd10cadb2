"""/healthz and /metrics, by which the cacher says how it is, and ``--check``, which asks."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import msgspec
from aiohttp import web

from cacher.log import Log
from cacher.metrics import Metrics
from footlib.settings import Settings, reachable

_CHECK_SEC: Final = 3.0
_SHUTDOWN_SEC: Final = 0.2


class Report(msgspec.Struct, frozen=True):
    """How the cacher is.

    Attributes
    ----------
    ok
        Whether it does its work.
    reason
        Why not.
    persons, failing, elsewhere
        How many it follows, how many of them give no readings, how many another cacher follows.
    buffered
        Readings that wait for Redis.
    process
        Number of its process.
    """

    ok: bool
    reason: str
    persons: int
    failing: int
    elsewhere: int
    buffered: int
    process: int = 0


@asynccontextmanager
async def serving(settings: Settings, report: Callable[[], Report], metrics: Metrics, log: Log) -> AsyncIterator[None]:
    """Serve /healthz and /metrics at HEALTH_HOST and HEALTH_PORT; log a warning where that address is taken."""

    async def healthz(_: web.Request) -> web.Response:
        now = report()
        return web.Response(
            body=msgspec.json.encode(now), status=200 if now.ok else 503, content_type="application/json"
        )

    async def numbers(_: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", numbers)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=_SHUTDOWN_SEC)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.health_host, settings.health_port).start()
        except OSError as error:
            log.warning(
                "no /healthz and /metrics: the address cannot be had; set HEALTH_HOST and HEALTH_PORT to a free one",
                host=settings.health_host,
                port=settings.health_port,
                reason=error.strerror,
            )
        yield
    finally:
        await runner.cleanup()


def check(settings: Settings) -> tuple[bool, str]:
    """Ask the cacher that runs at HEALTH_HOST and HEALTH_PORT how it is.

    Returns
    -------
    tuple
        Whether it does its work, and a sentence.
    """
    url = f"http://{reachable(settings.health_host)}:{settings.health_port}/healthz"
    # A proxy of the environment has no business between a process and itself.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        try:
            with opener.open(url, timeout=_CHECK_SEC) as response:
                body = response.read()
        except urllib.error.HTTPError as error:
            with error:
                body = error.read()
        found = msgspec.json.decode(body, type=Report)
    except (OSError, msgspec.MsgspecError) as error:
        reason = getattr(error, "reason", error)
        return False, f"no cacher answers at {url} ({reason}); HEALTH_HOST and HEALTH_PORT say where it should"
    if not found.ok:
        return False, found.reason
    return True, f"{found.persons} persons are followed, {found.elsewhere} by another cacher, {found.failing} fail"
