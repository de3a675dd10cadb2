"""Which lines the curves show, and how many of their readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from footlib.sensors import NAMES

MOST: Final = 10
"""Readings at most of which one is shown."""
_NONE: Final = "none"
_BETWEEN: Final = "."


@dataclass(frozen=True, slots=True)
class LineChoice:
    """What the viewer wants to see of the curves.

    Attributes
    ----------
    off
        Numbers of the sensors whose lines are not shown.
    every
        Of so many readings one is shown.
    """

    off: frozenset[int] = frozenset()
    every: int = 1

    @classmethod
    def from_query(cls, asked: Mapping[str, str], usual: LineChoice) -> LineChoice:
        """That of an address, as ``off=L1.R0&every=3``; what is missing or makes no sense is as usual."""
        names = asked.get("off", "").split(_BETWEEN)
        off = frozenset(NAMES.index(name) for name in names if name in NAMES)
        known = names == [_NONE] or len(off) == len(names)
        every = asked.get("every", "")
        counts = {str(n): n for n in range(1, MOST + 1)}
        return cls(off if known else usual.off, counts.get(every, usual.every))

    def query(self, usual: LineChoice) -> dict[str, str]:
        """What differs from the usual, for an address."""
        off = _BETWEEN.join(NAMES[sensor] for sensor in sorted(self.off)) or _NONE
        fields = {"off": off} if self.off != usual.off else {}
        return fields | ({"every": str(self.every)} if self.every != usual.every else {})

    def switched(self, sensor: int) -> LineChoice:
        """The same, with a line off that was on, or the other way round."""
        return replace(self, off=self.off ^ {sensor})
