"""Stored readings to a file."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from footlib import progress, trial_tables
from footlib.errors import ExportError
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.stopping import stoppable
from footlib.store.embedded import ensure_store
from footlib.store.reader import Span, Store
from footlib.store_work import on_store
from footlib.tables import write


def export_stored(
    settings: Settings,
    person: int,
    file: Path,
    span: Span = (None, None),
    *,
    anomalies: bool = False,
    with_person: bool = False,
    force: bool = False,
) -> int:
    """Write a person's stored readings to a CSV or Parquet file, in parts of constant size.

    At a terminal a bar shows how far it has come.

    Parameters
    ----------
    settings
        Name the store; without HOST the embedded one is found, or started for the time being.
    person
        Number of the person.
    file
        What to write; its ending decides the format.
    span
        First and last time in epoch seconds, both included; None: no limit.
    anomalies
        The flagged readings that are kept for ever, in place of the history.
    with_person
        Add personal data.
    force
        Write over an existing file.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    ExportError
        If nothing, or no anomaly, is stored for the person in the span, or the file exists.
    StoreError
        If the store cannot be read.
    """
    with ensure_store(settings) as filled, asyncio.Runner() as runner:
        store = Store(filled)
        try:
            total = runner.run(stoppable(store.count(person, *span, anomalies=anomalies)))
            with progress.bar("Exporting", total) as done:
                parts = _parts(runner, store, person, span, done, anomalies=anomalies, with_person=with_person)
                first = next(parts, None)
                if first is None:
                    raise ExportError(runner.run(stoppable(store.absence(person, anomalies=anomalies))))
                labels = runner.run(stoppable(store.labels.between(person, *_limits(span))))
                return write(file, itertools.chain([first], parts), labels=labels, with_person=with_person, force=force)
        finally:
            runner.run(store.close())


def export_trial(
    settings: Settings, person: int, file: Path, trial: str, *, with_person: bool = False, force: bool = False
) -> int:
    """Write the readings of a trial to a CSV or Parquet file.

    Parameters
    ----------
    trial
        The trial's id, the begin of one, or ``last``.
    settings, person, file, with_person, force
        As in `export_stored`.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    TrialError
        If no trial is meant, or several are.
    ExportError
        If no reading came while it ran, or the file exists.
    StoreError
        If the store cannot be read.
    """

    async def read(filled: Settings) -> Recording:
        async with Store(filled) as store:
            meant = trial_tables.named(await trial_tables.listed(store, person), trial, person)
            recording = await store.labels.attached(person, await store.trials.readings(person, meant))
            known = (await store.people([person])).get(person) if with_person else None
            return replace(recording, person=known)

    recording = on_store(settings, read)
    if not len(recording):
        raise ExportError("no reading came while this trial ran; there is nothing to write")
    return write(file, [recording], with_person=with_person, force=force)


@dataclass(slots=True)
class ExportedTrials:
    """What a run wrote.

    Attributes
    ----------
    trials
        Trials that were new.
    known
        Those that were there already.
    empty
        Those without a reading, of which there is nothing to write.
    """

    trials: int = 0
    known: int = 0
    empty: int = 0


def export_trials(
    settings: Settings, person: int, folder: Path, suffix: str, *, with_person: bool = False, force: bool = False
) -> ExportedTrials:
    """Write every kept trial of a person to a file of its name in a folder, or add what is new to one that has some.

    Parameters
    ----------
    folder
        Where; made if it is not there.
    suffix
        ``.csv`` or ``.parquet``.
    force
        Write those anew that are there already.
    settings, person, with_person
        As in `export_stored`.

    Returns
    -------
    ExportedTrials
        What was new.

    Raises
    ------
    ExportError
        If no trial is kept, or the folder cannot be written.
    StoreError
        If the store cannot be read.
    """

    async def copy(filled: Settings) -> ExportedTrials:
        done = ExportedTrials()
        async with Store(filled) as store:
            kept = [trial for trial in await trial_tables.listed(store, person) if trial.facts]
            if not kept:
                raise ExportError(f"no trial of person {person} is kept; `footwatch trials {person}` lists them")
            _make(folder)
            known = (await store.people([person])).get(person) if with_person else None
            # A trial never changes, and a file is there wholly or not at all.
            new = [trial for trial in kept if force or not (folder / f"{trial.id}{suffix}").exists()]
            done.known = len(kept) - len(new)
            with progress.bar("Exporting", len(new)) as step:
                async for trial, recording in trial_tables.readings_of(store, person, new):
                    if len(recording):
                        file = folder / f"{trial.id}{suffix}"
                        whole = replace(await store.labels.attached(person, recording), person=known)
                        write(file, [whole], with_person=with_person, force=force)
                    done.trials += bool(len(recording))
                    done.empty += not len(recording)
                    step(1)
        return done

    return on_store(settings, copy)


def _limits(span: Span) -> tuple[float, float]:
    since, until = span
    return -inf if since is None else since, inf if until is None else until


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"{folder} cannot be made a folder: {error.strerror or error}") from error


def _parts(
    runner: asyncio.Runner,
    store: Store,
    person: int,
    span: Span,
    done: Callable[[int], None],
    *,
    anomalies: bool,
    with_person: bool,
) -> Iterator[Recording]:
    known = runner.run(stoppable(store.people([person]))).get(person) if with_person else None
    chunks = store.chunks(person, *span, anomalies=anomalies)
    while chunk := runner.run(stoppable(_next(chunks))):
        yield replace(chunk, person=known)
        done(len(chunk))


async def _next(chunks: AsyncIterator[Recording]) -> Recording | None:
    return await anext(chunks, None)
