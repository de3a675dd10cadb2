"""The card beside the curves that finds where else a stretch occurs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from footlib.analysis.patterns import Match
from footlib.ui.browser.elements import change, html
from footlib.ui.browser.page import Handler
from footlib.ui.cards import similar_html
from footlib.ui.cards.base import Card
from footlib.ui.data.background import Job
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

    on_wall = False

    def build(self) -> tuple[widgets.Widget, ...]:
        """Make the card."""
        self.add_class("fw-similar-card")
        self._drawn: tuple[object, ...] = ()
        self._gone_to = -1
        self._finding = Job()
        self._head = html("fw-similar-head")
        self._body = html("fw-similar")
        return self._head, self._body

    def commands(self) -> Mapping[str, Handler]:
        """A stretch can be chosen and looked for, and its places gone to and played."""
        return {
            "choosing": lambda message: self._choosing(wanted=message.get("on") is True),
            "choose_last": self._choose_last,
            "find_similar": lambda _: self._find(),
            "clear_similar": lambda _: self._clear(),
            "similar": self._go,
            "play_similar": self._play,
        }

    def refresh(self, frame: Frame) -> None:
        """Draw anew what changed; nothing, mostly."""
        search, times = frame.search, frame.times
        drawn = (search, frame.choosing, self._gone_to, times)
        if drawn != self._drawn:
            self._drawn = drawn
            change(self._head, similar_html.head(search, times, choosing=frame.choosing))
            change(self._body, similar_html.body(search, times, self._gone_to, frame.now))

    def close(self) -> None:
        """Take it off the page, and end the process that searches."""
        self.session.similar.end()
        super().close()

    def _choosing(self, *, wanted: bool) -> None:
        # A stretch cannot be dragged over a picture that moves on.
        view = self.session.view
        if wanted and view.playhead.mode is not Mode.PAUSED:
            view.pause()
        self.session.page.choosing = wanted

    def _choose_last(self, message: Mapping[str, Any]) -> None:
        seconds, recording = message.get("seconds"), self.session.segment.recording
        if seconds in similar_html.LENGTHS and len(recording):
            at = self.session.view.playhead.at
            stop = float(recording.time[-1]) if at is None else at
            self.session.similar.choose_within(recording, stop - seconds, stop)

    def _find(self) -> None:
        session = self.session
        self._gone_to, session.page.choosing = -1, False
        work = session.similar.find(session.view.person, session.segment.recording)
        session.background.run(work, self._finding)

    def _clear(self) -> None:
        self._gone_to, self.session.page.choosing = -1, False
        self.session.similar.choose(None)

    def _go(self, message: Mapping[str, Any]) -> None:
        if match := self._meant(message):
            view, loader = self.session.view, self.session.loader
            (view.seek if self._shows(match) else loader.look_back)(match.start)
            self.session.page.send({"kind": "curves"})

    def _play(self, message: Mapping[str, Any]) -> None:
        if match := self._meant(message):
            player, loader = self.session.player, self.session.loader
            (player.play_stretch if self._shows(match) else loader.replay_stretch)(match.start, match.stop)
            self.session.page.send({"kind": "curves"})

    def _meant(self, message: Mapping[str, Any]) -> Match | None:
        rank, matches = message.get("rank"), self.session.similar.known.matches or ()
        if not isinstance(rank, int) or not 0 < rank <= len(matches):
            return None
        self._gone_to = rank
        return matches[rank - 1]

    def _shows(self, match: Match) -> bool:
        start, stop = self.session.view.span()
        return start <= match.start <= stop
