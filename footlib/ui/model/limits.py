"""What the viewer wants to be told of: feet that bear unevenly, readings that are late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final

from footlib.analysis.symmetry import LIMIT, WARNING
from footlib.drawing.symbols import MINUS
from footlib.ui.model.data_status import LATE_AFTER

RANGES: Final = {"warning": (1.0, 100.0), "limit": (1.0, 200.0), "hold": (0.0, 600.0), "late": (0.5, 600.0)}
"""What each limit may be."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When the page speaks up; all of it is convention, so all of it is the viewer's.

    Attributes
    ----------
    warning, limit
        Absolute symmetry index of the load, percent; a limit under the warning counts from the warning on.
    hold
        Seconds that an asymmetry must last before it is marked.
    late
        Seconds without a reading, beyond three usual intervals, that are called late.
    """

    warning: float = WARNING
    limit: float = LIMIT
    hold: float = 5.0
    late: float = LATE_AFTER

    @classmethod
    def from_query(cls, asked: Mapping[str, object]) -> Limits:
        """Those of an address or of the page's controls; what is missing or makes no sense is as usual."""
        return cls(**{name: value for name in RANGES if (value := _within(name, asked.get(name))) is not None})

    @property
    def reached(self) -> float:
        """The limit that counts: what is over it is over the warning as well."""
        return max(self.limit, self.warning)

    @property
    def query(self) -> dict[str, str]:
        """What differs from the usual, for an address."""
        return {f.name: f"{getattr(self, f.name):g}" for f in fields(self) if getattr(self, f.name) != f.default}


def refusal(name: str, value: float) -> str:
    """What is wrong with a limit, in words; empty where it can be."""
    low, high = RANGES[name]
    told = f"{value:g}".replace("-", MINUS)
    return "" if low <= value <= high else f"{told} is not possible, allowed is {low:g} to {high:g}"


def _within(name: str, asked: object) -> float | None:
    low, high = RANGES[name]
    try:
        value = float(str(asked))
    except ValueError:
        return None
    return round(value, 2) if low <= value <= high else None


class AlertLevel(IntEnum):
    """How uneven."""

    NORMAL = 0
    WARNING = 1
    LIMIT = 2


@dataclass(frozen=True, slots=True)
class Alert:
    """What to say of an asymmetry.

    Attributes
    ----------
    level
        The highest one that has lasted long enough.
    pending
        The highest one that is reached just now.
    since
        When that was reached, by the same clock as `now`; None at the normal level.
    """

    level: AlertLevel
    pending: AlertLevel
    since: float | None


class Asymmetry:
    """Remembers since when a symmetry index is over which level."""

    def __init__(self) -> None:
        self._since: dict[AlertLevel, float] = {}

    def judge(self, index: float | None, limits: Limits, now: float, *, hold: bool) -> Alert:
        """Take the present index, percent; None without one.

        Parameters
        ----------
        index, limits, now
            The index, what it is held against, and the seconds of a clock that never goes back.
        hold
            Whether a level must last; what stands still is as it is.
        """
        uneven = abs(index or 0.0)
        cuts = {AlertLevel.WARNING: limits.warning, AlertLevel.LIMIT: limits.reached}
        reached = {level for level, cut in cuts.items() if uneven > cut}
        self._since = {level: self._since.get(level, now) for level in reached}
        lasting = (level for level, since in self._since.items() if not hold or now - since >= limits.hold)
        pending = max(reached, default=AlertLevel.NORMAL)
        return Alert(max(lasting, default=AlertLevel.NORMAL), pending, self._since.get(pending))
