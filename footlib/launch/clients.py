"""The client by which Voilà waits for the kernel of a page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from queue import Empty
from typing import Any, Final

from jupyter_client.asynchronous.client import AsyncKernelClient

_TRY_AGAIN: Final = 10
"""Milliseconds between two attempts to reach a kernel that does not listen yet; by itself ZeroMQ takes 100."""
_PATIENCE: Final = 1.0
"""Seconds in which an answer is awaited before it is asked for again."""
_PUBLISHED: Final = 0.2
"""Seconds in which what the kernel published with its answer arrives, if the subscription was there in time."""


class PromptClient(AsyncKernelClient):
    """A kernel's client that goes on as soon as the kernel has answered.

    Jupyter's own listens for another fifth of a second, to be rid of messages that nbclient passes over anyway.
    """

    def start_channels(self, *wanted: bool, **named: bool) -> None:
        """Connect to the kernel, whether it listens already or not."""
        # For each socket that is made from here on.
        self.context.reconnect_ivl = _TRY_AGAIN
        super().start_channels(*wanted, **named)

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - Jupyter's signature
        """Wait until the kernel answers and what it publishes arrives, or until it has ended.

        Nothing is raised at its end, for that would leave Voilà's answer to the browser open for ever. What is asked
        of the kernel next finds that it is dead, and its page says so.

        Parameters
        ----------
        timeout
            Seconds; by default for as long as the kernel lives.

        Raises
        ------
        RuntimeError
            If it takes longer.
        """
        try:
            async with asyncio.timeout(timeout):
                while not await self._answered():
                    if not await self.is_alive():
                        return
        except TimeoutError:
            raise RuntimeError(f"the kernel did not answer within {timeout:g} s") from None

    async def _answered(self) -> bool:
        asked = self.kernel_info()
        try:
            reply = await self.get_shell_msg(timeout=_PATIENCE)
            while not _ends(await self.get_iopub_msg(timeout=_PUBLISHED), asked):
                pass
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


def _ends(message: Mapping[str, Any], asked: str) -> bool:
    # It is the last that a kernel publishes of a question, so nothing older comes after it.
    ours: bool = message["parent_header"].get("msg_id") == asked
    return ours and message["content"].get("execution_state") == "idle"
