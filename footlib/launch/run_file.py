"""What a `footwatch run` tells other commands: a file in DATA_DIR says, while it runs, where its parts are."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TextIO

import msgspec
import psutil

from footlib.errors import StoreHeldError
from footlib.settings import Settings

_SET_SEC: Final = 60.0
"""Seconds by which the start of a process may seem to move, because the machine's clock was set."""


class Run(msgspec.Struct, frozen=True):
    """A run and its addresses.

    Attributes
    ----------
    process, started
        Number of its process, and since when that runs, epoch seconds.
    standin
        Address of its stand-in API; None where it asks another one.
    api
        Scheme, host and port of the API: the rest of an address may hold a secret.
    bind, web_port, health_host, health_port
        As of the settings.
    """

    process: int
    started: float
    standin: str | None
    api: str
    bind: str
    web_port: int
    health_host: str
    health_port: int

    def fill(self, settings: Settings) -> Settings:
        """The settings with the addresses of this run."""
        return msgspec.structs.replace(
            settings.asking_standin(self.standin) if self.standin else settings,
            bind=self.bind,
            web_port=self.web_port,
            health_host=self.health_host,
            health_port=self.health_port,
        )

    def has(self, process: int) -> bool:
        """Whether a process is one of its parts."""
        with suppress(psutil.Error):
            return process in {child.pid for child in psutil.Process(self.process).children(recursive=True)}
        return False


Tell = Callable[[Settings, str | None], None]
"""Tells the settings of a run whose parts start, and the address of its stand-in API."""


@contextmanager
def announced(folder: Path) -> Iterator[Tell]:
    """Hold a folder as the only run on it, and tell others of this run.

    Raises
    ------
    StoreHeldError
        If another run holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreHeldError(
                f"the store in {folder} is held by{_holder(lock)} another `footwatch run`; "
                "stop that one, or set DATA_DIR to another folder"
            ) from error
        lock.truncate(0)
        _write(lock, str(os.getpid()))
        try:
            yield lambda settings, standin: _write(lock, _told(settings, standin))
        finally:
            lock.truncate(0)


def running(folder: Path) -> Run | None:
    """The run on a folder, where one has started its parts and still runs."""
    try:
        run = msgspec.json.decode((folder / "run.lock").read_bytes(), type=Run)
        started = psutil.Process(run.process).create_time()
    except (OSError, msgspec.MsgspecError, psutil.Error):
        return None
    # Of a run that was killed the file is left, and another process may have its number by now.
    return run if abs(started - run.started) < _SET_SEC else None


def _told(settings: Settings, standin: str | None) -> str:
    me = psutil.Process()
    run = Run(
        process=me.pid,
        started=me.create_time(),
        standin=standin,
        api=settings.api_place,
        bind=settings.bind,
        web_port=settings.web_port,
        health_host=settings.health_host,
        health_port=settings.health_port,
    )
    return msgspec.json.encode(run).decode()


def _write(lock: TextIO, text: str) -> None:
    # A reader finds the old or the new text, or none.
    lock.truncate(0)
    print(text, file=lock, flush=True)


def _holder(lock: TextIO) -> str:
    """Number of the process that holds a lock, where it has told it."""
    lock.seek(0)
    try:
        told = msgspec.json.decode(lock.read(), type=Run | int)
    except msgspec.MsgspecError:
        return ""
    return f" process {told if isinstance(told, int) else told.process},"
