"""The cacher as a process, and what it costs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from footlib.store.embedded import free_port

_START_SEC = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What a cacher had done at a moment.

    Attributes
    ----------
    time, cpu
        The moment and the CPU time spent, s.
    memory
        Resident set, MB.
    stored
        Readings written to Redis.
    numbers
        All of /metrics that has no label.
    waited
        Time that it was ready to run and got no core, s; tells a busy machine from a slow cacher. None where
        the system does not say.
    """

    time: float
    cpu: float
    memory: float
    stored: float
    numbers: dict[str, float]
    waited: float | None


class RunningCacher:
    """A cacher that can be looked at."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = psutil.Process(process.pid)
        self._port = port

    def look(self) -> Seen:
        """How far it is."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/metrics", timeout=10) as response:
            text = response.read().decode()
        numbers = {name: float(value) for name, value in re.findall(r"^footwatch_(\w+) (\S+)$", text, re.MULTILINE)}
        cpu = self.process.cpu_times()
        return Seen(
            time.perf_counter(),
            cpu.user + cpu.system,
            self.process.memory_info().rss / 1e6,
            numbers["readings_stored_total"],
            numbers,
            waited(self.process.pid),
        )

    def wait_for(self, persons: int, seconds: float) -> None:
        """Wait until it follows so many persons, and then so many seconds more."""
        deadline = time.monotonic() + _START_SEC
        while True:
            try:
                if self.look().numbers["persons_led"] >= persons:
                    break
            except OSError:
                pass
            if time.monotonic() > deadline:
                raise TimeoutError("the cacher did not start")
            time.sleep(0.1)
        time.sleep(seconds)

    def over(self, seconds: float) -> tuple[Seen, Seen]:
        """Look twice, so many seconds apart."""
        before = self.look()
        time.sleep(seconds)
        return before, self.look()


def waited(pid: int) -> float | None:
    """Seconds that a process was ready to run and got no core; None where the system does not say."""
    try:
        return sum(int(task.read_text().split()[1]) for task in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9
    except (OSError, IndexError):
        return None


@contextmanager
def cacher(url: str, redis_port: int, persons: int, folder: Path, **settings: Any) -> Iterator[RunningCacher]:
    """``python -m cacher`` while the context lasts; other settings by name, in capitals."""
    port = free_port()
    values = {
        "HOST": "127.0.0.1",
        "PORT": redis_port,
        "BASE_URL": url,
        "IDS": f"1-{persons}",
        "HEALTH_PORT": port,
        "DATA_DIR": folder,
        "LOG_FORMAT": "json",
    } | settings
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FOOTWATCH_")}
    environ |= {f"FOOTWATCH_{name}": str(value) for name, value in values.items()}
    log = (folder / "cacher.log").open("ab")
    with log, subprocess.Popen([sys.executable, "-m", "cacher"], env=environ, stderr=log) as process:
        try:
            yield RunningCacher(process, port)
        finally:
            process.terminate()
            process.wait(20)
