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
        await change
    finally:
        if person == parts.view.person:
            await parts.trials.load(person, parts.segment.data.trials)
            parts.view.announce(ViewChange.DISPLAY)
