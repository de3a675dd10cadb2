"""What a report of progress tells, read from the store: the trials of one name."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from footlib import trial_tables
from footlib.drawing.progress import names_of
from footlib.errors import ExportError
from footlib.reading import Person
from footlib.recording import Recording
from footlib.store import Store, Trial
from footlib.store.reader import Span
from footlib.trial_tables import begin_of


@dataclass(frozen=True, slots=True)
class Progress:
    """Trials of one name, and the readings of the first and the last.

    Attributes
    ----------
    person
        Number in the API's URL.
    known
        Personal data, where they are wanted and known.
    name
        What the trials are called.
    trials
        All that are kept of the span, oldest first; two at least.
    ends
        Those that a map can be made of, the first and the last one with readings, each with its readings; none where
        only one has any.
    others
        Other names of which progress could be told, the most frequent first.
    made
        When this was read, epoch seconds.
    """

    person: int
    known: Person | None
    name: str
    trials: tuple[Trial, ...]
    ends: tuple[tuple[Trial, Recording], ...]
    others: tuple[str, ...]
    made: float


async def gather_progress(
    store: Store, person: int, name: str | None = None, span: Span = (None, None), *, with_person: bool = False
) -> Progress:
    """Read everything that a report of progress needs.

    Parameters
    ----------
    store, person
        Where, and whose number.
    name
        What the trials are called; by default what most are, of which there are two and more.
    span
        Between which times they began, epoch seconds, both included; None: no limit.
    with_person
        Whether personal data are wanted.

    Raises
    ------
    ExportError
        If there are fewer than two trials of that name.
    StoreError
        If the store cannot be read.
    """
    since, until = (-math.inf if span[0] is None else span[0]), (math.inf if span[1] is None else span[1])
    listed = await trial_tables.listed(store, person)
    found = [trial for trial in reversed(listed) if trial.facts and since <= begin_of(trial) <= until]
    names = names_of(found)
    wanted = name if name is not None or not names else names[0]
    trials = tuple(trial for trial in found if trial.note.name == wanted)
    if len(trials) < 2:
        raise ExportError(_too_few(person, wanted, len(trials), names))
    walked = [trial for trial in trials if trial.facts and trial.facts.readings]
    ends = (walked[0], walked[-1]) if len(walked) > 1 else ()
    return Progress(
        person=person,
        known=(await store.people([person])).get(person) if with_person else None,
        name=wanted or "",
        trials=trials,
        ends=tuple([(trial, await store.trials.readings(person, trial)) for trial in ends]),
        others=tuple(other for other in names if other != wanted),
        made=time.time(),
    )


def _too_few(person: int, name: str | None, n: int, names: Sequence[str]) -> str:
    """Why there is no progress to tell, and of what there is."""
    if name is None:
        return (
            f"progress needs two trials of one name, and person {person} has none such in that time; "
            f"`footwatch trials {person}` lists all"
        )
    those = f"names with two and more are {', '.join(map(repr, names))}" if names else "no name has two"
    return f"progress needs two trials of one name, and {name!r} has {n} of person {person} in that time; {those}"
