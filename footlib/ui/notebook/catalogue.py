"""What there is to look at: stored persons, recordings from files, made-up walks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

import numpy as np

from footlib import analysis
from footlib.recording import Recording
from footlib.standin import Walker, walk
from footlib.store import Episode, Store

CONTEXT: Final = 5.0
"""Seconds before and after an episode that belong to it."""
_PAGE: Final = 500
_MADE_UP: Final = {
    "a made-up brisk walk": Walker(cadence=118.0, stance=0.605, anomaly_share=0.03),
    "a made-up limping walk": Walker(cadence=92.0, stance=0.66, stance_asymmetry=-0.05, asymmetry=-18.0),
}
_RATE: Final = 20.0
_SECONDS: Final = 120.0


class CatalogueEntry(ABC):
    """One thing to look at.

    Attributes
    ----------
    name
        For the screen; never a personal name, since a notebook with its output is passed on.
    start, stop
        Times of its first and last reading, seconds.
    """

    name: str
    start: float
    stop: float

    @abstractmethod
    async def load(self, since: float | None = None, until: float | None = None) -> Recording:
        """Readings with ``since <= time <= until``; None is no limit."""

    @abstractmethod
    async def episodes(self) -> list[tuple[Episode, Recording]]:
        """Every episode with the readings around it, newest first."""


class StoredPerson(CatalogueEntry):
    """A person of a store.

    Parameters
    ----------
    store, person
        Where, and whose number.
    start, stop
        Times of the first and the last reading of the history, epoch seconds.
    """

    def __init__(self, store: Store, person: int, start: float, stop: float) -> None:
        self.store, self.person = store, person
        self.name, self.start, self.stop = f"person {person}", start, stop

    async def load(self, since: float | None = None, until: float | None = None) -> Recording:
        """Readings of the history."""
        return await self.store.window(self.person, since, until)

    async def episodes(self) -> list[tuple[Episode, Recording]]:
        """Everything that was ever flagged, with the context that is kept for ever."""
        found: list[Episode] = []
        while page := await self.store.episodes(self.person, len(found) // _PAGE, _PAGE):
            found += page
            if len(page) < _PAGE:
                break
        return [(episode, await self.store.episode_window(self.person, episode)) for episode in found]


class HeldRecording(CatalogueEntry):
    """A recording in memory."""

    def __init__(self, name: str, recording: Recording) -> None:
        self.recording = recording
        self.name = name
        self.start, self.stop = (
            (float(recording.time[0]), float(recording.time[-1])) if len(recording) else (np.nan, np.nan)
        )

    async def load(self, since: float | None = None, until: float | None = None) -> Recording:
        """A view of the recording."""
        return self.recording.between(since, until)

    async def episodes(self) -> list[tuple[Episode, Recording]]:
        """The recording's flagged runs, newest first."""
        recording = self.recording
        return [(episode, episode.of(recording, CONTEXT)) for episode in reversed(analysis.episodes(recording))]


async def stored_persons(store: Store) -> list[CatalogueEntry]:
    """The persons of whom a store holds readings, by number.

    Raises
    ------
    StoreAwayError
        If it cannot be reached.
    """
    persons = await store.persons()
    updates = await store.watch(dict.fromkeys(persons), 1)
    entries: list[CatalogueEntry] = []
    for person in persons:
        status = updates[person].status
        if status.oldest is not None and status.newest is not None:
            entries.append(StoredPerson(store, person, status.oldest, status.newest))
    return entries


def made_up() -> list[CatalogueEntry]:
    """Two walks of the stand-in's walking model, for a look around without any data."""
    time = np.arange(0.0, _SECONDS, 1 / _RATE)
    entries: list[CatalogueEntry] = []
    for name, walker in _MADE_UP.items():
        counts, flagged = walk(walker, time)
        flags = np.repeat(flagged[:, None], counts.shape[1], axis=1)
        entries.append(HeldRecording(name, Recording.from_columns(time, counts, anomaly=flags)))
    return entries
