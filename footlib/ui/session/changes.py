"""Changes of trials and labels that a viewer commands."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from footlib.ui.data.background import Background, Job


class Changes:
    """Makes changes one after the other, as they were commanded, however fast a page sends them.

    The store tells of them as of others', so the next tick asks for what is so then.

    Parameters
    ----------
    background
        Runs them.
    """

    def __init__(self, background: Background) -> None:
        self._background = background
        self._working = Job()
        self._turn = asyncio.Lock()

    def make(self, change: Coroutine[Any, Any, Any]) -> None:
        """Change a trial or a label in the background; what went wrong before is forgotten."""
        self._background.forget()
        self._background.run(self._made(change), self._working)

    async def _made(self, change: Coroutine[Any, Any, Any]) -> None:
        try:
            async with self._turn:
                await change
        finally:
            # Python warns of a coroutine that was cancelled before it began.
            change.close()
