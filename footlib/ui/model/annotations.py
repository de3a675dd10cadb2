"""Stretches to point out on the curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

_EPISODE: Final = 0.14
"""Opacity of an episode's shade."""


class Annotation(NamedTuple):
    """A stretch to point out.

    Attributes
    ----------
    start, stop
        Seconds.
    word
        What is written over it.
    strength
        Opacity of its shade.
    shift
        Seconds before the start at which its word begins.
    """

    start: float
    stop: float
    word: str
    strength: float = 0.16
    shift: float = 0.0

    def since(self, base: float) -> Annotation:
        """The same, with its times counted from `base`."""
        return self._replace(start=self.start - base, stop=self.stop - base)


def episode(start: float, stop: float) -> Annotation:
    """The annotation of an anomaly episode."""
    return Annotation(start, stop, f"⚠ {stop - start:.1f} s" if stop > start else "⚠", _EPISODE)


def spread(marks: Sequence[Annotation], character: float, start: float, stop: float) -> list[Annotation]:
    """The annotations, without a word that would run into that of an earlier one of them.

    A character is so many seconds wide, and every word stands from `start` to `stop`.
    """
    kept: list[Annotation] = []
    taken: list[tuple[float, float]] = []
    for mark in marks:
        width = character * len(mark.word)
        at = max(start, min(mark.start, stop - width))
        if any(begin < at + width and at < end for begin, end in taken):
            kept.append(mark._replace(word=""))
        else:
            taken.append((at, at + width))
            kept.append(mark._replace(shift=mark.start - at))
    return kept
