"""Times of a recording, be they of a wall clock or counted from its start."""

from __future__ import annotations

from footlib.drawing.times import LocalTime
from footlib.epoch import EPOCH_FROM


def when(seconds: float) -> str:
    """``24 Nov 2026 12:03:21`` on this machine's clock, or ``12.5 s`` after a recording's start."""
    return f"{LocalTime().day(seconds)} {LocalTime().clock(seconds)}" if seconds >= EPOCH_FROM else f"{seconds:.1f} s"


def between(start: float, stop: float) -> str:
    """``24 Nov 2026 12:03:21 to 12:03:25``; the second day too where it is another."""
    same_day = start >= EPOCH_FROM and LocalTime().day(start) == LocalTime().day(stop)
    return f"{when(start)} to {LocalTime().clock(stop) if same_day else when(stop)}"


def ticks(start: float, stop: float, most: int = 8, times: LocalTime | None = None) -> list[tuple[float, str]]:
    """Round times between two others with their labels; ``0:05`` is minutes and seconds from the start.

    Parameters
    ----------
    start, stop, most
        Between which seconds, and how many at the most.
    times
        Writes times of day; this machine's by default.
    """
    if start >= EPOCH_FROM:
        return (times or LocalTime()).ticks(start, stop, most)
    return [(at, f"{at // 60:.0f}:{at % 60:02.0f}") for at, _ in LocalTime("UTC").ticks(start, stop, most)]
