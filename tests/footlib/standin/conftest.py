"""A raw HTTP client: it hides nothing of what the server does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    reset: bool


Ask = Callable[[str], Awaitable[Answer]]


async def _ask(url: str) -> Answer:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
    received, reset = b"", False
    try:
        async with asyncio.timeout(30):
            while chunk := await reader.read(65536):
                received += chunk
    except ConnectionResetError:
        reset = True
    finally:
        writer.close()
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    status = int(first.split(" ")[1]) if first else 0
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Answer(status, headers, body, reset)


@pytest.fixture
def ask() -> Ask:
    return _ask
