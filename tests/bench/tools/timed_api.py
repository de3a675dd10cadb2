"""A monitor API of one walker that remembers when it gave which counts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from footlib.reading import Reading, decode_answer
from footlib.standin import Monitor, StandinOptions

Counts = tuple[int, ...]


class Sent(NamedTuple):
    """An answer: when it went out (epoch seconds), and what it said."""

    time: float
    counts: Counts


@dataclass(slots=True)
class TimedApi:
    """A running API.

    Attributes
    ----------
    url
        Its address up to the person's number.
    sent
        Every answer so far.
    """

    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    _more: asyncio.Condition = field(default_factory=asyncio.Condition)
    _started: float = field(default_factory=time.monotonic)
    _monitor: Monitor = field(default_factory=lambda: Monitor(StandinOptions(anomaly_share=0.0)))

    def reading(self, elapsed: float) -> Reading:
        """What it answers so many seconds after its start; before the start, what it would have."""
        return decode_answer(self._body(elapsed))

    async def until(self, number: int) -> None:
        """Wait until so many answers went out."""
        async with self._more:
            await self._more.wait_for(lambda: len(self.sent) >= number)

    async def answer(self, transport: asyncio.Transport) -> None:
        """Answer one request and remember it."""
        body = self._body(time.monotonic() - self._started)
        counts = decode_answer(body).counts
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        sent = time.time()
        transport.write(head + body)
        async with self._more:
            self.sent.append(Sent(sent, counts))
            self._more.notify_all()

    def _body(self, elapsed: float) -> bytes:
        # The model's time starts an hour ahead, so that there is a walk before the start as well.
        return self._monitor.answer(1, 3600 + elapsed)


class _Protocol(asyncio.Protocol):
    def __init__(self, api: TimedApi) -> None:
        self._api = api
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, _: bytes) -> None:
        task = asyncio.get_running_loop().create_task(self._api.answer(self._transport))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@asynccontextmanager
async def timed_api() -> AsyncIterator[TimedApi]:
    """Serve while the context lasts, on the running loop."""
    api = TimedApi()
    server = await asyncio.get_running_loop().create_server(lambda: _Protocol(api), "127.0.0.1", 0)
    async with server:
        api.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v2/monitor/"
        yield api
