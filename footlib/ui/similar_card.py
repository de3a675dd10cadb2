"""The card beside the curves that finds where else a stretch occurs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import ipywidgets as widgets

from footlib.analysis.patterns import Match
from footlib.drawing.times import LocalTime, ago
from footlib.ui.card import Card, button, change, html, text
from footlib.ui.frame import Frame
from footlib.ui.playhead import Mode
from footlib.ui.similar import Similar

LENGTHS: Final = (2, 3, 5, 10)
"""Seconds before the moment that can be taken without a pointer."""
_WORDS: Final = ((0.95, "nearly the same"), (0.85, "very similar"), (0.7, "similar"), (-1.0, "somewhat similar"))
"""From which correlation on which words."""
_COLUMNS: Final = ("Place", "Start", "Similarity", "Left foot", "Right foot", "Show")


class SimilarCard(Card):
    """Where else a stretch occurs in everything that is stored, best first; a click goes there.

    The stretch is chosen by a drag over the curves, or as the last seconds before the moment
    looked at. A process beside the kernel searches.

    Examples
    --------
    >>> Curves(store, person=3), SimilarCard(store, person=3)  # doctest: +SKIP
    """

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card."""
        self.add_class("fw-similar-card")
        self._drawn: tuple[object, ...] = ()
        self._gone_to = -1
        self._head = html("fw-similar-head")
        self._body = html("fw-similar")
        on = self.view.page.on
        on("choosing", lambda message: self._choosing(wanted=message.get("on") is True))
        on("choose_last", self._choose_last)
        on("find_similar", lambda _: self._find())
        on("clear_similar", lambda _: self._clear())
        on("similar", self._go)
        return self._head, self._body

    def refresh(self, frame: Frame) -> None:
        """Draw anew what changed; nothing, mostly."""
        if frame.mode is Mode.LIVE:
            self.view.page.choosing = False
        similar, times = self.view.similar, frame.times
        drawn = (similar.version, similar.doing, self.view.page.choosing, self._gone_to, times)
        if drawn != self._drawn:
            self._drawn = drawn
            change(self._head, _head(similar, times, choosing=self.view.page.choosing))
            change(self._body, _body(similar, times, self._gone_to, frame.now))

    def close(self) -> None:
        """Take it off the page, and end the process that searches."""
        if self.view is not None:
            self.view.similar.end()
        super().close()

    def _choosing(self, *, wanted: bool) -> None:
        # A stretch cannot be dragged over a picture that moves on.
        if wanted and self.view.playhead.mode is not Mode.PAUSED:
            self.view.pause()
        self.view.page.choosing = wanted

    def _choose_last(self, message: Mapping[str, Any]) -> None:
        seconds, (recording, _) = message.get("seconds"), self.view.looked_at
        if seconds in LENGTHS and len(recording):
            at = self.view.playhead.at
            stop = float(recording.time[-1]) if at is None else at
            self.view.similar.choose((stop - seconds, stop))

    def _find(self) -> None:
        self._gone_to, self.view.page.choosing = -1, False
        self.view.run(self.view.similar.find(self.view.person, self.view.looked_at[0]))

    def _clear(self) -> None:
        self._gone_to, self.view.page.choosing = -1, False
        self.view.similar.choose(None)

    def _go(self, message: Mapping[str, Any]) -> None:
        rank, matches = message.get("rank"), self.view.similar.matches or []
        if isinstance(rank, int) and 0 < rank <= len(matches):
            self._gone_to, at = rank, matches[rank - 1].start
            start, stop = self.view.span()
            (self.view.seek if start <= at <= stop else self.view.look_back)(at)


def _head(similar: Similar, times: LocalTime, *, choosing: bool) -> str:
    lengths = "".join(
        button("choose_last", f"{s} s", label=f"Choose the last {s} seconds before the moment", seconds=s)
        for s in LENGTHS
    )
    chosen = _span(similar.chosen, times) if similar.chosen else ""
    find = button("find_similar", "Find similar", off=not chosen)
    clear = button("clear_similar", "Clear", label="Clear the stretch and its marks") if chosen else ""
    by_hand = button("choosing", "Choose on the curves", pressed=choosing, on=not choosing)
    by_length = f'<span class="fw-lengths" role="group" aria-label="Or the last seconds">or the last {lengths}</span>'
    return (
        f"<h2>Similar stretches</h2><span>{by_hand}{by_length}</span>"
        f'<span class="fw-similar-chosen">{f"<b>Chosen</b> {chosen}" if chosen else ""}{find}{clear}</span>'
    )


def _body(similar: Similar, times: LocalTime, gone_to: int, now: float) -> str:
    if similar.doing:
        return f'<p role="status">{similar.doing} <progress aria-label="{similar.doing}"></progress></p>'
    if similar.reason:
        return f'<p role="alert" class="fw-bad">{text(similar.reason[:1].upper() + similar.reason[1:])}</p>'
    if similar.matches is None:
        return '<p class="fw-empty">Choose a stretch to see where else it occurs in what is stored.</p>'
    where = f"{'everything stored' if similar.whole else 'what is shown'}, {_span(similar.searched, times)}"
    n = len(similar.matches)
    if not n:
        return f'<p role="status">Nothing else resembles it in {where}.</p>'
    head = "".join(f'<th scope="col">{column}</th>' for column in _COLUMNS)
    rows = "".join(
        _row(rank, match, times, now, chosen=rank == gone_to) for rank, match in enumerate(similar.matches, 1)
    )
    return (
        f'<p role="status">{n} place{"s" * (n != 1)}, best first, in {where}.</p>'
        '<div class="fw-scroll" tabindex="0" role="region" aria-label="Similar stretches">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(rank: int, match: Match, times: LocalTime, now: float, *, chosen: bool) -> str:
    start = f"{times.moment(match.start, now)}.{int(match.start % 1 * 10)}"
    likeness = next(words for least, words in _WORDS if match.similarity >= least)
    show = button("similar", "Show", label=f"Show place {rank}, {start}", rank=rank)
    cells = (
        f'<b class="fw-rank">{rank}</b>',
        start,
        f"{match.similarity:.2f} <small>{likeness}</small>",
        f"{match.left:.2f}",
        f"{match.right:.2f}",
        show,
    )
    kind = " fw-chosen" if chosen else ""
    return (
        f'<tr class="fw-similar-row{kind}" data-start="{match.start:.6f}">'
        f"{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    )


def _span(ends: tuple[float, float], times: LocalTime) -> str:
    start, stop = ends
    short = stop - start < 60
    length = f"{stop - start:.1f} s" if short else ago(stop - start)
    return f"{times.clock(start, tenths=short)} to {times.clock(stop, tenths=short)} ({length})"
