"""What `footwatch run`, `dashboard` and `lab` start."""

from __future__ import annotations

import asyncio
import sys
import webbrowser
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import typer

from footlib.errors import SettingsError, StoreHeldError
from footlib.launch import parts, run_file
from footlib.launch.parts import Part
from footlib.launch.run_file import Tell
from footlib.launch.supervisor import Supervisor, until_stopped
from footlib.settings import Settings, reachable
from footlib.store.embedded import EmbeddedStore, start_store

DEMONSTRATION_DELAY = 0.1


def everything(settings: Settings, notebooks: Path, *, browser: bool) -> None:
    """Run the store, the API, the cacher and the dashboard until a signal comes.

    Raises
    ------
    FootlibError
        If a port is taken, another run holds the folder, the API cannot be asked as told, or a part does not start.
    """
    parts.require_free(settings.bind, settings.web_port, "--port or WEB_PORT")
    if settings.base_url is not None:
        from cacher.api_access import check

        # The cacher would refuse it as well, again and again.
        check(settings)
    with start_store(settings) as (filled, store), _announced(Path(settings.data_dir), store) as tell:
        asyncio.run(_supervised(store, lambda it: _start_all(it, filled, notebooks, tell, browser=browser)))


def dashboard(settings: Settings, notebooks: Path) -> None:
    """Voilà alone, on the store that the settings name."""
    parts.require_free(settings.bind, settings.web_port, "--port or WEB_PORT")
    with start_store(settings) as (filled, store):
        part = parts.dashboard(filled, notebooks)
        asyncio.run(_supervised(store, lambda it: _start(it, part, f"The dashboard is at {_shown_address(settings)}")))


def lab(settings: Settings, notebooks: Path, port: int, *, browser: bool) -> None:
    """JupyterLab on the notebooks, connected to the store that the settings name."""
    parts.require_free(settings.bind, port, "--port")
    with start_store(settings) as (filled, store):
        part = parts.lab(filled, notebooks, port, browser=browser)
        announcement = f"JupyterLab starts on {notebooks}; its address follows (Ctrl-C ends it)"
        asyncio.run(_supervised(store, lambda it: _start(it, part, announcement)))


async def _supervised(store: EmbeddedStore | None, start: Callable[[Supervisor], Coroutine[Any, Any, None]]) -> None:
    supervisor = Supervisor()
    if store:
        supervisor.keep_store(store)
    try:
        await until_stopped(start(supervisor))
    finally:
        await supervisor.close()


async def _start(supervisor: Supervisor, part: Part, announcement: str) -> None:
    await supervisor.start(part)
    typer.echo(announcement)


async def _start_all(supervisor: Supervisor, settings: Settings, notebooks: Path, tell: Tell, *, browser: bool) -> None:
    own = None
    if settings.base_url is None:
        standin = parts.standin(settings)
        own = standin.probe.removesuffix("1")
        settings = msgspec.structs.replace(
            settings.asking_standin(own),
            request_delay=settings.request_delay if "request_delay" in settings.given else DEMONSTRATION_DELAY,
        )
        await supervisor.start(standin)
    tell(settings, own)
    await supervisor.start(parts.cacher(settings))
    await supervisor.start(parts.dashboard(settings, notebooks))
    typer.echo(f"Footwatch is at {_shown_address(settings)}  (Ctrl-C ends it)")
    if browser:
        with suppress(webbrowser.Error):
            # Without the token, which the page asks for: a browser's command line is visible to other users.
            await asyncio.to_thread(webbrowser.open, _place(settings))


@contextmanager
def _announced(folder: Path, store: EmbeddedStore | None) -> Iterator[Tell]:
    """Tell others of this run; without a store of its own it need not be the only one on its folder."""
    with ExitStack() as stack:
        try:
            tell = stack.enter_context(run_file.announced(folder))
        except (StoreHeldError, OSError):
            if store:
                raise
            tell = _tell_nobody
        yield tell


def _tell_nobody(_: Settings, __: str | None) -> None:
    pass


def _place(settings: Settings) -> str:
    return f"http://{reachable(settings.bind)}:{settings.web_port}/"


def _shown_address(settings: Settings) -> str:
    """The page's address, with the token at a terminal only: others may read a log."""
    if not settings.token:
        return _place(settings)
    if sys.stdout.isatty():
        return f"{_place(settings)}?{urlencode({'token': settings.token})}"
    return f"{_place(settings)} and asks for TOKEN"


def of_page(settings: Settings, port: int | None, *, edited: bool) -> Settings:
    """Settings as the command line has them.

    Parameters
    ----------
    port
        Port of the page, if the command line says one.
    edited
        Whether the page is somebody's own, who is to see what is wrong with it, unless a setting says otherwise.

    Raises
    ------
    SettingsError
        If it is no port.
    """
    if edited and "show_tracebacks" not in settings.given:
        settings = msgspec.structs.replace(settings, show_tracebacks=True)
    if port is None:
        return settings
    if not 1 <= port <= 65535:
        raise SettingsError(f"--port is {port}; allowed is a port from 1 to 65535")
    return msgspec.structs.replace(settings, web_port=port)
