"""What `footwatch run`, `dashboard` and `lab` start."""

from __future__ import annotations

import asyncio
import contextlib
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import typer

from footlib.errors import SettingsError
from footlib.launch import parts
from footlib.launch.parts import Part
from footlib.launch.supervisor import Supervisor, until_stopped
from footlib.settings import Settings
from footlib.store.embedded import EmbeddedStore, provided

DEMONSTRATION_DELAY = 0.1


async def everything(settings: Settings, notebooks: Path, *, browser: bool) -> None:
    """Run the store, the API, the cacher and the dashboard until a signal comes.

    Raises
    ------
    FootlibError
        If a port is taken, the store is held by somebody else, or a part does not start.
    """
    parts.require_free(settings.bind, settings.web_port, "--port or WEB_PORT")
    stopped = asyncio.create_task(until_stopped())
    with _owned_store(settings) as (filled, store):
        supervisor = Supervisor()
        try:
            if store:
                supervisor.keep_store(store)
            starting = asyncio.create_task(_start_all(supervisor, filled, notebooks, browser=browser))
            await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
            await stopped
            starting.cancel()
        finally:
            await supervisor.close()


async def alone(part: Part, announcement: str) -> None:
    """Run one part in the foreground until a signal comes."""
    stopped = asyncio.create_task(until_stopped())
    supervisor = Supervisor()
    try:
        await supervisor.start(part)
        typer.echo(announcement)
        await stopped
    finally:
        await supervisor.close()


def dashboard(settings: Settings, notebooks: Path) -> None:
    """Voilà alone, on the store that the settings name."""
    parts.require_free(settings.bind, settings.web_port, "--port or WEB_PORT")
    with provided(settings) as filled:
        asyncio.run(alone(parts.dashboard(filled, notebooks), f"The dashboard is at {_url(settings)}"))


def lab(settings: Settings, notebooks: Path, port: int, *, browser: bool) -> None:
    """JupyterLab on the notebooks, connected to the store that the settings name."""
    parts.require_free(settings.bind, port, "--port")
    with provided(settings) as filled:
        announcement = f"JupyterLab starts on {notebooks}; its address follows (Ctrl-C ends it)"
        asyncio.run(alone(parts.lab(filled, notebooks, port, browser=browser), announcement))


async def _start_all(supervisor: Supervisor, settings: Settings, notebooks: Path, *, browser: bool) -> None:
    if settings.base_url is None:
        port = parts.free_port(parts.STANDIN_PORT)
        settings = msgspec.structs.replace(
            settings,
            base_url=f"http://127.0.0.1:{port}/v2/monitor/",
            request_delay=settings.request_delay if "request_delay" in settings.given else DEMONSTRATION_DELAY,
        )
        await supervisor.start(parts.standin(port, settings))
    await supervisor.start(parts.cacher(settings))
    await supervisor.start(parts.dashboard(settings, notebooks))
    typer.echo(f"Footwatch is at {_url(settings)}  (Ctrl-C ends it)")
    if browser:
        with contextlib.suppress(webbrowser.Error):
            await asyncio.to_thread(webbrowser.open, _url(settings))


@contextmanager
def _owned_store(settings: Settings) -> Iterator[tuple[Settings, EmbeddedStore | None]]:
    if settings.host:
        yield settings, None
        return
    store = EmbeddedStore(Path(settings.data_dir))
    try:
        yield store.filled(settings), store
    finally:
        store.close()


def _url(settings: Settings) -> str:
    token = f"?token={settings.token}" if settings.token else ""
    return f"http://{parts.local(settings.bind)}:{settings.web_port}/{token}"


def with_port(settings: Settings, port: int | None) -> Settings:
    """Settings with the port that the command line says, if it says one.

    Raises
    ------
    SettingsError
        If the port is none.
    """
    if port is None:
        return settings
    if not 1 <= port <= 65535:
        raise SettingsError(f"--port is {port}; allowed is a port from 1 to 65535")
    return msgspec.structs.replace(settings, web_port=port)
