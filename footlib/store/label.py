"""What a label is: something that somebody saw at a moment or over a stretch."""

from __future__ import annotations

from typing import Final

import msgspec

from footlib.errors import LabelError
from footlib.recording import TIME_LIMIT
from footlib.sensors import NAMES
from footlib.store.trial import cleaned

ARTEFACT: Final = "artefact"
"""Kind of what was measured wrongly."""
_LONGEST: Final = {"kind": 40, "text": 400, "by": 80}


class Label(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody saw.

    Attributes
    ----------
    start, stop
        From when to when, epoch seconds by the clock of reception; the same for a moment.
    kind
        One word or two, as *turn* or *stumble*; up to 40 characters.
    text
        What else is to be known; up to 400 characters.
    sensors
        Names of the sensors that it is about; empty for all.
    by
        Who saw it, where the operator wants that; up to 80 characters.
    id
        Tells it from the person's others; given by the store.
    """

    start: float
    stop: float
    kind: str
    text: str = ""
    sensors: tuple[str, ...] = ()
    by: str = ""
    id: str = ""

    def checked(self) -> Label:
        """The same without blanks at the ends and control characters.

        Raises
        ------
        LabelError
            If it has no kind, ends before it starts, names no sensor, or a text is too long.
        """
        texts = {field: cleaned(getattr(self, field)) for field in _LONGEST}
        for field, text in texts.items():
            if len(text) > _LONGEST[field]:
                raise LabelError(f"the {field} has {len(text)} characters, allowed are {_LONGEST[field]}; shorten it")
        if not texts["kind"]:
            raise LabelError("a label needs a kind, as turn or stumble")
        if not -TIME_LIMIT < self.start <= self.stop < TIME_LIMIT:
            raise LabelError(f"a label from {self.start} to {self.stop} makes no sense; give epoch seconds that rise")
        if unknown := set(self.sensors) - set(NAMES):
            raise LabelError(f"there is no sensor {', '.join(sorted(unknown))}; allowed are {', '.join(NAMES)}")
        ordered = tuple(name for name in NAMES if name in self.sensors)
        return msgspec.structs.replace(self, sensors=ordered, **texts)

    def overlaps(self, start: float, stop: float) -> bool:
        """Whether it lies, at least in part, within a span of epoch seconds."""
        return self.stop >= start and self.start <= stop
