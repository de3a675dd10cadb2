"""Changes of trials and labels that a viewer commands."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from footlib.ui.data.background import Job
from footlib.ui.session.parts import SessionParts
from footlib.ui.session.view import ViewChange


class Changes:
    """Makes changes one after the other, as they were commanded, however fast a page sends them.

    Parameters
    ----------
    parts
        Of one session.
    """

    def __init__(self, parts: SessionParts) -> None:
        self._parts = parts
        self._working = Job()
        self._turn = asyncio.Lock()

    def make(self, change: Coroutine[Any, Any, Any]) -> None:
        """Change a trial or a label in the background; what went wrong before is forgotten."""
        self._parts.background.forget()
        self._parts.background.run(self._made(change), self._working)

    async def _made(self, change: Coroutine[Any, Any, Any]) -> None:
        try:
            async with self._turn:
                await change
        finally:
            # Python warns of a coroutine that was cancelled before it began.
            change.close()
            # The next tick is told of the change, as it is of others', and asks for what is so now.
            self._parts.view.announce(ViewChange.DISPLAY)
