"""The WebSocket between a kernel and its page."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError

from footlib.launch.socket_limits import Backlog, MessageError, ReconnectBuffer, check_message

SUBPROTOCOL: Final = "v1.kernel.websocket.jupyter.org"
_UNREADABLE: Final = 1007


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A kernel's WebSocket that sends each message at once, and keeps little for a page that does not read.

    By default (Nagle's algorithm) a short message waits until the browser has acknowledged the one before, up to 40 ms,
    and a frame is several short messages.

    It speaks the sub-protocol of today's pages only. Voilà takes the first eight bytes of any binary message for a
    count of offsets; in the older form, into which Jupyter falls where none was agreed upon or a socket is just
    closing, they hold something else: of a message of two kilobytes Voilà then reads for ever, into a list that takes
    all memory, and answers nobody any more.
    """

    _backlog: Backlog | None = None

    @property
    def subprotocol(self) -> str:
        """The only one that is spoken; Jupyter forgets it while a socket closes."""
        return SUBPROTOCOL

    @property
    def write_message(self) -> Any:
        """Sends a message."""
        return self._send

    async def prepare(self) -> None:
        """Accept a page.

        Raises
        ------
        HTTPError
            If it does not offer the sub-protocol, its kernel does not live, or it has gone meanwhile.
        """
        offered = self.websocket_handler.request.headers.get("Sec-WebSocket-Protocol", "")
        if SUBPROTOCOL not in [one.strip() for one in offered.split(",")]:
            raise HTTPError(400, reason=f"A kernel's socket needs the sub-protocol {SUBPROTOCOL}")
        try:
            await super().prepare()  # type: ignore[no-untyped-call]
        except TimeoutError as error:
            raise HTTPError(503, reason="The kernel of this socket does not live") from error
        # Jupyter would ask the connection, which a page that goes takes away, for its sub-protocol.
        if self.websocket_handler.connection is not self:
            raise HTTPError(400, reason="The page of this socket has gone")

    def connect(self) -> asyncio.Future[None] | None:  # type: ignore[override]
        """Start to pass messages on."""
        self.websocket_handler.set_nodelay(True)
        socket: Any = self.websocket_handler.ws_connection
        if socket is not None:
            self._backlog = Backlog(socket.stream, self._give_up)
        return super().connect()

    def disconnect(self) -> None:  # type: ignore[override]
        """Stop to pass messages on; those of the next moment are kept for a page that reconnects."""
        super().disconnect()  # type: ignore[no-untyped-call]
        kept = self.multi_kernel_manager._kernel_buffers.get(self.kernel_id)  # noqa: SLF001 - nothing else bounds it
        if kept is not None and kept["session_key"] == self.session_key:
            kept["buffer"] = ReconnectBuffer()

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Pass a message to the kernel; a malformed one closes its socket."""
        try:
            check_message(incoming_msg, self.multi_kernel_manager.allowed_message_types)
        except MessageError as error:
            self.log.warning("a socket is closed for its message: %s", error)
            self.websocket_handler.close(_UNREADABLE, "unreadable message")
            return
        super().handle_incoming_message(incoming_msg)  # type: ignore[arg-type]

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Pass a message of the kernel to the page, unless its socket is closing."""
        if self._open():
            super().handle_outgoing_message(stream, outgoing_msg)

    def _open(self) -> bool:
        socket: Any = self.websocket_handler.ws_connection
        return socket is not None and not socket.is_closing()

    def _send(self, message: bytes, binary: bool = False) -> None:  # noqa: FBT001, FBT002 - as tornado has it
        if self._backlog is None or not self._open():
            return
        try:
            sent = self.websocket_handler.write_message(message, binary)
        except WebSocketClosedError:
            return
        # Voilà withholds some.
        if sent is not None:
            self._backlog.add(len(message), sent)

    def _give_up(self, why: str) -> None:
        self.log.warning("a page's socket is closed: %s", why)
        socket: Any = self.websocket_handler.ws_connection
        if socket is not None:
            # A closing handshake would wait behind what the page does not read.
            socket.stream.close()
