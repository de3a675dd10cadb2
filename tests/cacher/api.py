"""An API that remembers what it served, and that misbehaves for single persons."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

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
        self.connections: set[asyncio.StreamWriter] = set()
        self.accepted = 0
        self.url = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.add(writer)
        self.accepted += 1
        try:
            while True:
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
                person = int(self.heads[-1].split(b" ", 2)[1].rsplit(b"/", 1)[1])
                await self._answer(person, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.connections.discard(writer)
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


def handed_to(url: str) -> Behaviour:
    """A behaviour that has another server answer, byte for byte until either side has enough."""
    parts = urlsplit(url)

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: bytes) -> None:
        other_reader, other_writer = await asyncio.open_connection(parts.hostname, parts.port)
        other_writer.write(f"GET {parts.path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

        async def answered() -> None:
            while data := await other_reader.read(65536):
                writer.write(data)
                await writer.drain()

        either = [asyncio.create_task(answered()), asyncio.create_task(reader.read(1))]
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in either:
                task.cancel()
            await asyncio.gather(*either, return_exceptions=True)
            other_writer.transport.abort()
            writer.close()

    return behave


@asynccontextmanager
async def running_api(port: int = 0) -> AsyncIterator[Api]:
    api = Api()
    server = await asyncio.start_server(api.handle, "127.0.0.1", port)
    api.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v2/monitor/"
    try:
        yield api
    finally:
        server.close()
        for writer in list(api.connections):
            writer.transport.abort()
        async with asyncio.timeout(10):
            while api.connections:  # noqa: ASYNC110 - handlers end without an event
                await asyncio.sleep(0.01)
