"""The design that the cacher replaces, in a process of its own: ``URL PERSONS DELAY SECONDS REDIS_PORT``.

A thread pool of Python's default size asks for every person at each tick and writes to Redis with
blocking calls; a person whose last request still waits for a thread is not asked again. It prints
the readings stored in a second.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import redis

_WARM_UP_SEC = 2.0


def measured(url: str, persons: int, delay: float, seconds: float, port: int) -> float:
    """Run it; readings/s."""
    values = map(str, (url, persons, delay, seconds, port))
    output = subprocess.run([sys.executable, "-m", __name__, *values], capture_output=True, check=True).stdout
    return float(output)


class _Poller:
    def __init__(self, url: str, port: int) -> None:
        self.stored = 0
        self._url = urlsplit(url)
        self._redis = redis.Redis("127.0.0.1", port)
        self._own = threading.local()

    def ask(self, person: int) -> None:
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection(self._url.hostname or "", self._url.port)
        connection: http.client.HTTPConnection = self._own.connection
        connection.request("GET", f"{self._url.path}{person}")
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        self._redis.rpush(f"{person}_data", json.dumps(answer["trace"]["sensors"]))
        self._redis.rpush(f"{person}_timestamp", f"{time.time():.6f}")
        self.stored += 1


def _stored_a_second(url: str, persons: int, delay: float, seconds: float, port: int) -> float:
    poller = _Poller(url, port)
    waiting: dict[int, Future[None]] = {}
    start = time.perf_counter()
    counted_from = None
    tick = 0
    pool = ThreadPoolExecutor()
    while (now := time.perf_counter() - start) < _WARM_UP_SEC + seconds:
        if now >= _WARM_UP_SEC and counted_from is None:
            counted_from, poller.stored = now, 0
        for person in range(1, persons + 1):
            if person not in waiting or waiting[person].done():
                waiting[person] = pool.submit(poller.ask, person)
        tick += 1
        time.sleep(max(0.0, start + tick * delay - time.perf_counter()))
    rate = poller.stored / (time.perf_counter() - start - (counted_from or 0.0))
    pool.shutdown(cancel_futures=True)
    for done in waiting.values():
        if not done.cancelled():
            done.result()
    return rate


if __name__ == "__main__":
    found = _stored_a_second(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))
    sys.stdout.write(str(found))
