"""Trials of a person for the shell: as a table, as JSON, one of them by a part of its name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import msgspec

from footlib.drawing.times import LocalTime
from footlib.errors import StoreAwayError, StoreError, TrialError
from footlib.recording import Recording
from footlib.store import Store, Trial
from footlib.trials import keep_complete


async def listed(store: Store, person: int, *, deleted: bool = False) -> list[Trial]:
    """All trials of a person, newest first; those that are complete are kept before.

    Parameters
    ----------
    store, person
        Whose.
    deleted
        Those that were deleted lately in their place.
    """
    if deleted:
        return list((await store.trials.page(person, size=10**6, deleted=True)).trials)
    # Who may read only, or meets a full Redis, sees them all the same.
    with suppress(StoreError):
        await keep_complete(store, person)
    return [trial async for trial in store.trials.all(person)]


async def readings_of(store: Store, person: int, trials: Sequence[Trial]) -> AsyncIterator[tuple[Trial, Recording]]:
    """Trials with their readings; one whose readings cannot be read holds up none of the others.

    Raises
    ------
    StoreError
        After all others, if readings of one cannot be read; at once if the store is away.
    """
    unreadable = []
    for trial in trials:
        try:
            recording = await store.trials.readings(person, trial)
        except StoreAwayError:
            raise
        except StoreError as error:
            unreadable.append(str(error))
        else:
            yield trial, recording
    if unreadable:
        more = f" ({len(unreadable)} trials are so)" if len(unreadable) > 1 else ""
        others = "; the other trials were written" if len(trials) > len(unreadable) else ""
        raise StoreError(f"{unreadable[0]}{more}{others}")


def named(trials: Sequence[Trial], name: str, person: int) -> Trial:
    """The one that a name means: its id, the begin of one, or ``last``.

    Raises
    ------
    TrialError
        If none or several are meant.
    """
    found = [trial for trial in trials if trial.id.startswith(name)]
    if name == "last":
        found = list(trials[:1])
    if len(found) == 1:
        return found[0]
    meant = f"{len(found)} trials of person {person} begin with {name}" if found else f"person {person} has none"
    raise TrialError(f"--trial is {name!r}, but {meant}; `footwatch trials {person}` lists them")


def begin_of(trial: Trial) -> float:
    """When its first reading came, epoch seconds; of a trial without one, when it was begun."""
    return trial.start if trial.facts is None else trial.facts.first or trial.facts.start


def day_of(trial: Trial, times: LocalTime) -> date:
    """The day that it was begun on, by somebody's calendar."""
    return times.at(begin_of(trial)).date()


def as_json(trial: Trial) -> dict[str, Any]:
    """A trial as `footwatch trials --json` prints it."""
    facts = None if trial.facts is None else msgspec.to_builtins(trial.facts)
    note = msgspec.structs.asdict(trial.note)
    return {"id": trial.id, "start": trial.start, "stop": trial.stop, **note, "facts": facts}


def cells(trial: Trial) -> tuple[str, ...]:
    """A trial as a row of the table: id, begin, name, length, readings, rate, cadence, stance left and right."""
    facts, note = trial.facts, trial.note
    begin = LocalTime().at(begin_of(trial))
    name = " · ".join(filter(None, (note.name, note.condition)))
    if facts is None:
        return trial.id, f"{begin:%Y-%m-%d %H:%M:%S}", name, "", "not kept yet", "", "", ""
    numbers = (facts.numbers.get(key) for key in ("cadence", "stance_left", "stance_right"))
    cadence, left, right = ("" if value is None else f"{value:.0f}" for value in numbers)
    length = f"{(facts.last or 0) - (facts.first or 0):.0f} s"
    rate = "" if facts.rate is None else f"{facts.rate:.1f} Hz"
    stance = f"{left} / {right} %" if left or right else ""
    return trial.id, f"{begin:%Y-%m-%d %H:%M:%S}", name, length, str(facts.readings), rate, cadence, stance


COLUMNS = ("Trial", "Begin", "Name", "Length", "Readings", "Rate", "Cadence", "Stance L / R")
