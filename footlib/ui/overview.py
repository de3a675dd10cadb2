"""Everybody at a glance."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

import ipywidgets as widgets

from footlib.errors import StoreError
from footlib.reading import Person
from footlib.store import Store
from footlib.ui.card import Card, change, html, text
from footlib.ui.frame import Frame
from footlib.ui.overview_tile import RECENT, Tile
from footlib.ui.state import Kind
from footlib.ui.view import View

_SOON, _LATER = 0.5, 1.0
_MANY: Final = 12
"""Persons from which tiles are drawn once a second only."""
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
        head = widgets.HBox([self._head, self.order])
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
        """Draw the tiles, twice a second."""
        if not self._looking:
            self.watch(on=True)
        now = time.monotonic()
        if now >= self._people_due:
            self._people_due = now + _PEOPLE_EVERY
            self.view.run(self._meet())
        if now < self._due and not frame.jumped:
            return
        self._due = now + (_SOON if len(self.tiles) <= _MANY else _LATER)
        feed = self.view.feed
        for number, tile in self.tiles.items():
            tile.draw(feed.track(number), feed.supply(number, frame.now), frame)
        self._load_next()
        n = len(self.tiles)
        words = f"{n} person{'s' * (n != 1)}" if n else "Nobody has sent a reading yet."
        change(self._head, f"<h2>Everyone</h2><p>{words}{self._troubled()}</p>")
        if self.order.value == Order.TROUBLE:
            self._arrange()

    def _troubled(self) -> str:
        away = self.view.feed.away_since is not None
        n = sum(1 for tile in self.tiles.values() if tile.kind in {Kind.GONE, Kind.LATE})
        return f" · store away: {text(self.view.feed.reason)}" if away else f" · {n} without fresh data" if n else ""

    def _load_next(self) -> None:
        since = time.time() - RECENT
        for number, tile in self.tiles.items():
            track = self.view.feed.track(number)
            if track.asked and tile.log.due(track.flagged, since):
                self.view.run(tile.log.load(number, track.flagged, since))
                return

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
        feed = self.view.feed
        for number in set(self.tiles) - set(numbers):
            self.tiles.pop(number).close()
            if self._looking:
                feed.leave(number)
        for number in numbers:
            if number not in self.tiles:
                self.tiles[number] = Tile(number, self.view)
                if self._looking:
                    feed.want(number)
            self.tiles[number].name(self._people.get(number))
        self._arrange()

    def _arrange(self) -> None:
        def key(tile: Tile) -> tuple[Any, ...]:
            if self.order.value == Order.NAME:
                return tile.sort_name, tile.number
            if self.order.value == Order.TROUBLE:
                rank = _TROUBLE.index(tile.kind) if tile.kind in _TROUBLE else 0
                return rank, -tile.anomalies, tile.number
            return (tile.number,)

        ordered = tuple(tile.box for tile in sorted(self.tiles.values(), key=key))
        if ordered != self._grid.children:
            self._grid.children = ordered
