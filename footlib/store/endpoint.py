"""Where an embedded store is: a runtime file in DATA_DIR names it, so that every command finds the same one."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Final

import msgspec

from footlib.settings import Settings

HOST: Final = "127.0.0.1"


class Endpoint(msgspec.Struct, frozen=True):
    """Where an embedded store listens.

    Attributes
    ----------
    port, password
        On loopback.
    server
        Number of its process.
    """

    port: int
    password: str
    server: int

    def answers(self) -> bool:
        """Whether a server with this password answers, even if it is still loading its data."""
        return self._ping() is not None

    def wait_until_loaded(self) -> None:
        """Return when the server has loaded its data, or is gone."""
        while self._ping() is False:
            time.sleep(0.02)

    def fill(self, settings: Settings) -> Settings:
        """The settings with this address."""
        return msgspec.structs.replace(
            settings,
            host=HOST,
            port=self.port,
            username=None,
            password=self.password,
            tls=False,
            db=0,
            cluster=False,
        )

    def _ping(self) -> bool | None:
        # Not by redis-py: a signal that comes while one of its objects is finalised is lost.
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as probe, probe.makefile("rwb") as stream:
                stream.write(f"AUTH {self.password}\r\nPING\r\n".encode())
                stream.flush()
                allowed, answer = stream.readline(), stream.readline()
        except OSError:
            return None
        loading = answer.startswith(b"-LOADING")
        return not loading if allowed == b"+OK\r\n" and (loading or answer == b"+PONG\r\n") else None


def runtime_file(folder: Path) -> Path:
    """The file that names the endpoint while a store of that folder runs."""
    return folder / "store.json"


def read_endpoint(folder: Path) -> Endpoint | None:
    """The endpoint that the folder's runtime file names; whether it answers is another question."""
    try:
        return msgspec.json.decode(runtime_file(folder).read_bytes(), type=Endpoint)
    except (OSError, msgspec.MsgspecError):
        return None
