"""The rule that makes episodes and running counts of flagged readings.

An episode is a run of flagged readings with gaps no longer than `GAP_SEC`. The rule has a
version: counts made by another rule are made anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from footlib.errors import StoreError
from footlib.reading import UNKNOWN_TRACE, clock_of
from footlib.sensors import FULL_SCALE, NAMES

if TYPE_CHECKING:
    from footlib.recording import Recording

GAP_SEC: Final = 2.0
VERSION: Final = "1"
BIN_WIDTH: Final = 64
"""Counts of one bar of the histogram; sixteen bars cover 0..1023."""
BINS: Final = (FULL_SCALE + 1) // BIN_WIDTH


@dataclass(frozen=True, slots=True)
class Episode:
    """A run of flagged readings.

    Attributes
    ----------
    start, stop
        Times of its first and last flagged reading, seconds; epoch seconds in the store.
    first
        Index of its first reading among all flagged ones of the person or recording.
    n
        Flagged readings.
    sensors
        Names of the sensors that were flagged at least once.
    peak
        Largest count in its flagged readings: of any sensor in the store, of a flagged one in a recording.
    trace_id, trace_name
        The device's clock and the trace at its start; `footlib.recording.UNKNOWN_TRACE` and empty where unknown.
    """

    start: float
    stop: float
    first: int
    n: int
    sensors: tuple[str, ...]
    peak: int
    trace_id: int = UNKNOWN_TRACE
    trace_name: str = ""

    @property
    def duration(self) -> float:
        """Seconds from the first to the last flagged reading."""
        return self.stop - self.start

    @property
    def end(self) -> float:
        """The same as `stop`, by its name in the store's keys."""
        return self.stop

    @property
    def length(self) -> float:
        """The same as `duration`."""
        return self.duration

    def of(self, recording: Recording, context: float = 0.0) -> Recording:
        """Its readings, out of a recording that has them, and those of `context` seconds before and after it."""
        return recording.between(self.start - context, self.stop + context)


@dataclass(frozen=True, slots=True)
class AnomalyCounts:
    """Running counts over every reading ever flagged.

    Attributes
    ----------
    readings
        Flagged readings stored.
    counted
        How many of them the other numbers cover; fewer while a foreign history is counted.
    episodes
        Episodes among the counted.
    since
        Time of the first episode, epoch seconds; None without one.
    last
        The newest episode.
    left, right
        Sensor values of the flagged readings by foot, in `BINS` bars of `BIN_WIDTH` counts.
    """

    readings: int = 0
    counted: int = 0
    episodes: int = 0
    since: float | None = None
    last: Episode | None = None
    left: tuple[int, ...] = field(default=(0,) * BINS)
    right: tuple[int, ...] = field(default=(0,) * BINS)

    def plus(self, other: AnomalyCounts) -> AnomalyCounts:
        """The sum of two; `since` and `last` stay."""
        return self._with(other, 1)

    def minus(self, other: AnomalyCounts) -> AnomalyCounts:
        """Without a part of what is counted; `since` and `last` stay."""
        return self._with(other, -1)

    def _with(self, other: AnomalyCounts, sign: int) -> AnomalyCounts:
        # Of two answers of the store the later one may know of more.
        left, right = (
            tuple(max(0, a + sign * b) for a, b in zip(one, another, strict=True))
            for one, another in ((self.left, other.left), (self.right, other.right))
        )
        return replace(
            self,
            readings=max(0, self.readings + sign * other.readings),
            counted=max(0, self.counted + sign * other.counted),
            episodes=max(0, self.episodes + sign * other.episodes),
            left=left,
            right=right,
        )


def pack_flagged(counts: tuple[int, ...], anomaly: tuple[bool, ...]) -> str:
    """A flagged reading as the append script takes it: ``mask v0 v1 v2 v3 v4 v5``."""
    mask = sum(flag << sensor for sensor, flag in enumerate(anomaly))
    return " ".join(map(str, (mask, *counts)))


def parse_episode(element: bytes | str) -> Episode:
    """Decode one stored episode.

    Raises
    ------
    StoreError
        If it is none, because somebody else wrote it.
    """
    text = element if isinstance(element, str) else element.decode(errors="replace")
    try:
        start, stop, first, n, mask, peak, trace_id, name = text.split(" ", 7)
        sensors = tuple(sensor for i, sensor in enumerate(NAMES) if int(mask) >> i & 1)
        return Episode(float(start), float(stop), int(first), int(n), sensors, int(peak), clock_of(trace_id), name)
    except ValueError:
        raise StoreError(
            "an episode in the store cannot be read, since another program wrote it; delete the person's keys "
            "`_episode` and `_anomaly_count`, and the flagged readings, which stay, are counted anew"
        ) from None
