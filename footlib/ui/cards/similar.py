"""The card beside the curves that finds where else a stretch occurs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from footlib.ui.browser.elements import change, html
from footlib.ui.cards import similar_html
from footlib.ui.cards.base import Card
from footlib.ui.data.background import Errand
from footlib.ui.model.frame import Frame
from footlib.ui.model.playhead import Mode


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
        self._finding = Errand()
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
            change(self._head, similar_html.head(similar, times, choosing=self.view.page.choosing))
            change(self._body, similar_html.body(similar, times, self._gone_to, frame.now))

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
        if seconds in similar_html.LENGTHS and len(recording):
            at = self.view.playhead.at
            stop = float(recording.time[-1]) if at is None else at
            self.view.similar.choose_within(recording, stop - seconds, stop)

    def _find(self) -> None:
        self._gone_to, self.view.page.choosing = -1, False
        self.view.run(self.view.similar.find(self.view.person, self.view.looked_at[0]), self._finding)

    def _clear(self) -> None:
        self._gone_to, self.view.page.choosing = -1, False
        self.view.similar.choose(None)

    def _go(self, message: Mapping[str, Any]) -> None:
        rank, matches = message.get("rank"), self.view.similar.matches or []
        if isinstance(rank, int) and 0 < rank <= len(matches):
            self._gone_to, at = rank, matches[rank - 1].start
            start, stop = self.view.span()
            (self.view.seek if start <= at <= stop else self.view.look_back)(at)
            self.view.page.send({"kind": "curves"})
