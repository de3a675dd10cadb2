"""The stand-in API on HTTP."""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import msgspec
from aiohttp import web

from footlib.errors import SettingsError
from footlib.standin.fault_picker import FaultPicker
from footlib.standin.faults import pause
from footlib.standin.monitor import Monitor
from footlib.standin.options import StandinOptions

PATH: Final = "/v2/monitor/"
ElapsedClock = Callable[[], float]

# Requests that hang on purpose must not hold up the end of the process.
_SHUTDOWN_SECONDS: Final = 0.5
_LONGEST_NUMBER: Final = 10


def stopwatch() -> ElapsedClock:
    """A clock that shows the seconds since it was made."""
    start = time.monotonic()
    return lambda: time.monotonic() - start


def create_app(options: StandinOptions, *, clock: ElapsedClock | None = None) -> web.Application:
    """The API as an aiohttp application.

    Parameters
    ----------
    options
        How it serves; host and port do not count here.
    clock
        Returns the seconds since the start, from 0 on; real time by default. What is served
        depends on it, the seed and (for faults) the order of the requests only.

    Raises
    ------
    SettingsError, SourceError
        If a fault profile or a recording cannot be used.
    """
    elapsed = clock or stopwatch()
    monitor = Monitor(options)
    picker = FaultPicker.from_options(options)

    async def measurement(request: web.Request) -> web.StreamResponse:
        text = request.match_info["person"]
        person = int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else 0
        if person not in monitor:
            return _refused(404, f"there is no person {text[:40]!r}; known are 1 to {options.population}")
        if options.latency:
            await pause(request, options.latency)
        fault = picker.pick(person)
        if fault:
            return await fault.respond(request, lambda: monitor.answer(person, elapsed()))
        return web.Response(body=monitor.answer(person, elapsed()), content_type="application/json")

    async def elsewhere(request: web.Request) -> web.Response:
        return _refused(
            404, f"there is nothing at {request.path[:80]!r}; a measurement is at {PATH} and a person's number"
        )

    app = web.Application()
    app.router.add_get(PATH + "{person}", measurement)
    app.router.add_get("/{rest:.*}", elsewhere)
    return app


@asynccontextmanager
async def running(options: StandinOptions, *, clock: ElapsedClock | None = None) -> AsyncIterator[str]:
    """Serve as long as the context lasts.

    Yields
    ------
    str
        The API's address up to the person's number, with the port that was taken.

    Raises
    ------
    SettingsError
        If it cannot listen there, or as `create_app`.
    """
    runner = web.AppRunner(
        create_app(options, clock=clock), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS, handle_signals=False
    )
    await runner.setup()
    try:
        try:
            if options.fd is None:
                await web.TCPSite(runner, options.host, options.port).start()
            else:
                await web.SockSite(runner, socket.socket(fileno=options.fd)).start()
        except OSError as error:
            raise _cannot_listen(options, error) from error
        port = runner.addresses[0][1]
        host = f"[{options.host}]" if ":" in options.host else options.host
        yield f"http://{host}:{port}{PATH}"
    finally:
        await runner.cleanup()


async def serve(options: StandinOptions) -> None:
    """Serve until cancelled.

    Raises
    ------
    SettingsError, SourceError
        As `running`.
    """
    async with running(options):
        await asyncio.get_running_loop().create_future()


def _cannot_listen(options: StandinOptions, error: OSError) -> SettingsError:
    if error.errno == errno.EADDRINUSE:
        return SettingsError(
            f"--port is {options.port}, which another process listens on at {options.host}; "
            "name a free one with --port, or 0 for any"
        )
    return SettingsError(
        f"the stand-in cannot listen on --host {options.host} --port {options.port}: {error.strerror or error}; "
        "allowed is an address of this machine, as 127.0.0.1, and a port that you may open"
    )


def _refused(status: int, why: str) -> web.Response:
    return web.Response(body=msgspec.json.encode({"error": why}), status=status, content_type="application/json")
