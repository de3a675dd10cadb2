"""What a report tells, read from the store."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Final

from footlib import progress
from footlib.reading import Person
from footlib.recording import Recording
from footlib.store import AnomalyCounts, Episode, Label, Store, Trial
from footlib.store.reader import Span

LISTED: Final = 200
"""Rows of a table of episodes or labels at the most, the newest; the report says how many there are."""
DRAWN: Final = 12
"""Episodes that are drawn with their context, the newest."""
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Content:
    """What is stored of a person in a span.

    Attributes
    ----------
    person
        Number in the API's URL.
    known
        Personal data, where they are wanted and known.
    span
        First and last time that were asked for, epoch seconds; None: no limit.
    recording
        The history within, or the readings of the trial.
    counts
        Running counts over everything ever flagged.
    episodes
        The newest `LISTED` episodes within the span, newest first.
    number
        How many there are within.
    drawn
        Readings of the first `DRAWN` of them with their context.
    made
        When this was read, epoch seconds.
    trial
        The trial that is told of, where it is one.
    labels
        What somebody saw within, in the order of time.
    """

    person: int
    known: Person | None
    span: Span
    recording: Recording
    counts: AnomalyCounts
    episodes: tuple[Episode, ...]
    number: int
    drawn: tuple[Recording, ...]
    made: float
    trial: Trial | None = None
    labels: tuple[Label, ...] = ()


async def gather(
    store: Store,
    person: int,
    span: Span,
    *,
    with_person: bool,
    trial: Trial | None = None,
    recording: Recording | None = None,
) -> Content:
    """Read everything that a report needs.

    Flagged readings that a foreign writer stored are counted first, which is done once.

    Parameters
    ----------
    store, person
        Where, and whose number.
    span
        First and last time in epoch seconds, both included; None: no limit.
    with_person
        Whether personal data are wanted.
    trial
        What is told of in place of the history.
    recording
        Readings of the span in place of the history's, by who has them.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    await _count(store, person)
    if trial is not None:
        recording = await store.trials.readings(person, trial)
    elif recording is None:
        recording = await store.window(person, *span)
    if len(recording) and trial is not None:
        span = float(recording.time[0]), float(recording.time[-1])
    # Anomalies and labels outlive the readings; what lies before those is not of the span that the report is of.
    begin = float(recording.time[0]) if span[0] is None and len(recording) else span[0]
    episodes, number = await _episodes(store, person, (begin, span[1]))
    since, until = (-math.inf if begin is None else begin), (math.inf if span[1] is None else span[1])
    return Content(
        person=person,
        known=(await store.people([person])).get(person) if with_person else None,
        span=span,
        recording=recording,
        trial=trial,
        labels=tuple(await store.labels.between(person, since, until)),
        counts=await store.anomaly_counts(person),
        episodes=tuple(episodes),
        number=number,
        drawn=tuple([await store.episode_window(person, episode) for episode in episodes[:DRAWN]]),
        made=time.time(),
    )


async def _count(store: Store, person: int) -> None:
    counts = await store.anomaly_counts(person)
    if counts.counted >= counts.readings:
        return
    counted = counts.counted
    with progress.bar("Counting anomalies", counts.readings - counted) as done:
        async for share in store.count_foreign(person):
            done(round(share * counts.readings) - counted)
            counted = round(share * counts.readings)


async def _episodes(store: Store, person: int, span: Span) -> tuple[list[Episode], int]:
    since, until = span
    if since is None and until is None:
        return await store.episodes(person, 0, LISTED), (await store.anomaly_counts(person)).episodes
    newest: list[Episode] = []
    number = page = 0
    while episodes := await store.episodes(person, page, _PAGE):
        within = [
            episode
            for episode in episodes
            if (since is None or episode.stop >= since) and (until is None or episode.start <= until)
        ]
        number += len(within)
        newest += within[: LISTED - len(newest)]
        if since is not None and episodes[-1].stop < since:
            break
        page += 1
    return newest, number
