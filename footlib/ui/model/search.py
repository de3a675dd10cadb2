"""A search for where else a stretch of somebody's walk occurs."""

from __future__ import annotations

from dataclasses import dataclass

from footlib.analysis.patterns import Match
from footlib.ui.model.annotations import Annotation
from footlib.ui.model.time_span import Span


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """The stretch that was chosen and the places that resemble it.

    Attributes
    ----------
    chosen
        Start and stop of the stretch, epoch seconds; None without one.
    matches
        Where else it occurs, best first; None before a search.
    searched
        Start and stop of what was searched.
    whole
        Whether that was everything stored, not just what was on the screen.
    doing
        What goes on just now, for the screen.
    reason
        Why there is no answer.
    """

    chosen: Span | None = None
    matches: tuple[Match, ...] | None = None
    searched: Span = (0.0, 0.0)
    whole: bool = False
    doing: str = ""
    reason: str = ""

    def annotations(self) -> list[Annotation]:
        """The stretch and the places, best first."""
        chosen = [] if self.chosen is None else [Annotation(*self.chosen, "chosen", 0.3)]
        places = enumerate(self.matches or (), 1)
        return chosen + [Annotation(match.start, match.stop, str(rank)) for rank, match in places]
