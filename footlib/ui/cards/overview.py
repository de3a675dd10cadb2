"""Everybody at a glance."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from enum import StrEnum
from heapq import nsmallest
from typing import Any, Final

import ipywidgets as widgets
from markupsafe import Markup

from footlib.errors import StoreError
from footlib.reading import Person
from footlib.store import Store
from footlib.ui.browser.elements import NOTHING, button, change, counted, html, markup, row
from footlib.ui.browser.page import Handler
from footlib.ui.cards.base import Card
from footlib.ui.cards.overview_tile import CURVE, RECENT, Tile
from footlib.ui.cards.trouble import named, trouble
from footlib.ui.data.background import Job
from footlib.ui.model.data_status import LACKS
from footlib.ui.model.frame import Frame
from footlib.ui.model.symbols import BACK, ON
from footlib.ui.session import Session
from footlib.ui.session.view import Change

_SOON, _LATER = 0.5, 1.0
_MANY: Final = 12
"""Persons from which tiles are drawn once a second only."""
PAGE_SIZE: Final = 48
"""Tiles on the page at a time, and persons that are met at a time: what neither kernel nor browser stalls at."""
_LOADS: Final = 16
"""Persons whose anomalies are asked for at each drawing."""
_PEOPLE_EVERY: Final = 5.0
_PACE: Final = 0.25
_PAGES: Final = {str(page) for page in range(1, 1000)}
_TURN_EVERY: Final = 20.0
"""Seconds after which a wall screen, which has no buttons, shows the next page."""


class Order(StrEnum):
    """How the tiles are sorted."""

    NUMBER = "by number"
    NAME = "by name"
    TROUBLE = "by trouble"


class Overview(Card):
    """A tile each: small foot map, the last minute's load, state, anomalies; a click opens one.

    Examples
    --------
    >>> Overview(store)  # doctest: +SKIP
    """

    def __init__(self, source: Store | Session) -> None:
        self.tiles: dict[int, Tile] = {}
        self.page = 0
        self._placed: list[Tile] = []
        self._numbers: Sequence[int] = ()
        self._people: dict[int, Person] = {}
        self._due = self._people_due = 0.0
        self._people_job = Job()
        self._turn_at = time.monotonic() + _TURN_EVERY
        self._looking = self._people_known = False
        self._alone = not isinstance(source, Session)
        super().__init__(source, 1 if self._alone else None)

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the grid."""
        self.remove_class("fw-card")
        self.add_class("fw-everyone")
        self.order = widgets.Dropdown(options=[(str(order), order) for order in Order], tooltip="Order of the tiles")
        self.order.observe(lambda _: self._reorder(), "value")
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
    def query(self) -> dict[str, str]:
        """Order and page, for an address; what is as usual is left out."""
        order = {"order": self.order.value.name.lower()} if self.order.value is not Order.NUMBER else {}
        return order | ({"page": str(self.page + 1)} if self.page else {})

    def take(self, asked: Mapping[str, str]) -> None:
        """Take order and page from an address."""
        page = asked.get("page", "")
        self.page = int(page) - 1 if page in _PAGES else 0
        self.order.value = next((one for one in Order if one.name.lower() == asked.get("order")), Order.NUMBER)
        self._arrange()

    def watch(self, *, on: bool) -> None:
        """Begin or end to ask for everybody's data."""
        if on == self._looking:
            return
        self._looking = on
        super().watch(on=on)
        coordinator = self.session.coordinator
        coordinator.interval = _PACE if on else coordinator.usual
        for number in self.tiles:
            (coordinator.want if on else coordinator.leave)(number)

    def close(self) -> None:
        """Take it off the page, and ask for nobody's data any more."""
        self.watch(on=False)
        super().close()

    def refresh(self, frame: Frame) -> None:
        """Look at everybody and draw the page's tiles, twice a second."""
        if not self._looking:
            self.watch(on=True)
        now = time.monotonic()
        if now >= self._people_due and self.session.page.introduced:
            self._people_due = now + _PEOPLE_EVERY
            self.session.background.run(self._fetch_people(), self._people_job)
        if now < self._due and not frame.jumped:
            return
        self._due = now + (_SOON if len(self._placed) <= _MANY else _LATER)
        coordinator = self.session.coordinator
        for tile in self.tiles.values():
            tile.look(frame)
        self._turn_by_itself(now)
        if self.order.value == Order.TROUBLE:
            self._arrange()
        for tile in self._placed:
            tile.draw(frame)
        self._load_next()
        self._fill_next()
        n = len(self._numbers)
        nobody = "Nobody has sent a reading yet." if self._people_known else "Connecting"
        words = counted(n, "person") if n else nobody
        # The page's head says why; in a cell nobody else does.
        why = f": {coordinator.reason}" if self._alone else ""
        lacks = coordinator.away_since is not None
        matter = markup("<p>{}{}</p>", LACKS[coordinator.lack], why) if lacks else named(self.tiles.values())
        change(self._head, markup("<h2>Everyone</h2><p>{}</p>{}", words, matter))

    def _load_next(self) -> None:
        since = time.time() - RECENT
        known = {number: self.session.coordinator.person(number) for number in self.tiles}
        due = (
            tile
            for number, tile in self.tiles.items()
            if known[number].asked and tile.log.due(known[number].flagged, since)
        )
        # Who is flagged at every reading is always due, and must not keep the others waiting.
        for tile in nsmallest(_LOADS, due, key=lambda tile: tile.log.asked_at):
            self.session.background.run(tile.log.load(tile.number, known[tile.number].flagged, since), tile.log.loading)

    def _fill_next(self) -> None:
        """Ask for the minute of a fast person, of whom the first answer told the newest readings only."""
        coordinator = self.session.coordinator
        for data in (coordinator.person(tile.number) for tile in self._placed):
            recording, oldest = data.history.recording, data.status.oldest
            known = not len(recording) or oldest is None or oldest >= recording.time[0]
            if not known and recording.duration < CURVE and data.filled < CURVE and coordinator.away_since is None:
                self.session.background.run(coordinator.fill(data, CURVE), data.filling)
                return

    async def _fetch_people(self) -> None:
        store = self.session.store
        try:
            numbers = await store.persons()
            self._people = await store.people(numbers)
        except StoreError:
            self._people_due = 0.0
            raise
        self._take_people(numbers)

    def _take_people(self, numbers: Sequence[int]) -> None:
        self._numbers, self._people_known = numbers, True
        coordinator = self.session.coordinator
        for number in set(self.tiles) - set(numbers):
            self.tiles.pop(number).close()
            if self._looking:
                coordinator.leave(number)
        new = [number for number in numbers if number not in self.tiles]
        if len(new) > PAGE_SIZE:
            self._people_due = 0.0
        for number in new[:PAGE_SIZE]:
            self.tiles[number] = Tile(number, self.session)
            if self._looking:
                coordinator.want(number)
        for number, tile in self.tiles.items():
            tile.name(self._people.get(number))
        self._arrange()

    def _turn(self, message: Mapping[str, Any]) -> None:
        to = message.get("to")
        if isinstance(to, int) and 0 <= to < self._pages:
            self.page = to
            self._reorder()

    def _reorder(self) -> None:
        self._arrange()
        self.session.view.announce(Change.DISPLAY)

    def _turn_by_itself(self, now: float) -> None:
        if self.session.page.kiosk and self._pages > 1 and now >= self._turn_at:
            self._turn_at = now + _TURN_EVERY
            self._turn({"to": (self.page + 1) % self._pages})

    @property
    def _pages(self) -> int:
        return max(1, -(-len(self.tiles) // PAGE_SIZE))

    def _arrange(self) -> None:
        def key(tile: Tile) -> tuple[Any, ...]:
            if self.order.value == Order.NAME:
                return tile.sort_name, tile.number
            if self.order.value == Order.TROUBLE:
                return trouble(tile), -tile.anomalies, tile.number
            return (tile.number,)

        if self.tiles and len(self.tiles) == len(self._numbers):
            self.page = min(self.page, self._pages - 1)
        placed = sorted(self.tiles.values(), key=key)[self.page * PAGE_SIZE : (self.page + 1) * PAGE_SIZE]
        if placed != self._placed:
            self._placed, self._due = placed, 0.0
            self._grid.children = [tile.box for tile in placed]
        change(self._pager, _pager(self.page, self._pages))


def _pager(page: int, pages: int) -> Markup:
    if pages == 1:
        return NOTHING
    before = button("tiles", BACK, label="Persons before", to=page - 1, off=page <= 0)
    after = button("tiles", ON, label="Persons after", to=page + 1, off=page + 1 >= pages)
    return markup("{} page {} of {} {}", before, page + 1, pages, after)
