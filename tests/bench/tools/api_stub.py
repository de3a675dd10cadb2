"""A monitor API that costs as little as it can, in a process of its own: ``LATENCY_MS RECORD``.

It prints its address, serves until SIGTERM and then writes when each request came to the file RECORD.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import uvloop

from footlib.standin import Monitor, StandinOptions

_ANSWERS = 200


@dataclass(frozen=True, slots=True)
class Stub:
    """A running stub.

    Attributes
    ----------
    url
        Its address up to the person's number.
    pid
        Its process.
    record
        Where it writes when it ends.
    """

    url: str
    pid: int
    record: Path

    def intervals(self, since: float, until: float) -> np.ndarray:
        """After its end: seconds between two requests for the same person that came within a time of perf_counter."""
        times = np.fromfile(self.record, np.float64)
        persons = np.fromfile(self.record.with_suffix(".persons"), np.uint32)
        within = (since <= times) & (times <= until)
        times, persons = times[within], persons[within]
        order = np.argsort(persons, kind="stable")
        same = np.diff(persons[order]) == 0
        found: np.ndarray = np.diff(times[order])[same]
        return found


@contextmanager
def api_stub(folder: Path, latency_ms: float = 0.0) -> Iterator[Stub]:
    """Serve while the context lasts."""
    record = folder / "requests"
    process = subprocess.Popen(
        [sys.executable, "-m", __name__, str(latency_ms), str(record)], stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            assert process.stdout
            yield Stub(process.stdout.readline().strip(), process.pid, record)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


class _Answering(asyncio.Protocol):
    times = array("d")
    persons = array("I")
    bodies: tuple[bytes, ...] = ()
    latency = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._loop = asyncio.get_running_loop()
        self._number = 0

    def data_received(self, data: bytes) -> None:
        # GET /v2/monitor/PERSON HTTP/1.1
        person = int(data[16 : data.index(b" ", 16)])
        times = self.times
        times.append(time.perf_counter())
        self.persons.append(person)
        self._number += 1
        body = self.bodies[(self._number + person) % _ANSWERS]
        if self.latency:
            self._loop.call_later(self.latency, self._write, body)
        else:
            self._transport.write(body)

    def _write(self, body: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(body)


async def _serve(latency: float) -> None:
    _Answering.latency = latency
    monitor = Monitor(StandinOptions())
    answers = [monitor.answer(1 + number % 6, number / 10) for number in range(_ANSWERS)]
    _Answering.bodies = tuple(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        for body in answers
    )
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    server = await loop.create_server(_Answering, "127.0.0.1", 0, backlog=4096)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v2/monitor/\n")
    sys.stdout.flush()
    await stop.wait()
    server.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(float(sys.argv[1]) / 1000))
    record = Path(sys.argv[2])
    record.write_bytes(_Answering.times.tobytes())
    record.with_suffix(".persons").write_bytes(_Answering.persons.tobytes())
