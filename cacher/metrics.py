"""What /metrics shows: totals of the whole cacher, nothing about a single person."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from cacher.api_client import AnswerError

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

DROPPED: Final = ("buffer full, ordinary", "buffer full, flagged", "held elsewhere", "refused by Redis")
"""Why a reading may be lost; each is shown from the start, so that the first one shows as a rise."""


class Metrics:
    """The cacher's metrics, in a registry of their own."""

    def __init__(self) -> None:
        self.registry: Final = CollectorRegistry()
        own: dict[str, Any] = {"registry": self.registry, "namespace": "footwatch"}
        requests = Counter("requests", "Requests to the API", ["outcome"], **own)
        self.succeeded: Final = requests.labels("reading")
        self.failed: Final = {kind: requests.labels(kind) for kind in AnswerError.KINDS}
        self.latency: Final = Histogram("request_seconds", "From request to answer", buckets=_SECONDS, **own)
        self.lag: Final = Histogram("schedule_lag_seconds", "From due to started", buckets=_SECONDS, **own)
        self.skipped: Final = Counter("ticks_skipped", "Requests not made since an earlier one was under way", **own)
        self.stored: Final = Counter("readings_stored", "Readings written to Redis", **own)
        self.repeated: Final = Counter("readings_repeated", "Readings that Redis had already", **own)
        dropped = Counter("readings_dropped", "Readings lost before Redis took them", ["why"], **own)
        self.dropped: Final = {why: dropped.labels(why) for why in DROPPED}
        self.depth: Final = Gauge("buffer_readings", "Readings waiting for Redis", **own)
        self.bytes: Final = Gauge("buffer_bytes", "Memory of the readings waiting for Redis", **own)
        self.tasks: Final = Gauge("tasks", "Tasks on the event loop", **own)
        self.held: Final = Gauge("persons_led", "Persons polled by this cacher", **own)
        self.failing: Final = Gauge("persons_failing", "Persons whose last request gave no reading", **own)
        self.swept: Final = Counter("readings_swept", "Readings dropped as too old", **own)
        self.sweeps: Final = Counter("sweeps", "Clean-ups of all persons", **own)
        self.healthy: Final = Gauge("healthy", "1 while /healthz is well, else 0", **own)
        # Memory, CPU time, files and sockets.
        ProcessCollector(**own)
        self._redis = Histogram("redis_seconds", "From asked to answered", ["call"], buckets=_SECONDS, **own)

    @contextmanager
    def redis(self, call: str) -> Iterator[None]:
        """Time one use of Redis: a batch of readings, a batch of leases, or all calls of one person's sweep."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._redis.labels(call).observe(time.perf_counter() - start)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self.registry)
