"""A page hears its kernel at once."""

import asyncio
import json
import socket
from typing import Any

import aiohttp
import pytest
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application
from tornado.websocket import WebSocketHandler

from footlib.launch.sockets import PromptConnection

pytestmark = pytest.mark.asyncio


async def test_no_message_waits_for_the_one_before() -> None:
    kernels: Any = AsyncMappingKernelManager()  # type: ignore[no-untyped-call]
    kernel = kernels.get_kernel(await kernels.start_kernel())
    prompt: list[int] = []

    class Open(KernelWebsocketHandler):
        """Jupyter's own, but for the questions who asks and from where."""

        def prepare(self) -> None:  # type: ignore[override]
            self.kernel_id = kernel.kernel_id

        def check_origin(self, *_: object) -> bool:
            return True

        async def get(self) -> None:  # type: ignore[override]
            self.connection: Any = PromptConnection(parent=kernel, websocket_handler=self)
            await self.connection.prepare()  # type: ignore[no-untyped-call]
            await WebSocketHandler.get(self, kernel_id=self.kernel_id)

        def on_message(self, ws_message: str | bytes) -> None:
            stream: Any = self.ws_connection and self.ws_connection.stream
            prompt.append(stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            super().on_message(ws_message)  # type: ignore[no-untyped-call]

    server = HTTPServer(Application([("/", Open)]))
    listener, port = bind_unused_port()
    server.add_socket(listener)
    header = {"msg_id": "1", "msg_type": "kernel_info_request", "session": "page", "username": "", "version": "5.3"}
    question = {"header": header, "parent_header": {}, "metadata": {}, "content": {}, "channel": "shell"}
    try:
        async with (
            asyncio.timeout(60),
            aiohttp.ClientSession() as session,
            session.ws_connect(f"http://127.0.0.1:{port}/") as page,
        ):
            await page.send_json(question)
            async for message in page:
                if json.loads(message.data)["msg_type"] == "kernel_info_reply":
                    break
        assert prompt == [1]
    finally:
        server.stop()
        await kernels.shutdown_all(now=True)
