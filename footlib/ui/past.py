"""Readings around a moment or an episode, after the live window has left them behind."""

from __future__ import annotations

from typing import Final

from footlib.errors import StoreError
from footlib.recording import Recording
from footlib.store import Store

_LINKED: Final = 500
"""Newest episodes among which a moment is looked for after its readings were swept."""


async def around_moment(store: Store, person: int, at: float, seconds: float) -> Recording:
    """Readings from `seconds` before a moment to `seconds` after it, as far as they are kept.

    Raises
    ------
    StoreError
        If nothing is stored around it, or the store does not answer.
    """
    past = await store.window(person, at - seconds, at + seconds)
    if not len(past):
        episodes = await store.episodes(person, 0, _LINKED)
        near = next((e for e in episodes if e.start - seconds <= at <= e.end + seconds), None)
        past = past if near is None else await store.episode_window(person, near, seconds)
    if not len(past):
        raise StoreError("nothing is stored any more around the moment of this link; Live shows the present")
    return past
