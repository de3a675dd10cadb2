"""How Jupyter's servers speak to a page."""

from __future__ import annotations

import asyncio

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A kernel's WebSocket that sends every message at once.

    By default a short message waits until the browser has acknowledged the one before, for which it takes 40 ms,
    and a picture is several short messages.
    """

    def connect(self) -> asyncio.Future[None] | None:  # type: ignore[override]
        """Begin to hand on messages."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
