"""A forward proxy: hands requests on, and tunnels what is asked for with CONNECT."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class ForwardProxy:
    """Remembers the heads of the requests that it was sent.

    Parameters
    ----------
    ports
        Ports on loopback of the hosts that it knows.
    user
        ``name:password`` that it asks for; nobody's without.
    """

    def __init__(self, ports: Mapping[str, int], user: str = "") -> None:
        self.heads: list[str] = []
        self.place = ""
        self._ports = ports
        self._wanted = f"Basic {base64.b64encode(user.encode()).decode()}" if user else ""
        self._open: set[asyncio.StreamWriter] = set()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._answer(reader, writer)
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1")
        self.heads.append(head)
        if self._wanted and f"Proxy-Authorization: {self._wanted}" not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        method, target, version = head.split("\r\n", 1)[0].split(" ")
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self._ports[parts.hostname or ""])
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            other_writer.write(f"{method} {parts.path} {version}\r\nConnection: close\r\n".encode())
            rest = head.split("\r\n")[1:]
            passed = [line for line in rest if not line.lower().startswith(("proxy-authorization:", "connection:"))]
            other_writer.write("\r\n".join(passed).encode("latin1"))
        try:
            await asyncio.gather(_handed_on(reader, other_writer), _handed_on(other_reader, writer))
        finally:
            other_writer.close()

    async def close(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()
        async with asyncio.timeout(10):
            while self._open:  # noqa: ASYNC110 - handlers end without an event
                await asyncio.sleep(0.01)


async def _handed_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    sink.close()


@asynccontextmanager
async def forwarding(ports: Mapping[str, int], user: str = "") -> AsyncIterator[ForwardProxy]:
    """A forward proxy that runs while the context lasts."""
    proxy = ForwardProxy(ports, user)
    server = await asyncio.start_server(proxy.handle, "127.0.0.1", 0)
    proxy.place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()
        await proxy.close()
