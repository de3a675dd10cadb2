"""What a report of a visit tells, read from the store: the trials of a day."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date

from footlib import trial_tables
from footlib.drawing.times import LocalTime
from footlib.errors import ExportError
from footlib.reading import Person
from footlib.recording import Recording
from footlib.store import Label, Store, Trial
from footlib.trial_tables import day_of

_NAMED = 5
"""Days with trials that a message names, the newest."""


@dataclass(frozen=True, slots=True)
class Walked:
    """One trial of a visit: what is kept of it, its readings, and what was seen within."""

    trial: Trial
    recording: Recording
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """The trials of one day.

    Attributes
    ----------
    person
        Number in the API's URL.
    known
        Personal data, where they are wanted and known.
    day
        Which, on the calendar of whoever is told.
    walks
        Its trials that are kept, in the order of time; one at least.
    left_out
        Trials of the day that are not kept yet.
    made
        When this was read, epoch seconds.
    """

    person: int
    known: Person | None
    day: date
    walks: tuple[Walked, ...]
    left_out: int
    made: float


async def gather_visit(
    store: Store, person: int, day: date | None = None, *, times: LocalTime, with_person: bool = False
) -> Visit:
    """Read everything that a report of a visit needs.

    Parameters
    ----------
    store, person
        Where, and whose number.
    day
        Which; by default the last one with trials.
    times
        Tells on which day a trial was begun.
    with_person
        Whether personal data are wanted.

    Raises
    ------
    ExportError
        If no trial of that day is kept.
    StoreError
        If the store cannot be read.
    """
    found = await trial_tables.listed(store, person)
    days = list(dict.fromkeys(day_of(trial, times) for trial in found if trial.facts))
    wanted = day or next(iter(days), None)
    if wanted is None or wanted not in days:
        raise ExportError(_absent(person, wanted, days))
    trials = [trial for trial in reversed(found) if day_of(trial, times) == wanted]
    labels = await store.labels.all(person)
    walks = []
    async for trial, recording in trial_tables.readings_of(store, person, [trial for trial in trials if trial.facts]):
        span = (recording.time[0], recording.time[-1]) if len(recording) else (trial.start, trial.stop)
        seen = tuple(label for label in labels if label.overlaps(*map(float, span)))
        walks.append(Walked(trial, recording, seen))
    return Visit(
        person=person,
        known=(await store.people([person])).get(person) if with_person else None,
        day=wanted,
        walks=tuple(walks),
        left_out=len(trials) - len(walks),
        made=time.time(),
    )


def _absent(person: int, day: date | None, days: list[date]) -> str:
    if not days:
        return f"no trial of person {person} is kept; record one on the dashboard (R), or import a recording"
    newest = ", ".join(f"{one:%Y-%m-%d}" for one in days[:_NAMED])
    return f"person {person} has no trial that is kept of {day}; the newest days with trials are {newest}"
