"""What a trial is, and how Redis holds it."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from footlib.epoch import TIME_LIMIT
from footlib.errors import StoreError, TrialError
from footlib.store.updates import stored_number
from footlib.texts import cleaned

_NOTE_LENGTHS: Final = {"name": 80, "condition": 80, "by": 80, "text": 4000}
_NAME: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,79}", re.ASCII)
VERSION: Final = 1
"""Of the form of what never changes."""


class TrialNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """What may change of a trial.

    Attributes
    ----------
    name
        Which walk it was, as *6 min walk*; up to 80 characters.
    condition
        Shoe, brace, stick, barefoot ...; up to 80 characters.
    text
        What else is to be known; up to 4,000 characters.
    by
        Who wrote it, where the operator wants that; up to 80 characters.
    """

    name: str = ""
    condition: str = ""
    text: str = ""
    by: str = ""

    def checked(self) -> TrialNote:
        """The same without blanks at the ends and control characters.

        Raises
        ------
        TrialError
            If a text is too long.
        """
        texts = {field: cleaned(getattr(self, field)) for field in _NOTE_LENGTHS}
        for field, text in texts.items():
            if len(text) > _NOTE_LENGTHS[field]:
                raise TrialError(
                    f"the {field} has {len(text)} characters, allowed are {_NOTE_LENGTHS[field]}; shorten it"
                )
        return TrialNote(**texts)


class TrialFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What never changes of a trial that is kept.

    Attributes
    ----------
    start, stop
        Its span, epoch seconds.
    readings, skipped
        How many there are, and how many rows could not be read.
    first, last
        Times of the first and the last reading; None of a trial without any.
    origin
        ``recorded``, ``imported`` or ``anomaly``.
    rate
        Readings a second; None if unknown.
    gaps
        Seconds without readings, where these lie further apart than usual.
    saturated
        Share of readings at the end of the range, percent, one a sensor; empty of a trial without readings.
    flagged
        Readings with a flagged sensor.
    numbers
        Of the whole trial, by their names in `footlib.analysis.Summary`; None where the data do not carry one.
    version
        Of this form.
    """

    start: float
    stop: float
    readings: int
    skipped: int = 0
    first: float | None = None
    last: float | None = None
    origin: str = "recorded"
    rate: float | None = None
    gaps: float = 0.0
    saturated: tuple[float, ...] = ()
    flagged: int = 0
    numbers: dict[str, float | None] = {}
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial, whether it runs, has ended or is kept.

    Attributes
    ----------
    id
        Tells it from the person's others, and sorts by when it was begun.
    start, stop
        Its span, epoch seconds by the clock of reception; of one that runs, when it will end by itself.
    begun
        From when on it is recorded by the wall clock, to say for how long; `start` is the time after the last reading
        that does not belong to it, which may be long ago.
    note
        What may change of it.
    facts
        What never changes; None until it is kept.
    complete
        Whether a later reading shows that nothing can be added to it.
    """

    id: str
    start: float
    stop: float
    begun: float
    note: TrialNote
    facts: TrialFacts | None = None
    complete: bool = True

    def runs(self, now: float) -> bool:
        """Whether it runs at a time, epoch seconds."""
        return self.facts is None and now < self.stop


@dataclass(frozen=True, slots=True)
class TrialPage:
    """Some trials of a person.

    Attributes
    ----------
    kept
        How many are kept in all.
    trials
        Newest first; those of the page asked for.
    open
        All that run, or have ended and are not kept yet, newest first.
    """

    kept: int
    trials: tuple[Trial, ...]
    open: tuple[Trial, ...]


def new_id(now: float, tail: str = "") -> str:
    """A name for a trial begun at a wall clock time: ``20261129T141750-3f2a9c``.

    Parameters
    ----------
    now
        Epoch seconds.
    tail
        What follows the time; something random by default.
    """
    return f"{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%S}-{tail or secrets.token_hex(3)}"


def is_name(trial_id: str) -> bool:
    """Whether a text can be a trial's id, which is part of keys, addresses and the names of files."""
    return _NAME.fullmatch(trial_id) is not None


def _note(encoded: bytes) -> TrialNote:
    try:
        note = msgspec.json.decode(encoded, type=TrialNote) if encoded else TrialNote()
    except msgspec.MsgspecError:
        return TrialNote()
    # Another program may have written it, and a terminal obeys control characters.
    return TrialNote(**{field: cleaned(getattr(note, field))[:most] for field, most in _NOTE_LENGTHS.items()})


def _name(trial_id: bytes) -> str:
    name = trial_id.decode(errors="replace")
    if not is_name(name):
        raise StoreError(
            f"{cleaned(name)[:80]!r} is no id of a trial, which has up to 80 letters, digits and _ . - in it; another "
            "program wrote it, and it is left out"
        )
    return name


def kept_trial(trial_id: bytes, encoded: bytes, note: bytes) -> Trial:
    """A trial that is kept, from the fields of Redis; `StoreError` if they hold none."""
    name = _name(trial_id)
    try:
        facts = msgspec.json.decode(encoded, type=TrialFacts)
        _check_times(facts.start, facts.stop, facts.first or 0.0, facts.last or 0.0)
    except (msgspec.MsgspecError, ValueError) as error:
        raise StoreError(
            f"trial {name} cannot be read, since another program wrote it ({error}); restore it from a back-up"
        ) from None
    return Trial(name, facts.start, facts.stop, facts.start, _note(note), facts)


def _check_times(*times: float) -> None:
    if not all(abs(time) < TIME_LIMIT for time in times):
        raise ValueError("a time is no epoch seconds")


def open_trial(trial_id: bytes, value: bytes, note: bytes, newest: bytes) -> Trial:
    """A trial that runs or has ended, from the fields of Redis; `StoreError` if they hold none."""
    name = _name(trial_id)
    try:
        start, stop, begun = map(float, value.split())
        _check_times(start, stop, begun)
    except ValueError:
        raise StoreError(
            f"trial {name} cannot be read, since another program wrote it; delete its field of the person's key "
            "`_trial_open`"
        ) from None
    return Trial(name, start, stop, begun, _note(note), None, (stored_number(newest) or 0.0) > stop)
