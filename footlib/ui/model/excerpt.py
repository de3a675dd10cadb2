"""Part of somebody's readings that is compared with another, and how an address says which."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from footlib.analysis import Summary, detect, summarise_contact
from footlib.recording import Recording
from footlib.ui.model import link
from footlib.ui.model.frame import Frame
from footlib.ui.model.time_span import Span, row_at, thresholds

_BETWEEN: Final = "_"
"""What parts the fields; an address needs no escape for it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose readings of when.

    Attributes
    ----------
    number
        Of the person.
    span
        Start and stop, epoch seconds.
    at
        The moment looked at within; None without one.
    """

    number: int
    span: Span
    at: float | None = None

    @property
    def query(self) -> str:
        """As an address says it."""
        moments = (*self.span, *(() if self.at is None else (self.at,)))
        return _BETWEEN.join((str(self.number), *map(repr, moments)))

    @classmethod
    def seen(cls, frame: Frame) -> Place:
        """What a frame shows."""
        return cls(frame.number, (frame.start, frame.stop), frame.at if frame.time is None else frame.time)

    @classmethod
    def from_query(cls, asked: str) -> Place | None:
        """The one that an address says; None where that makes no sense."""
        who, first, last, at = (*asked.split(_BETWEEN), "", "", "")[:4]
        number, start, stop = link.person_number(who), link.moment(first), link.moment(last)
        if number is None or start is None or stop is None or start >= stop:
            return None
        return cls(number, (start, stop), link.moment(at))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Readings of a place, with their numbers.

    Attributes
    ----------
    place
        Whose, and of when.
    recording
        Those within its span.
    summary
        Their numbers.
    row
        The one at the moment looked at; None without one.
    """

    place: Place
    recording: Recording
    summary: Summary
    row: int | None

    @classmethod
    def of(cls, frame: Frame) -> Excerpt:
        """What a frame shows."""
        return cls(Place.seen(frame), frame.recording, frame.summary, frame.row)

    @classmethod
    def cut(cls, place: Place, past: Recording) -> Excerpt:
        """A place's part of readings that reach a minute further back, as far as there are any."""
        start, stop = place.span
        shown = past.between(start, stop)
        _, cuts = thresholds(past.between(None, stop), shown)
        row = row_at(shown, math.inf if place.at is None else place.at)
        return cls(place, shown, summarise_contact(detect(shown, cuts)), row)

    @property
    def time(self) -> float | None:
        """Time of the reading at the moment, epoch seconds."""
        return None if self.row is None else float(self.recording.time[self.row])
