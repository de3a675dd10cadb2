"""Makes the roster of all persons, at intervals of its own, in the viewer's order, a page at a time."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from footlib.ui.model.roster import CURVE, PAGE_SIZE, RECENT, WALL_SIZE, Roster
from footlib.ui.session.parts import SessionParts

_SOON: Final = 0.5
_LATER: Final = 1.0
_MANY: Final = 12
"""Persons on the page beyond which the roster is made once a second only."""
_TURN_EVERY: Final = 20.0
"""Seconds after which a wall screen, which has no buttons, shows the next page."""


class Everyone:
    """Makes the rosters of a session, and fetches what is missing for them.

    Parameters
    ----------
    parts
        The session's parts.

    Attributes
    ----------
    roster
        The newest one; None while no card shows everybody.
    """

    def __init__(self, parts: SessionParts) -> None:
        self._parts = parts
        self.roster: Roster | None = None
        self._due = 0.0
        self._turn_at = time.monotonic() + _TURN_EVERY

    def tick(self, now: float) -> None:
        """Make a roster if one is due, and ask the store for what is missing.

        Parameters
        ----------
        now
            Wall clock, epoch seconds.
        """
        data = self._parts.roster
        if data.followed and self._parts.page.introduced:
            data.ask()
        self._turn_page()
        if not data.changed and time.monotonic() < self._due:
            return
        self.look(now)
        if self.roster is not None:
            data.load_anomalies(now - RECENT)
            data.fill([person.number for person in self.roster.placed], CURVE)

    def look(self, now: float) -> None:
        """Make a roster now."""
        parts, view, coordinator = self._parts, self._parts.view, self._parts.coordinator
        if not parts.roster.followed:
            self.roster = None
            return
        lacks = coordinator.away_since is not None
        self.roster = Roster.arranged(
            parts.roster.look(now, parts.page.times, view.limits.late),
            view.arrangement,
            size=WALL_SIZE if parts.page.kiosk else PAGE_SIZE,
            total=parts.roster.total,
            outage=coordinator.outage if lacks else None,
            reason=coordinator.reason if lacks else "",
        )
        # The page may lie behind the last one, as an address had it or since persons have gone.
        view.arrangement = replace(view.arrangement, page=self.roster.page)
        self._due = time.monotonic() + (_SOON if len(self.roster.placed) <= _MANY else _LATER)

    def _turn_page(self) -> None:
        now = time.monotonic()
        if self.roster is not None and self._parts.page.kiosk and self.roster.pages > 1 and now >= self._turn_at:
            self._turn_at = now + _TURN_EVERY
            self._parts.view.turn_to((self.roster.page + 1) % self.roster.pages)
