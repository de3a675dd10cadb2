"""A change in the store that the page shows as soon as it is made."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from footlib.ui.session.parts import SessionParts
from footlib.ui.session.view import ViewChange


async def shown_after(parts: SessionParts, change: Coroutine[Any, Any, Any]) -> None:
    """Change a trial or a label, and show what is so then; also where it failed, for then somebody else was sooner."""
    person = parts.view.person
    try:
        # One after the other, as they were commanded, however fast a page sends them.
        async with parts.trials.changing:
            await change
    finally:
        # Python warns of a coroutine that was cancelled before it began.
        change.close()
        if person == parts.view.person:
            await parts.trials.load_anew(parts.segment.data)
            parts.view.announce(ViewChange.DISPLAY)
