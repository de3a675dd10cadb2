"""Stored readings to a file."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

from footlib import progress
from footlib.errors import ExportError
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.stopping import stoppable
from footlib.store.embedded import ensure_store
from footlib.store.reader import Span, Store
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
                return write(file, itertools.chain([first], parts), with_person=with_person, force=force)
        finally:
            runner.run(store.close())


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
