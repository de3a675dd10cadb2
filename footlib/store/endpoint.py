"""Where an embedded store is: a runtime file in DATA_DIR names it, so that every command finds the same one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import msgspec
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from footlib.settings import Settings

HOST: Final = "127.0.0.1"


class Endpoint(msgspec.Struct, frozen=True):
    """Where an embedded store listens, and the process that does."""

    port: int
    password: str
    server: int

    def answers(self) -> bool:
        """Whether a server with this password answers there, be it still loading its data."""
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
        once = Retry(NoBackoff(), 0)
        probe = redis.Redis(HOST, self.port, password=self.password, socket_timeout=1, retry=once)
        try:
            with probe:
                return bool(probe.ping())
        except redis.exceptions.BusyLoadingError:
            return False
        except (redis.RedisError, OSError):
            return None


def runtime_file(folder: Path) -> Path:
    """The file that names the endpoint while a store of that folder runs."""
    return folder / "store.json"


def found_in(folder: Path) -> Endpoint | None:
    """The endpoint that the folder's runtime file names; whether it answers is another question."""
    try:
        return msgspec.json.decode(runtime_file(folder).read_bytes(), type=Endpoint)
    except (OSError, msgspec.MsgspecError):
        return None
