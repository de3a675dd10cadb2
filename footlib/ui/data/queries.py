"""Readings around a moment or an episode, after the live window has left them behind."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from footlib.calibration import COUNTS
from footlib.errors import StoreError
from footlib.recording import Recording
from footlib.store import Episode, Store, Trial
from footlib.ui.model.time_span import TRAILING

_LINKED: Final = 500
"""Newest episodes that are searched for a moment whose readings were swept."""


def continued(recording: Recording, arrived: Recording, stop: float) -> Recording:
    """A recording with what arrived after it up to `stop`; the same object if nothing did, or after a gap."""
    if not len(recording) or not len(arrived):
        return recording
    last = recording.time[-1]
    if last >= stop or arrived.time[0] > last:
        return recording
    after, upto = np.searchsorted(arrived.time, (last, stop), "right").tolist()
    return Recording.join([recording, arrived[after:upto]]) if after < upto else recording


async def stored(store: Store, person: int, since: float | None, until: float | None) -> Recording:
    """Stored readings of a span, fetched in parts, so that a long past holds up neither Redis nor the page.

    Raises
    ------
    StoreError
        If the store does not answer.
    """
    return Recording.join([part async for part in store.chunks(person, since, until)])


async def stretch(store: Store, person: int, span: tuple[float, float]) -> Recording:
    """Readings of a span and of the minute before it, as far as they are kept.

    Raises
    ------
    StoreError
        If nothing is stored around it, or the store does not answer.
    """
    start, stop = span
    wanted = start - TRAILING, stop
    past = await stored(store, person, *wanted)
    if not len(past.between(start, stop)):
        trial = await store.trials.around(person, start, stop)
        past = past if trial is None else (await of_trial(store, person, trial)).between(*wanted)
    if not len(past.between(start, stop)):
        episodes = await store.episodes(person, 0, _LINKED)
        near = next((e for e in episodes if e.start <= stop and e.stop >= start), None)
        past = past if near is None else await around_episode(store, person, near, wanted)
    if not len(past.between(start, stop)):
        raise StoreError("nothing is stored any more around that moment; Live shows the present")
    return past


async def of_trial(store: Store, person: int, trial: Trial) -> Recording:
    """The readings of a trial as counts, whatever they stand for: a page lays them beside those of the history.

    Raises
    ------
    StoreError
        If what is kept cannot be read.
    """
    return replace(await store.trials.readings(person, trial), calibration=COUNTS)


async def around_episode(store: Store, person: int, episode: Episode, span: tuple[float, float]) -> Recording:
    """Readings of a span around an episode, as far as they are kept.

    Raises
    ------
    StoreAwayError
        If Redis cannot be reached.
    """
    start, stop = span
    seconds = max(0.0, episode.start - start, stop - episode.stop)
    return (await store.episode_window(person, episode, seconds)).between(start, stop)


async def widened(
    store: Store, person: int, recording: Recording, start: float, episode: Episode | None = None
) -> Recording:
    """A recording with what is kept of the time from `start` on before it; that may lie around an episode.

    Raises
    ------
    StoreError
        If the store does not answer.
    """
    first, stop = float(recording.time[0]), float(recording.time[-1])
    if start >= first:
        return recording
    if episode is None:
        past = await stored(store, person, start, first)
    else:
        past = await around_episode(store, person, episode, (start, stop))
    before = past[: int(np.searchsorted(past.time, first))]
    return Recording.join([before, recording]) if len(before) else recording
