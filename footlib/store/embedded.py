"""The store that Footwatch brings along: a Valkey or Redis process with its data in DATA_DIR.

Every process without HOST shares it: a runtime file in DATA_DIR names the endpoint, the first one
starts the server and the last one stops it. Who is there is told by locks, which end with a process
however it ends: each user shares one, and the server itself holds another.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import msgspec

from footlib.errors import StoreAwayError, StoreError
from footlib.settings import Settings
from footlib.store.endpoint import HOST, Endpoint, read_endpoint, runtime_file
from footlib.store.server_program import configuration, server_program

_START_SEC: Final = 10.0
_STOP_SEC: Final = 1.0
_POLL_SEC: Final = 0.25
_PORTS: Final = range(20_000, 32_000)
"""Below the ephemeral ports, so that no outgoing connection takes a free port before its server does."""


class EmbeddedStore:
    """A Valkey or Redis process that this process shares with all who use the same folder.

    Parameters
    ----------
    data_dir
        Folder of the append-only file, made if absent and closed to other users.

    Raises
    ------
    StoreError
        If the folder cannot be used, no server program is there, it does not start, or the one that runs does
        not answer.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Kept open, so that the locks hold even if somebody deletes the folder.
            self._gate, self._using, self._server = (self._file(name) for name in ("lock", "users", "server"))
        except OSError as error:
            raise StoreError(f"DATA_DIR cannot be used ({error}); name a folder to write in") from error
        try:
            with self._locked():
                fcntl.flock(self._using, fcntl.LOCK_SH)
                self.endpoint = self._running() or self._start()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """The server's process."""
        return self.endpoint.server

    def filled(self, settings: Settings) -> Settings:
        """The settings with this store's address."""
        return self.endpoint.fill(settings)

    def alive(self) -> bool:
        """Whether the server's process still runs, even if it does not answer at the moment."""
        try:
            fcntl.flock(self._server, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(self._server, fcntl.LOCK_UN)
        return False

    def restart(self) -> None:
        """Start the server again at the same endpoint after it died, unless another user already has.

        Raises
        ------
        StoreError
            If it does not start.
        """
        with self._locked():
            self.endpoint = self._running() or self._start()

    def close(self) -> None:
        """Stop to use it; the last user stops the server, which writes its data first."""
        with self._gate, self._using, self._server, self._locked():
            try:
                fcntl.flock(self._using, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._stop()
            runtime_file(self._folder).unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.flock(self._gate, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._gate, fcntl.LOCK_UN)

    def _file(self, name: str) -> IO[str]:
        return (self._folder / f"store.{name}").open("a")

    def _running(self) -> Endpoint | None:
        # Never a second server on one append-only file: one that stands still writes on as soon as it can.
        deadline = time.monotonic() + _START_SEC
        while self.alive():
            endpoint = read_endpoint(self._folder)
            if endpoint and endpoint.answers():
                return endpoint
            if time.monotonic() > deadline:
                which = f" (process {endpoint.server})" if endpoint else ""
                raise StoreError(f"the store in {self._folder}{which} does not answer; try again in a while")
            time.sleep(0.02)
        return None

    def _start(self) -> Endpoint:
        # Where one ran before, as others may know that address; one that died gives its port back a moment later.
        left = read_endpoint(self._folder)
        port = free_port(left.port, _STOP_SEC) if left else free_port()
        password = left.password if left else secrets.token_hex(16)
        with self._file("server") as lock, (self._folder / "store.log").open("ab") as log:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # A session of its own: Ctrl-C in the terminal must not end the store before its writers.
            process = subprocess.Popen(
                [server_program(), "-"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                pass_fds=(lock.fileno(),),
                start_new_session=True,
            )
        try:
            endpoint = Endpoint(port, password, process.pid)
            self._write_runtime(endpoint)
            assert process.stdin
            with process.stdin as config:
                config.write(configuration(self._folder, port, password).encode())
            self._await(process, endpoint)
        except BaseException:
            process.kill()
            process.wait()
            raise
        # Whoever stops it, this process is its parent and must take its exit code.
        threading.Thread(target=process.wait, daemon=True).start()
        return endpoint

    def _await(self, process: subprocess.Popen[bytes], endpoint: Endpoint) -> None:
        deadline = time.monotonic() + _START_SEC
        while not endpoint.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise StoreError(f"the embedded store did not start; {self._folder / 'store.log'} says why")
            time.sleep(0.02)

    def _stop(self) -> None:
        endpoint = read_endpoint(self._folder) or getattr(self, "endpoint", None)
        for number in (signal.SIGTERM, signal.SIGKILL):
            deadline = time.monotonic() + _STOP_SEC
            if endpoint and self.alive():
                with suppress(ProcessLookupError):
                    os.kill(endpoint.server, number)
            while self.alive() and time.monotonic() < deadline:
                time.sleep(0.01)

    def _write_runtime(self, endpoint: Endpoint) -> None:
        file = runtime_file(self._folder)
        new = file.with_suffix(".new")
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        new.write_bytes(msgspec.json.encode(endpoint))
        new.replace(file)


@contextmanager
def ensure_store(settings: Settings) -> Iterator[Settings]:
    """Settings whose HOST is set: as they are, or the embedded store's, which runs at least as long as this lasts.

    Raises
    ------
    StoreError
        If an embedded store is needed and does not start.
    """
    with start_store(settings) as (filled, _):
        yield filled


@contextmanager
def start_store(settings: Settings) -> Iterator[tuple[Settings, EmbeddedStore | None]]:
    """As `ensure_store`, and the embedded store itself where it is used: `keep_alive` starts it anew after it died."""
    if settings.host:
        yield settings, None
        return
    store = EmbeddedStore(Path(settings.data_dir))
    try:
        store.endpoint.wait_until_loaded()
        yield store.filled(settings), store
    finally:
        store.close()


async def keep_alive(store: EmbeddedStore, report: Callable[[str], None]) -> None:
    """Start the server again whenever it dies, for ever.

    Parameters
    ----------
    store
        Used by this process.
    report
        Called with a sentence at each death, and at each start that fails.
    """
    while True:
        while store.alive():  # noqa: ASYNC110 - a process of another session sends no event
            await asyncio.sleep(_POLL_SEC)
        report("the embedded store ended and is started anew")
        try:
            await asyncio.to_thread(store.restart)
        except (StoreError, OSError) as error:
            report(f"the embedded store does not start: {error}")
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
    running = read_endpoint(Path(settings.data_dir))
    if not running or not running.answers():
        raise StoreAwayError(
            f"no store runs for {settings.data_dir}; start one with `footwatch run`, or set HOST to a Redis"
        )
    return running.fill(settings)


def free_port(preferred: int = 0, patience: float = 0.0) -> int:
    """The preferred port on loopback, or any free one where that is taken for longer than `patience` seconds.

    Raises
    ------
    StoreError
        If none is free.
    """
    deadline = time.monotonic() + patience
    while preferred:
        if _is_free(preferred):
            return preferred
        if time.monotonic() >= deadline:
            break
        time.sleep(0.01)
    for port in secrets.SystemRandom().sample(_PORTS, len(_PORTS)):
        if _is_free(port):
            return port
    raise StoreError(f"no port from {_PORTS[0]} to {_PORTS[-1]} can be opened on {HOST}; end what holds them")


def _is_free(port: int) -> bool:
    try:
        with socket.create_server((HOST, port)):
            return True
    except OSError:
        return False
