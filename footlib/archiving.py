"""Trials and anomalies as a data set of Parquet files, by person and day."""

from __future__ import annotations

import posixpath
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from footlib.errors import ExportError, FootlibError, StoreAwayError, StoreError
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Store, Trial
from footlib.store_work import on_store
from footlib.tables.columns import Written
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
    failed
        What could not be read, a sentence each; all else was written.
    """

    trials: int = 0
    anomalies: int = 0
    known: int = 0
    persons: int = 0
    failed: list[str] = field(default_factory=list)


def archive(settings: Settings, target: str) -> Archived:
    """Write trials and anomalies of all persons to a folder, or add what is new to one that has some.

    ``trials/person=3/date=2026-11-29/NAME.parquet`` holds the readings of a trial,
    ``anomalies/person=3/date=2026-11-29/TIME.parquet`` flagged readings up to a time in microseconds; days are those of
    UTC. These never change. ``trials.parquet`` and ``labels.parquet`` are tables of all trials and labels, written anew
    at each run, with the names and notes that somebody typed. Otherwise persons are their numbers.

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

    with _errors_of(target):
        files, root = fsspec.core.url_to_fs(target)
        files.makedirs(root, exist_ok=True)
        return on_store(settings, _Archive(files, root).fill)


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
        async with Store(settings) as store:
            for person in await store.persons():
                self._done.persons += 1
                with self._going_on(person):
                    await self._add_trials(store, person)
                with self._going_on(person):
                    async for day, part in _days(store, person, self._newest(person)):
                        self._write(_path(_ANOMALIES, person, day, str(_micros(part.time[-1]))), part)
                        self._done.anomalies += len(part)
        self._table("trials.parquet", self._trials)
        self._table("labels.parquet", self._labels)
        return self._done

    @contextmanager
    def _going_on(self, person: int) -> Iterator[None]:
        """What another program has written of one person is no reason to leave out the others."""
        try:
            yield
        except StoreAwayError:
            raise
        except StoreError as error:
            self._done.failed.append(f"Person {person}: {error}")

    async def _add_trials(self, store: Store, person: int) -> None:
        for trial in await listed(store, person):
            with self._going_on(person):
                await self._add_trial(store, person, trial)
        self._labels += [label_row(person, label) for label in await store.labels.all(person)]

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
        write_parquet(sink, iter([recording]), Written())
        self._put(path, sink.getvalue())

    def _table(self, name: str, rows: list[dict[str, Any]]) -> None:
        import pandas as pd

        if rows:
            sink = BytesIO()
            _flat(pd.DataFrame(rows)).to_parquet(sink, index=False)
            self._put(name, sink.getvalue())
        elif self._files.exists(self._at(name)):
            # All of them were deleted since.
            self._files.rm_file(self._at(name))

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


@contextmanager
def _errors_of(target: str) -> Iterator[None]:
    """Say in a sentence what a file system has against a target, without what its address may hold of secrets."""
    try:
        yield
    except FootlibError:
        raise
    except Exception as error:  # each storage's library has errors of its own
        scheme, found, rest = target.partition("://")
        user, _, place = rest.rpartition("@")
        place, _, query = place.partition("?")
        text = getattr(error, "strerror", None) or str(error) or type(error).__name__
        for secret in filter(None, (user, user.partition(":")[2], query)):
            text = text.replace(secret, "***")
        where = f"{scheme}://{place}" if found else target
        raise ExportError(f"{where} cannot be written: {text}") from error
