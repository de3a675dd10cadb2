"""A page hears its kernel at once, and nothing that a page does or leaves undone holds its server up."""

import asyncio
import gc
import json
import logging
import socket
from collections.abc import AsyncIterator
from typing import Any, Final

import aiohttp
import psutil
import pytest
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application
from tornado.websocket import WebSocketHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from footlib.launch.logs import worth_logging
from footlib.launch.socket_limits import MOST_BYTES
from footlib.launch.sockets import SUBPROTOCOL, PromptConnection

pytestmark = pytest.mark.asyncio
PATIENCE: Final = 60.0
PAGES: Final = 3
TALK: Final = """
import time
from IPython.display import display
for _ in range(400):
    display({"text/plain": "x" * 100_000}, raw=True)
    time.sleep(0.001)
"""
"""Says 40 MB."""


class Served:
    """A server with one kernel, whose socket Voilà's own handler serves."""

    def __init__(self, kernels: Any, kernel: Any) -> None:
        self.kernels = kernels
        self.kernel = kernel
        self.connections: list[PromptConnection] = []
        self.prompt: list[int] = []
        self.asking: list[Any] = []
        self.waited = 0
        served = self

        class Open(VoilaKernelWebsocketHandler):  # type: ignore[misc]
            """Voilà's own, but for the questions who asks and from where."""

            def prepare(self) -> None:
                self.kernel_id = kernel.kernel_id

            def check_origin(self, *_: object) -> bool:
                return True

            async def get(self) -> None:
                self.connection: Any = PromptConnection(parent=kernel, websocket_handler=self)
                self.connection.session.session = self.get_query_argument("session_id")
                served.asking.append(self)
                await self.connection.prepare()
                served.connections.append(self.connection)
                await WebSocketHandler.get(self, kernel_id=self.kernel_id)

            def write_error(self, status_code: int, **_: object) -> None:
                self.finish(str(status_code))

            def on_message(self, ws_message: str | bytes) -> None:
                stream: Any = self.ws_connection and self.ws_connection.stream
                served.prompt.append(stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
                super().on_message(ws_message)

            def write_message(self, message: Any, binary: bool = False) -> Any:
                sent = super().write_message(message, binary)
                stream: Any = self.ws_connection and self.ws_connection.stream
                served.waited = max(served.waited, stream._total_write_index - stream._total_write_done_index)
                return sent

        self.server = HTTPServer(Application([("/", Open)]))
        listener, self.port = bind_unused_port()
        self.server.add_socket(listener)

    def url(self, session: str = "page") -> str:
        return f"http://127.0.0.1:{self.port}/?session_id={session}"


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    kernels: Any = AsyncMappingKernelManager()  # type: ignore[no-untyped-call]
    running = Served(kernels, kernels.get_kernel(await kernels.start_kernel()))
    yield running
    running.server.stop()
    await kernels.shutdown_all(now=True)
    kernels.context.destroy(linger=0)


def question(kind: str = "kernel_info_request", **content: object) -> bytes:
    header = {"msg_id": "1", "msg_type": kind, "session": "page", "username": "", "version": "5.3"}
    parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
    whole: bytes = serialize_msg_to_ws_v1(parts, "shell")  # type: ignore[no-untyped-call]
    return whole


async def answered(page: aiohttp.ClientWebSocketResponse, kind: str = "kernel_info_reply") -> None:
    async with asyncio.timeout(PATIENCE):
        async for message in page:
            _, parts = deserialize_msg_from_ws_v1(message.data)  # type: ignore[no-untyped-call]
            if json.loads(parts[0])["msg_type"] == kind:
                return
    raise AssertionError(f"the socket was closed with {page.close_code}")


async def eventually(condition: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - other processes send no event
            await asyncio.sleep(0.05)


async def test_no_message_waits_for_the_one_before(served: Served) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(served.url(), protocols=[SUBPROTOCOL]) as page:
        await page.send_bytes(question())
        await answered(page)
    assert served.prompt == [1]


@pytest.mark.parametrize("offered", [(), ("v2.kernel",)])
async def test_a_socket_without_the_sub_protocol_is_refused(served: Served, offered: tuple[str, ...]) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="400"):
            await session.ws_connect(served.url(), protocols=offered)
        async with session.ws_connect(served.url(), protocols=("another", SUBPROTOCOL)) as page:
            await page.send_bytes(question())
            await answered(page)


@pytest.mark.parametrize("sent", [b"\xff" * 1842, b"", "text", question("no " * 30_000)])
async def test_a_message_that_no_page_sends_ends_its_own_socket_only(
    served: Served, sent: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with aiohttp.ClientSession() as session:
        good = await session.ws_connect(served.url("good"), protocols=[SUBPROTOCOL])
        bad = await session.ws_connect(served.url("bad"), protocols=[SUBPROTOCOL])
        await (bad.send_str(sent) if isinstance(sent, str) else bad.send_bytes(sent))
        async with asyncio.timeout(PATIENCE):
            async for _ in bad:
                pass
        assert bad.close_code == 1007
        await good.send_bytes(question())
        await answered(good)
        await good.close()
    assert [record.getMessage() for record in caplog.records if "a socket is closed" in record.getMessage()]
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_page_that_takes_nothing_is_given_up(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    async with aiohttp.ClientSession() as session:
        stuck = await session.ws_connect(served.url("stuck"), protocols=[SUBPROTOCOL])
        # It leaves everything in its socket from here on.
        transport: Any = stuck.get_extra_info("socket")
        transport.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck._conn.protocol.pause_reading()  # type: ignore[union-attr]
        await stuck.send_bytes(question("execute_request", code=TALK, silent=False))
        await eventually(lambda: served.connections[0].websocket_handler.ws_connection is None)
        assert served.waited <= 2.2 * MOST_BYTES
        assert kept(served) <= MOST_BYTES

        # The kernel is as it was.
        async with session.ws_connect(served.url("stuck"), protocols=[SUBPROTOCOL]) as again:
            await again.send_bytes(question())
            await answered(again)
        await stuck.close()
    told = [record.getMessage() for record in caplog.records if "a page's socket is closed" in record.getMessage()]
    assert len(told) == 1
    assert "for it" in told[0] or "taken nothing" in told[0]


async def test_what_is_kept_for_a_lost_page_is_bounded_and_told_to_it(served: Served) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(served.url(), protocols=[SUBPROTOCOL]) as page:
            await page.send_bytes(question("execute_request", code=TALK, silent=False))
            await answered(page, "display_data")
        await eventually(lambda: kept(served) > MOST_BYTES / 2)
        await eventually(lambda: served.kernel.execution_state == "idle")
        assert kept(served) <= MOST_BYTES
        async with session.ws_connect(served.url(), protocols=[SUBPROTOCOL]) as page:
            await answered(page, "display_data")


async def test_a_page_that_goes_while_its_kernel_speaks_leaves_a_line_at_the_most(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    lost: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: lost.append(context))
    caplog.set_level(logging.WARNING)
    async with aiohttp.ClientSession() as session:
        for _ in range(PAGES):
            page = await session.ws_connect(served.url(), protocols=[SUBPROTOCOL])
            await page.send_bytes(question("execute_request", code=TALK, silent=False))
            await answered(page, "display_data")
            served.waited = 0
            page._conn.protocol.pause_reading()  # type: ignore[union-attr]
            await eventually(lambda: served.waited)
            # Without a word, as when its network is gone.
            transport: Any = page._conn.transport  # type: ignore[union-attr]
            transport.abort()
            await eventually(lambda: served.connections[-1].websocket_handler.ws_connection is None)
    # Exceptions that nobody asked for are told when their tasks are collected.
    gc.collect()
    await asyncio.sleep(0)
    assert lost == []
    told = [record.getMessage() for record in caplog.records if worth_logging(record)]
    # It may have been given up before it went.
    assert [words for words in told if not words.startswith("a page's socket is closed")] == []
    assert len(told) <= PAGES


async def test_a_page_that_goes_before_its_kernel_has_answered_leaves_no_traceback(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    kernel = psutil.Process(served.kernel.provisioner.pid)
    kernel.suspend()
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        fields = ("Host: x", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
        key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", f"Sec-WebSocket-Protocol: {SUBPROTOCOL}"
        writer.write("\r\n".join(("GET /?session_id=page HTTP/1.1", *fields, *key, "", "")).encode())
        await eventually(lambda: served.asking)
        writer.close()
        await eventually(lambda: served.asking[0].connection is None)
    finally:
        kernel.resume()
    await eventually(lambda: served.asking[0]._finished)
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


def kept(served: Served) -> int:
    buffers = served.kernels._kernel_buffers.get(served.kernel.kernel_id, {"buffer": []})["buffer"]
    return sum(len(part) for _, parts in buffers for part in parts)
