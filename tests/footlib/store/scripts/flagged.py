"""Flagged readings, and what is counted of them, told plainly."""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from hypothesis import strategies as st

GAP = 2.0
VALUES = st.lists(st.integers(0, 1023), min_size=6, max_size=6)
MASKS = st.integers(1, 63)


class Flagged(NamedTuple):
    """A flagged reading: its time as written, which sensors are flagged, what they show, trace and its name."""

    time: str
    mask: int
    values: tuple[int, ...]
    trace: str = ""
    name: str = ""

    @property
    def packed(self) -> str:
        return " ".join(map(str, (self.mask, *self.values))) if self.values else ""

    @property
    def moment(self) -> float | None:
        try:
            moment = float(self.time)
        except ValueError:
            return None
        return moment if math.isfinite(moment) else None


@dataclass
class Episode:
    """A run of flagged readings, of which no two neighbours are further apart than the gap."""

    start: str
    first: int
    trace: str
    name: str
    end: str = ""
    n: int = 0
    mask: int = 0
    values: list[int] = field(default_factory=list)

    def take(self, reading: Flagged) -> None:
        if reading.moment is not None:
            self.end = reading.time
        self.n += 1
        self.mask |= reading.mask if reading.values else 0
        self.values += reading.values

    def __str__(self) -> str:
        peak = max(self.values, default=0)
        counted = (self.start, self.end, self.first, self.n, self.mask, peak, self.trace or "-", self.name)
        return " ".join(map(str, counted))


def episodes(readings: list[Flagged]) -> list[str]:
    """As they are to be stored. A reading whose time is none belongs to the one before."""
    found: list[Episode] = []
    for i, reading in enumerate(readings):
        moment = reading.moment
        if not found or (moment is not None and moment - float(found[-1].end) > GAP):
            start = reading.time if moment is not None else "0"
            found.append(Episode(start, i, reading.trace, reading.name, end=start))
        found[-1].take(reading)
    return [*map(str, found)]


def bars(readings: list[Flagged]) -> dict[str, str]:
    """How many values of each foot lie in which sixteenth of the range."""
    counted: dict[str, int] = {}
    for reading in readings:
        for sensor, value in enumerate(reading.values):
            bar = f"{'LR'[sensor // 3]}{value // 64}"
            counted[bar] = counted.get(bar, 0) + 1
    return {bar: str(n) for bar, n in counted.items()}
