"""What is known of a person's anomalies at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

from footlib.store import AnomalyCounts, Episode


@dataclass(frozen=True, slots=True, eq=False)
class Anomalies:
    """Running counts and the newest episodes, as the store last answered.

    Attributes
    ----------
    counts
        Over everything ever flagged.
    artefacts
        Share of `counts` that labels call artefacts.
    newest
        The newest episodes and as many more as was asked for, newest first.
    share
        How much of a foreign writer's past has been counted, 0 to 1.
    loaded
        Whether the store has answered at all.
    """

    counts: AnomalyCounts = field(default_factory=AnomalyCounts)
    artefacts: AnomalyCounts = field(default_factory=AnomalyCounts)
    newest: tuple[Episode, ...] = ()
    share: float = 1.0
    loaded: bool = False

    def between(self, start: float, stop: float) -> tuple[Episode, ...]:
        """Episodes that overlap a span of epoch seconds, newest first, out of `newest`."""
        return tuple(e for e in self.newest if e.stop >= start and e.start <= stop)
