"""Everybody at a glance."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from enum import StrEnum
from heapq import nsmallest
from typing import Any, Final

import ipywidgets as widgets

from footlib.errors import StoreError
from footlib.reading import Person
from footlib.store import Store
from footlib.ui.card import Card, button, change, html, text
from footlib.ui.frame import Frame
from footlib.ui.overview_tile import RECENT, Tile
from footlib.ui.signs import BACK, ON
from footlib.ui.state import Kind
from footlib.ui.view import View

_SOON, _LATER = 0.5, 1.0
_MANY: Final = 12
"""Persons from which tiles are drawn once a second only."""
PAGE_SIZE: Final = 48
"""Tiles on the page at a time, and persons that are met at a time: what neither kernel nor browser stalls at."""
_LOADS: Final = 16
"""Persons whose anomalies are asked for at each drawing."""
_PEOPLE_EVERY: Final = 5.0
_PACE: Final = 0.25
_TROUBLE: Final = (Kind.GONE, Kind.LATE, Kind.WAITING, Kind.LIVE)


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

    def __init__(self, source: Store | View) -> None:
        self.tiles: dict[int, Tile] = {}
        self.page = 0
        self._placed: list[Tile] = []
        self._numbers: Sequence[int] = ()
        self._people: dict[int, Person] = {}
        self._due = self._people_due = 0.0
        self._looking = False
        super().__init__(source, None if isinstance(source, View) else 1)

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the grid."""
        self.remove_class("fw-card")
        self.add_class("fw-everyone")
        self.order = widgets.Dropdown(options=[(str(order), order) for order in Order], tooltip="Order of the tiles")
        self.order.observe(lambda _: self._arrange(), "value")
        self._head = html("fw-everyone-head")
        self._grid = widgets.Box([])
        self._grid.add_class("fw-grid")
        self._pager = html("fw-tile-pager")
        self.view.page.on("tiles", self._turn)
        head = widgets.HBox([self._head, self._pager, self.order])
        head.add_class("fw-everyone-bar")
        return head, self._grid

    def watch(self, *, on: bool) -> None:
        """Begin or end to ask for everybody's data."""
        if on == self.shown and self._looking == on:
            return
        self.shown = self._looking = on
        feed = self.view.feed
        feed.interval = _PACE if on else feed.usual
        for number in self.tiles:
            (feed.want if on else feed.leave)(number)

    def close(self) -> None:
        """Take it off the page, and ask for nobody's data any more."""
        if self.comm is not None:
            self.watch(on=False)
        super().close()

    def refresh(self, frame: Frame) -> None:
        """Look at everybody and draw the page's tiles, twice a second."""
        if not self._looking:
            self.watch(on=True)
        now = time.monotonic()
        if now >= self._people_due:
            self._people_due = now + _PEOPLE_EVERY
            self.view.run(self._meet())
        if now < self._due and not frame.jumped:
            return
        self._due = now + (_SOON if len(self._placed) <= _MANY else _LATER)
        feed = self.view.feed
        for number, tile in self.tiles.items():
            tile.look(feed.supply(number, frame.now), frame)
        if self.order.value == Order.TROUBLE:
            self._arrange()
        for tile in self._placed:
            tile.draw(feed.track(tile.number), frame)
        self._load_next()
        n = len(self._numbers)
        words = f"{n} person{'s' * (n != 1)}" if n else "Nobody has sent a reading yet."
        change(self._head, f"<h2>Everyone</h2><p>{words}{self._troubled()}</p>")

    def _troubled(self) -> str:
        away = self.view.feed.away_since is not None
        n = sum(1 for tile in self.tiles.values() if tile.state.kind in {Kind.GONE, Kind.LATE})
        return f" · store away: {text(self.view.feed.reason)}" if away else f" · {n} without fresh data" if n else ""

    def _load_next(self) -> None:
        since = time.time() - RECENT
        tracks = {number: self.view.feed.track(number) for number in self.tiles}
        due = (
            tile
            for number, tile in self.tiles.items()
            if tracks[number].asked and tile.log.due(tracks[number].flagged, since)
        )
        # Who is flagged at every reading is always due, and must not keep the others waiting.
        for tile in nsmallest(_LOADS, due, key=lambda tile: tile.log.asked_at):
            self.view.run(tile.log.load(tile.number, tracks[tile.number].flagged, since))

    async def _meet(self) -> None:
        store = self.view.store
        try:
            numbers = await store.persons()
            self._people = await store.people(numbers)
        except StoreError:
            self._people_due = 0.0
            raise
        self._invite(numbers)

    def _invite(self, numbers: Sequence[int]) -> None:
        self._numbers = numbers
        feed = self.view.feed
        for number in set(self.tiles) - set(numbers):
            self.tiles.pop(number).close()
            if self._looking:
                feed.leave(number)
        new = [number for number in numbers if number not in self.tiles]
        if len(new) > PAGE_SIZE:
            self._people_due = 0.0
        for number in new[:PAGE_SIZE]:
            self.tiles[number] = Tile(number, self.view)
            if self._looking:
                feed.want(number)
        for number, tile in self.tiles.items():
            tile.name(self._people.get(number))
        self._arrange()

    def _turn(self, message: Mapping[str, Any]) -> None:
        to = message.get("to")
        if isinstance(to, int) and 0 <= to < self._pages:
            self.page = to
            self._arrange()

    @property
    def _pages(self) -> int:
        return max(1, -(-len(self.tiles) // PAGE_SIZE))

    def _arrange(self) -> None:
        def key(tile: Tile) -> tuple[Any, ...]:
            if self.order.value == Order.NAME:
                return tile.sort_name, tile.number
            if self.order.value == Order.TROUBLE:
                rank = _TROUBLE.index(tile.state.kind) if tile.state.kind in _TROUBLE else 0
                return rank, -tile.anomalies, tile.number
            return (tile.number,)

        self.page = min(self.page, self._pages - 1)
        placed = sorted(self.tiles.values(), key=key)[self.page * PAGE_SIZE : (self.page + 1) * PAGE_SIZE]
        if placed != self._placed:
            self._placed, self._due = placed, 0.0
            self._grid.children = [tile.box for tile in placed]
        change(self._pager, _pager(self.page, self._pages))


def _pager(page: int, pages: int) -> str:
    if pages == 1:
        return ""
    before = button("tiles", BACK, label="Persons before", to=page - 1, off=page <= 0)
    after = button("tiles", ON, label="Persons after", to=page + 1, off=page + 1 >= pages)
    return f"{before} page {page + 1} of {pages} {after}"
