"""What a label is: something that somebody saw at a moment or over a stretch; labels as a column of readings."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from operator import attrgetter
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlib.epoch import TIME_LIMIT
from footlib.errors import LabelError
from footlib.sensors import NAMES
from footlib.texts import cleaned

ARTEFACT: Final = "artefact"
"""Kind of what was measured wrongly."""
CONFIRMED: Final = "confirmed"
"""Kind of an anomaly that somebody has looked at and believes."""
JUDGING: Final = frozenset({ARTEFACT, CONFIRMED})
"""Kinds of what was looked at and judged."""
_BETWEEN: Final = "; "
"""Stands between kinds in a cell."""
_MOST_KINDS: Final = 200
_SOON: Final = 1.0
"""Seconds to the reading that a label without one of its own is of, at the most."""
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
        # A time out of a recording is a number of numpy, which JSON does not know.
        return msgspec.structs.replace(self, start=float(self.start), stop=float(self.stop), sensors=ordered, **texts)

    def moved(self, seconds: float) -> Label:
        """The same at another time."""
        return msgspec.structs.replace(self, start=self.start + seconds, stop=self.stop + seconds)

    def overlaps(self, start: float, stop: float) -> bool:
        """Whether it lies, at least in part, within a span of epoch seconds."""
        return self.stop >= start and self.start <= stop


def overlapping(labels: Iterable[Label], start: float, stop: float) -> tuple[Label, ...]:
    """Those that lie, at least in part, within a span of epoch seconds."""
    return tuple(label for label in labels if label.overlaps(start, stop))


def rows_of(label: Label, time: NDArray[np.float64], after: float = np.inf) -> slice:
    """Rows of readings that a label is of: those within it, else the first one after its start, if it comes soon.

    Parameters
    ----------
    label
        What was seen.
    time
        Of the readings, not falling, shape (n,).
    after
        Time of the reading before the first one; a label that lies between the two is of the first one.
    """
    first, last = (int(row) for row in (np.searchsorted(time, label.start), np.searchsorted(time, label.stop, "right")))
    between = first == last and first < len(time) and bool(first or label.start > after)
    if between and time[first] - label.start <= _SOON:
        last += 1
    return slice(first, last)


def kind_column(labels: Iterable[Label], time: NDArray[np.float64]) -> NDArray[np.object_]:
    """The kind of label that each reading has, shape (n,), empty where none; of several the one begun last."""
    column = np.full(len(time), "", dtype=object)
    for label in sorted(labels, key=attrgetter("start")):
        column[rows_of(label, time)] = label.kind
    return column


def cells_of(labels: Iterable[Label], time: NDArray[np.float64], after: float = np.inf) -> NDArray[np.object_]:
    """The kinds of all labels that each reading has, as a cell of a table: ``turn; stumble``; shape (n,).

    Parameters
    ----------
    labels, time, after
        As of `rows_of`.
    """
    column = np.full(len(time), "", dtype=object)
    placed = [
        (rows_of(label, time, after), label.kind.replace(";", ",")) for label in sorted(labels, key=attrgetter("start"))
    ]
    begins: dict[int, list[int]] = {}
    for number, (rows, _) in enumerate(placed):
        if rows.start < rows.stop:
            begins.setdefault(rows.start, []).append(number)
    edges = sorted({edge for rows, _ in placed for edge in (rows.start, rows.stop)})
    within: list[int] = []
    for start, stop in pairwise(edges):
        within = [number for number in within if placed[number][0].stop > start] + begins.get(start, [])
        column[start:stop] = _BETWEEN.join(dict.fromkeys(placed[number][1] for number in within))
    return column


def from_cells(cells: NDArray[np.object_], time: NDArray[np.float64], *, ours: bool = False) -> tuple[Label, ...]:
    """Labels of the cells that `cells_of` made: one for each stretch of readings that have a kind.

    Parameters
    ----------
    cells
        Texts, shape (n,).
    time
        Of the readings, not falling, shape (n,).
    ours
        Whether the column is one of Footwatch's own. Else there is none in one that holds numbers, or more different
        texts than labels have kinds: it is something else.
    """
    texts, which = np.unique(cells, return_inverse=True)
    kinds = [{cleaned(kind)[: _LONGEST["kind"]] for kind in str(text).split(_BETWEEN.strip())} - {""} for text in texts]
    having: dict[str, list[int]] = {}
    for number, some in enumerate(kinds):
        for kind in some:
            having.setdefault(kind, []).append(number)
    if not ours and (len(having) > _MOST_KINDS or all(_is_number(kind) for kind in having)):
        return ()
    found = []
    for kind, numbers in having.items():
        edges = np.flatnonzero(np.diff(np.isin(which, numbers), prepend=False, append=False))
        found += [Label(float(time[a]), float(time[b - 1]), kind) for a, b in edges.reshape(-1, 2).tolist()]
    return tuple(sorted(found, key=lambda label: (label.start, label.kind)))


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
