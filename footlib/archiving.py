"""Trials and anomalies as a data set of Parquet files, by person and day."""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from footlib.errors import ExportError
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.stopping import stoppable
from footlib.store import Store, Trial
from footlib.store.embedded import ensure_store
from footlib.tables.parquet import write_parquet
from footlib.trial_frames import label_row, trial_row
from footlib.trial_tables import listed

if TYPE_CHECKING:
    import pandas as pd
    from fsspec import AbstractFileSystem

_TRIALS: Final = "trials"
_ANOMALIES: Final = "anomalies"
_MICROSECONDS: Final = 1_000_000


@dataclass(slots=True)
class Archived:
    """What a run added.

    Attributes
    ----------
    trials, anomalies
        Trials, and flagged readings, that were new.
    known
        Trials that were there already.
    persons
        Of how many persons.
    """

    trials: int = 0
    anomalies: int = 0
    known: int = 0
    persons: int = 0


def archive(settings: Settings, target: str) -> Archived:
    """Write trials and anomalies of all persons to a folder, or add what is new to one that has some.

    ``trials/person=3/date=2026-11-29/NAME.parquet`` holds the readings of a trial,
    ``anomalies/person=3/date=2026-11-29/TIME.parquet`` flagged readings up to a time in microseconds; days are those of
    UTC. These never change. ``trials.parquet`` and ``labels.parquet`` are tables of all trials and labels, written anew
    at each run. There are no personal data but the numbers.

    Parameters
    ----------
    settings
        Name the store; without HOST the embedded one is found, or started for the time being.
    target
        A folder, or an address that fsspec knows, as ``s3://bucket/folder``.

    Returns
    -------
    Archived
        What was new.

    Raises
    ------
    ExportError
        If the target cannot be written.
    StoreError
        If the store cannot be read.
    """
    import fsspec

    try:
        files, root = fsspec.core.url_to_fs(target)
        files.makedirs(root, exist_ok=True)
    except (OSError, ValueError, ImportError) as error:
        raise ExportError(f"{_place(target)} cannot be written: {error}") from error
    with ensure_store(settings) as filled:
        try:
            return asyncio.run(stoppable(_Archive(files, root).fill(filled)))
        except OSError as error:
            raise ExportError(f"{_place(target)} cannot be written: {error.strerror or error}") from error


class _Archive:
    """A data set that is filled.

    Parameters
    ----------
    files, root
        Where it is.
    """

    def __init__(self, files: AbstractFileSystem, root: str) -> None:
        self._files, self._root = files, root
        self._done = Archived()
        self._trials: list[dict[str, Any]] = []
        self._labels: list[dict[str, Any]] = []

    async def fill(self, settings: Settings) -> Archived:
        """Add what is new of every person."""
        store = Store(settings)
        try:
            for person in await store.persons():
                self._done.persons += 1
                for trial in await listed(store, person):
                    await self._add_trial(store, person, trial)
                async for day, part in _days(store, person, self._newest(person)):
                    self._write(_path(_ANOMALIES, person, day, str(_micros(part.time[-1]))), part)
                    self._done.anomalies += len(part)
                self._labels += [label_row(person, label) for label in await store.labels.all(person)]
        finally:
            await store.close()
        self._table("trials.parquet", self._trials)
        self._table("labels.parquet", self._labels)
        return self._done

    async def _add_trial(self, store: Store, person: int, trial: Trial) -> None:
        if trial.facts is None:
            return
        self._trials.append(trial_row(person, trial))
        path = _path(_TRIALS, person, _day(trial.facts.start), trial.id)
        if self._files.exists(self._at(path)):
            self._done.known += 1
        elif trial.facts.readings:
            self._write(path, await store.trials.readings(person, trial))
            self._done.trials += 1

    def _newest(self, person: int) -> float:
        """Time up to which flagged readings of a person are there; 0 without any."""
        found = self._files.glob(self._at(f"{_ANOMALIES}/person={person}/*/*.parquet"))
        times = [posixpath.basename(path).removesuffix(".parquet") for path in found]
        return max((int(time) for time in times if time.isdigit()), default=0) / _MICROSECONDS

    def _write(self, path: str, recording: Recording) -> None:
        sink = BytesIO()
        write_parquet(sink, iter([recording]), with_person=False)
        self._put(path, sink.getvalue())

    def _table(self, name: str, rows: list[dict[str, Any]]) -> None:
        import pandas as pd

        if rows:
            sink = BytesIO()
            _flat(pd.DataFrame(rows)).to_parquet(sink, index=False)
            self._put(name, sink.getvalue())

    def _put(self, path: str, content: bytes) -> None:
        # A file is there wholly or not at all, so that one that is there is never looked at again.
        whole = self._at(path)
        unfinished = posixpath.join(posixpath.dirname(whole), f".{posixpath.basename(whole)}.part")
        self._files.makedirs(posixpath.dirname(whole), exist_ok=True)
        self._files.pipe_file(unfinished, content)
        self._files.mv(unfinished, whole)

    def _at(self, path: str) -> str:
        return posixpath.join(self._root, path)


async def _days(store: Store, person: int, since: float) -> AsyncIterator[tuple[str, Recording]]:
    """Flagged readings after a time, a day's at once."""
    waiting: list[Recording] = []
    async for part in store.chunks(person, since or None, anomalies=True):
        for piece in _split(part.between(np.nextafter(since, np.inf))):
            if waiting and _day(waiting[-1].time[-1]) != _day(piece.time[0]):
                yield _day(waiting[0].time[0]), Recording.join(waiting)
                waiting = []
            waiting.append(piece)
    if waiting:
        yield _day(waiting[0].time[0]), Recording.join(waiting)


def _split(recording: Recording) -> Iterator[Recording]:
    """A recording cut where a day begins."""
    days = np.floor(recording.time / 86400)
    cuts = [0, *(np.flatnonzero(np.diff(days)) + 1).tolist(), len(recording)]
    yield from (recording[first:last] for first, last in pairwise(cuts) if first < last)


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers that none of the rows has are numbers all the same."""
    empty = [name for name in frame if frame[name].isna().all()]
    return frame.astype(dict.fromkeys(empty, "float64"))


def _path(kind: str, person: int, day: str, name: str) -> str:
    return f"{kind}/person={person}/date={day}/{name}.parquet"


def _day(time: float) -> str:
    return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d}"


def _micros(time: float) -> int:
    return round(time * _MICROSECONDS)


def _place(target: str) -> str:
    """A target without what an address may hold of secrets."""
    scheme, found, rest = target.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}" if found else target
