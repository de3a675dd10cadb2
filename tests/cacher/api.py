"""An API that remembers what it served, and that misbehaves for single persons."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tests.conftest import answer

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], Awaitable[None]]
"""Answers one request on a raw connection; gets the body of the right answer."""


class Api:
    """Serves every person; the trace id of an answer is the person's running number."""

    def __init__(self) -> None:
        self.served: dict[int, list[int]] = defaultdict(list)
        self.times: dict[int, list[float]] = defaultdict(list)
        self.heads: list[bytes] = []
        self.behaviours: dict[int, Behaviour] = {}
        self.latency = 0.0
        self.under_way: dict[int, int] = defaultdict(int)
        self.most_under_way = 0
        self.url = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
                person = int(self.heads[-1].split(b" ", 2)[1].rsplit(b"/", 1)[1])
                await self._answer(person, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, person: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.times[person].append(asyncio.get_running_loop().time())
        self.under_way[person] += 1
        self.most_under_way = max(self.most_under_way, self.under_way[person])
        try:
            if self.latency:
                await asyncio.sleep(self.latency)
            number = len(self.served[person]) + 1
            body = answer(value=number % 1000, anomaly=number % 10 == 0, trace_id=number)
            if person in self.behaviours:
                await self.behaviours[person](reader, writer, body)
                return
            writer.write(respond(body))
            await writer.drain()
            self.served[person].append(number)
        finally:
            self.under_way[person] -= 1


def respond(body: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    """A whole HTTP answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return head.encode() + body


def answering(raw: bytes, *, close: bool = False) -> Behaviour:
    """A behaviour that sends these bytes."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter, __: bytes) -> None:
        writer.write(raw)
        await writer.drain()
        if close:
            writer.close()

    return behave


@asynccontextmanager
async def running_api() -> AsyncIterator[Api]:
    api = Api()
    server = await asyncio.start_server(api.handle, "127.0.0.1", 0)
    api.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v2/monitor/"
    connections = server
    try:
        yield api
    finally:
        connections.close()
        if hasattr(connections, "close_clients"):
            connections.close_clients()
