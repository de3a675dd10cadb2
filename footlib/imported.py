"""What came of an import, and how a shell says it."""

from __future__ import annotations

from dataclasses import dataclass

from footlib.calibration import COUNTS, Calibration
from footlib.drawing.times import LocalTime
from footlib.settings import Settings
from footlib.store.clock import MICROSECONDS


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes
    ----------
    readings, flagged
        How many were stored, and how many of them are kept for ever.
    start, end
        Stored times of the first and the last reading, epoch seconds.
    moved
        Whether the recording has no wall clock and was placed so that it ends now.
    before
        How many of the readings were there from the same import that was broken off.
    trial
        Name of the trial that it is kept as.
    calibration
        What its counts stand for.
    """

    readings: int
    flagged: int
    start: float
    end: float
    moved: bool
    before: int = 0
    trial: str = ""
    calibration: Calibration = COUNTS


def describe_import(imported: Imported, person: int, settings: Settings) -> str:
    """What an import did, and how long it will last, in sentences for the shell."""
    placed = "the file has no wall clock, so it ends now" if imported.moved else "times as in the file"
    start, end = (local_time(round(time * MICROSECONDS)) for time in (imported.start, imported.end))
    lasting = (
        f"Person {person} is among the IDS that are followed: the cacher drops what is older than MAX_SEC "
        f"({settings.max_sec:g} s), save what is flagged and its context."
        if person in settings.ids
        else f"Person {person} is not among the IDS that are followed, so no cacher drops any of it."
    )
    resumed = f"{imported.before} of them were there from the import that was broken off. " if imported.before else ""
    return (
        f"{imported.readings} readings are stored for person {person}, {start} to {end} ({placed}); "
        f"{imported.flagged} of them are flagged and kept for ever. {resumed}{lasting} "
        f"All of it is kept for good as trial {imported.trial}.{_unit(imported.calibration)}"
    )


def describe_trial(imported: Imported, person: int) -> str:
    """What `import_trial` did, in a sentence for the shell."""
    if imported.before:
        return f"The same {imported.readings} readings are trial {imported.trial} of person {person} already."
    start, end = (local_time(round(time * MICROSECONDS)) for time in (imported.start, imported.end))
    placed = "the file has no wall clock, so it ends now" if imported.moved else "times as in the file"
    return (
        f"{imported.readings} readings, {start} to {end} ({placed}), are kept for good as trial {imported.trial} "
        f"of person {person}.{_unit(imported.calibration)}"
    )


def _unit(calibration: Calibration) -> str:
    if calibration.counted:
        return ""
    return f" The page shows counts; the trial keeps that they stand for {calibration.unit}: {calibration.sentence}."


def local_time(microseconds: int) -> str:
    """A stored time as the machine's clock on the wall shows it."""
    return LocalTime().at(microseconds / MICROSECONDS).isoformat(" ", "seconds")
