"""Trials and labels of persons as pandas tables, and as a labelled data set to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlib.analysis import Refused, change_between
from footlib.drawing import progress
from footlib.errors import TrialError
from footlib.label import kind_column
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.store import Label, Store, Trial

if TYPE_CHECKING:
    import pandas as pd


MEASURES: Final = tuple(shown.key for shown in progress.FIRST)
"""Numbers that are looked at first, as on the page."""
_CHANGES: Final = ("name", "measure", "trials", "first", "last", "change", "margin", "beyond_scatter", "refused")


async def trials_frame(store: Store, *persons: int) -> pd.DataFrame:
    """Every trial that is kept, a row each in the order of time: name, condition, length, quality, numbers.

    Parameters
    ----------
    store
        Where they are.
    persons
        Whose; all persons by default.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``person`` and ``trial``; ``begin`` is a time of UTC, a number that was refused is NaN.
    """
    import pandas as pd

    rows = [
        trial_row(person, trial)
        for person in persons or await store.persons()
        async for trial in store.trials.all(person)
        if trial.facts is not None
    ]
    if not rows:
        raise TrialError("no trial is kept of these persons; record one on the dashboard (R), or import a recording")
    frame = pd.DataFrame(rows).sort_values(["person", "start"])
    frame.insert(2, "begin", pd.to_datetime(frame["start"], unit="s", utc=True).dt.round("s"))
    numbers = [name for name in frame if frame[name].dtype == object and frame[name].map(_is_number).all()]
    return frame.astype(dict.fromkeys(numbers, "float64")).set_index(["person", "trial"])


def changes_frame(trials: pd.DataFrame, measures: Sequence[str] = MEASURES) -> pd.DataFrame:
    """How numbers changed from the first trial of a name to the last, beside the trials' own scatter.

    Parameters
    ----------
    trials
        Of one person, from `trials_frame`.
    measures
        Names of columns.

    Returns
    -------
    pandas.DataFrame
        A row a name of trials and measure: ``trials``, how many carry it, ``first``, ``last``, ``change``, ``margin``
        of the 95 % interval, ``beyond_scatter``; the reason in ``refused`` where there are too few.
    """
    import pandas as pd

    rows = []
    for name, of_name in trials.groupby("name") if len(trials) else ():
        for measure in measures:
            told = of_name[of_name[measure].notna()].sort_values("start")
            visits = list(zip(told["begin"].dt.date, told["condition"], strict=True))
            row = {"name": name, "measure": measure, "trials": len(told)}
            found = change_between(told[measure].tolist(), visits)
            if isinstance(found, Refused):
                rows.append({**row, "refused": found.reason})
            else:
                change = {"first": found.before, "last": found.after, "change": found.difference}
                rows.append({**row, **change, "margin": found.margin, "beyond_scatter": found.beyond_scatter})
    return pd.DataFrame(rows, columns=_CHANGES).set_index(["name", "measure"])


async def labelled_frame(store: Store, *persons: int) -> pd.DataFrame:
    """Readings of every trial that is kept with the label that each lies in: a data set to learn from.

    Parameters
    ----------
    store, persons
        As of `trials_frame`.

    Returns
    -------
    pandas.DataFrame
        A row a reading: ``person``, ``trial``, ``time`` (epoch seconds), the six counts, ``anomaly`` of any sensor and
        ``label``, empty where none is; of several the one that began last.
    """
    import pandas as pd

    parts = []
    for person in persons or await store.persons():
        labels = await store.labels.all(person)
        async for trial in store.trials.all(person):
            if trial.facts is not None and trial.facts.readings:
                recording = await store.trials.readings(person, trial)
                part = pd.DataFrame(np.asarray(recording.counts), columns=list(NAMES))
                part.insert(0, "time", recording.time)
                part.insert(0, "trial", trial.id)
                part.insert(0, "person", person)
                parts.append(part.assign(anomaly=recording.flagged, label=kind_column(labels, recording.time)))
    if not parts:
        raise TrialError("no trial is kept of these persons; record one on the dashboard (R), or import a recording")
    return pd.concat(parts, ignore_index=True)


def windows(frame: pd.DataFrame, seconds: float, rate: float) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Windows of equal length with a label each, for machine learning.

    Parameters
    ----------
    frame
        From `labelled_frame`.
    seconds
        Length of a window; the next begins where it ends.
    rate
        Readings a second that each trial is brought to; no window lies over a gap.

    Returns
    -------
    X : numpy.ndarray
        Counts, shape (windows, seconds * rate, 6).
    y : numpy.ndarray
        The label that most labelled readings of a window have, shape (windows,); empty where none has one.
    """
    length = round(seconds * rate)
    found: list[NDArray[np.float64]] = []
    labels: list[str] = []
    for _, part in frame.groupby(["person", "trial"], sort=False):
        recording = Recording.from_columns(part["time"].to_numpy(), part[list(NAMES)].to_numpy()).resample(rate)
        before = np.clip(np.searchsorted(part["time"], recording.time, "right") - 1, 0, None)
        kinds = part["label"].to_numpy()[before]
        breaks = [0, *(np.flatnonzero(np.diff(recording.time) > 1.5 / rate) + 1).tolist(), len(recording)]
        for first, last in pairwise(breaks):
            for start in range(first, last - length + 1, length):
                rows = slice(start, start + length)
                found.append(recording.counts[rows].astype(np.float64))
                labels.append(_most(kinds[rows]))
    shape = (0, length, len(NAMES))
    return np.stack(found) if found else np.empty(shape), np.array(labels, dtype=object)


def trial_row(person: int, trial: Trial) -> dict[str, Any]:
    """A trial that is kept as a row of a table."""
    facts = msgspec.structs.asdict(trial.facts) if trial.facts is not None else {}
    numbers, saturated = facts.pop("numbers", {}), facts.pop("saturated", ())
    note = msgspec.structs.asdict(trial.note)
    # What another program calls a number does not take the place of what a trial is.
    return {**numbers, "person": person, "trial": trial.id, **note, **facts, "saturated": list(saturated)}


def label_row(person: int, label: Label) -> dict[str, Any]:
    """A label as a row of a table."""
    return {"person": person, **msgspec.structs.asdict(label), "sensors": " ".join(label.sensors)}


def _most(kinds: NDArray[np.object_]) -> str:
    named, counts = np.unique(kinds[kinds != ""].astype(str), return_counts=True)
    return str(named[np.argmax(counts)]) if len(named) else ""


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, int | float)
