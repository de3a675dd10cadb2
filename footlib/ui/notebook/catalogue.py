"""What there is to look at: stored persons and their trials, recordings from files, made-up walks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

import numpy as np

from footlib import analysis
from footlib.drawing.when import when
from footlib.recording import Recording
from footlib.standin import Walker, walk
from footlib.store import Episode, Store, Trial

CONTEXT: Final = 5.0
"""Seconds before and after an episode that belong to it."""
TRIALS: Final = 30
"""Trials of a person that are listed; all are in `footlib.trial_frames.trials_frame`."""
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
        """Readings of the history, with their labels."""
        return await self.store.labels.attached(self.person, await self.store.window(self.person, since, until))

    async def episodes(self) -> list[tuple[Episode, Recording]]:
        """Everything that was ever flagged, with the context that is kept for ever."""
        found: list[Episode] = []
        while page := await self.store.episodes(self.person, len(found) // _PAGE, _PAGE):
            found += page
            if len(page) < _PAGE:
                break
        return [(episode, await self.store.episode_window(self.person, episode)) for episode in found]


class StoredTrial(CatalogueEntry):
    """A trial of a person that is kept.

    Parameters
    ----------
    store, person, trial
        Where, whose and which.
    """

    def __init__(self, store: Store, person: int, trial: Trial) -> None:
        self.store, self.person, self.trial = store, person, trial
        facts = trial.facts
        self.start, self.stop = (trial.start, trial.stop) if facts is None else (facts.first or 0.0, facts.last or 0.0)
        said = ", ".join(filter(None, (trial.note.name or "trial", trial.note.condition)))
        self.name = f"person {person}, {said}, {when(self.start)}"

    async def load(self, since: float | None = None, until: float | None = None) -> Recording:
        """Readings of the trial, with their labels."""
        recording = await self.store.trials.readings(self.person, self.trial)
        return await self.store.labels.attached(self.person, recording.between(since, until))

    async def episodes(self) -> list[tuple[Episode, Recording]]:
        """The trial's flagged runs, newest first."""
        return _flagged_runs(await self.load())


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
        return _flagged_runs(self.recording)


async def stored(store: Store) -> list[CatalogueEntry]:
    """The persons of whom a store holds readings, by number, then the newest `TRIALS` trials of each.

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
    for person in persons:
        kept = (await store.trials.page(person, size=TRIALS)).trials
        entries += [StoredTrial(store, person, trial) for trial in kept if trial.facts and trial.facts.readings]
    return entries


def _flagged_runs(recording: Recording) -> list[tuple[Episode, Recording]]:
    return [(episode, episode.of(recording, CONTEXT)) for episode in reversed(analysis.episodes(recording))]


def made_up() -> list[CatalogueEntry]:
    """Two walks of the stand-in's walking model, for a look around without any data."""
    time = np.arange(0.0, _SECONDS, 1 / _RATE)
    entries: list[CatalogueEntry] = []
    for name, walker in _MADE_UP.items():
        counts, flagged = walk(walker, time)
        flags = np.repeat(flagged[:, None], counts.shape[1], axis=1)
        entries.append(HeldRecording(name, Recording.from_columns(time, counts, anomaly=flags)))
    return entries
