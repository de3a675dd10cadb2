"""Waiting for what a widget or another process does, and playing the browser's part."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from footlib.ui.cards.base import Card

_Kind = TypeVar("_Kind", bound=Card)


def placed(card: _Kind) -> _Kind:
    """A card that stands alone, on a page."""
    card._view_count = 1
    return card


async def until(condition: Callable[[], object], seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - neither can set an event
            await asyncio.sleep(0.01)
