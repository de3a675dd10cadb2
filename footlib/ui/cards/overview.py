"""All persons at a glance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import ipywidgets as widgets
from markupsafe import Markup

from footlib.drawing.symbols import BACK, ON
from footlib.store import Store
from footlib.texts import counted
from footlib.ui.browser.elements import NOTHING, button, change, html, markup, row
from footlib.ui.browser.page import Handler
from footlib.ui.cards.base import Card
from footlib.ui.cards.overview_tile import Tile
from footlib.ui.cards.trouble import in_trouble
from footlib.ui.model.data_status import OUTAGES
from footlib.ui.model.frame import Frame
from footlib.ui.model.roster import PersonSnapshot, Roster, SortOrder
from footlib.ui.session import Session
from footlib.ui.session.view_change import ViewChange

_INTERVAL: Final = 0.25


class Overview(Card):
    """A tile each: small foot map, the last minute's load, state, anomalies; a click opens one.

    Examples
    --------
    >>> Overview(store)  # doctest: +SKIP
    """

    def __init__(self, source: Store | Session) -> None:
        self.tiles: dict[int, Tile] = {}
        self._roster: Roster | None = None
        self._alone = not isinstance(source, Session)
        super().__init__(source, 1 if self._alone else None)

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the grid."""
        self.remove_class("fw-card")
        self.add_class("fw-everyone")
        self.order = widgets.Dropdown(
            options=[(str(order), order) for order in SortOrder],
            value=self.session.view.arrangement.order,
            tooltip="Order of the tiles",
        )
        self.order.observe(self._sort, "value")
        self._head = html("fw-everyone-head")
        self._grid = row()
        self._grid.add_class("fw-grid")
        self._pager = html("fw-tile-pager")
        head = row(self._head, self._pager, self.order)
        head.add_class("fw-everyone-bar")
        return head, self._grid

    def commands(self) -> Mapping[str, Handler]:
        """Its pages can be turned."""
        return {"tiles": self._turn}

    @property
    def interval(self) -> float:
        """Seconds that may pass between two frames."""
        return _INTERVAL

    def follow(self, _: ViewChange) -> None:
        """Show in the menu how the tiles are sorted."""
        self.order.value = self.session.view.arrangement.order

    def refresh(self, frame: Frame) -> None:
        """Draw the tiles of the page when there is a new roster."""
        roster = frame.roster
        if roster is None or roster is self._roster:
            return
        self._roster = roster
        self._place(roster)
        for person in roster.placed:
            self.tiles[person.number].draw(person, frame)
        nobody = "Connecting" if roster.total is None else "Nobody has sent a reading yet."
        words = counted(roster.total, "person") if roster.total else nobody
        # The page's head says why; in a cell nobody else does.
        why = f": {roster.reason}" if self._alone else ""
        outage = roster.outage
        matter = in_trouble(roster.persons) if outage is None else markup("<p>{}{}</p>", OUTAGES[outage], why)
        change(self._head, markup("<h2>Everyone</h2><p>{}</p>{}", words, matter))
        change(self._pager, _pager(roster.page, roster.pages))

    def _place(self, roster: Roster) -> None:
        for number in set(self.tiles).difference(person.number for person in roster.persons):
            self.tiles.pop(number).close()
        boxes = tuple(self._tile(person).box for person in roster.placed)
        if boxes != self._grid.children:
            self._grid.children = boxes

    def _tile(self, person: PersonSnapshot) -> Tile:
        if person.number not in self.tiles:
            self.tiles[person.number] = Tile(person.number)
        return self.tiles[person.number]

    def _turn(self, message: Mapping[str, Any]) -> None:
        to = message.get("to")
        if isinstance(to, int) and self._roster is not None and 0 <= to < self._roster.pages:
            self.session.view.turn_to(to)

    def _sort(self, change: Mapping[str, Any]) -> None:
        view = self.session.view
        view.arrange(replace(view.arrangement, order=change["new"]))

    def _join(self) -> None:
        super()._join()
        self.session.roster.follow(self)

    def _leave(self) -> None:
        self.session.roster.unfollow(self)
        super()._leave()


def _pager(page: int, pages: int) -> Markup:
    if pages == 1:
        return NOTHING
    before = button("tiles", BACK, label="Persons before", to=page - 1, off=page <= 0)
    after = button("tiles", ON, label="Persons after", to=page + 1, off=page + 1 >= pages)
    return markup("{} page {} of {} {}", before, page + 1, pages, after)
