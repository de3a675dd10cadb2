"""Who among all needs to be looked at first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final

from markupsafe import Markup

from footlib.ui.browser.elements import joined, markup
from footlib.ui.cards.overview_tile import Tile
from footlib.ui.model.data_status import SHAPES, Kind

_NAMED: Final = 6
"""Persons of one trouble that are named; of more their number is told."""
_LONG: Final = 86_400.0
"""Seconds without a reading after which nobody waits for the next one any more."""


class Trouble(IntEnum):
    """What is the matter, the most urgent first."""

    ANOMALY = 0
    SILENT = 1
    LATE = 2
    WAITING = 3
    NONE = 4
    LEFT = 5
    RECORDED = 6


_OF: Final = {
    Kind.GONE: Trouble.SILENT,
    Kind.LATE: Trouble.LATE,
    Kind.LIVE: Trouble.NONE,
    Kind.RECORDING: Trouble.RECORDED,
}
_WORDS: Final = {
    Trouble.ANOMALY: "⚠ anomaly now",
    Trouble.SILENT: f"{SHAPES[Kind.GONE]} without data",
    Trouble.LATE: f"{SHAPES[Kind.LATE]} late",
}


def trouble(tile: Tile) -> Trouble:
    """What is the matter with a person, as last looked at."""
    if tile.alarming:
        return Trouble.ANOMALY
    if tile.state.kind is Kind.GONE and tile.silent > _LONG:
        return Trouble.LEFT
    return _OF.get(tile.state.kind, Trouble.WAITING)


def named(tiles: Iterable[Tile]) -> Markup:
    """The persons in trouble as links, wherever their tiles are, as HTML; empty without any."""
    by_trouble: dict[Trouble, list[Tile]] = {}
    for tile in tiles:
        by_trouble.setdefault(trouble(tile), []).append(tile)
    lines = [
        markup('<p class="fw-trouble fw-trouble-{}">{}: {}</p>', kind.name.lower(), words, _listed(by_trouble[kind]))
        for kind, words in _WORDS.items()
        if kind in by_trouble
    ]
    if n := len(by_trouble.get(Trouble.LEFT, ())):
        lines.append(markup("<p>{} without data for over a day</p>", n))
    return joined(lines)


def _listed(tiles: Sequence[Tile]) -> Markup:
    links = Markup(", ").join(tile.link for tile in tiles[:_NAMED])
    more = len(tiles) - _NAMED
    return markup("{} and {} more", links, more) if more > 0 else links
